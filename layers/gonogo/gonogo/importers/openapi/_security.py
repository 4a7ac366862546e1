"""Security schemes as what a request carries: keys, user names and tokens as variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.formats.plain import mapping, mappings, text

if TYPE_CHECKING:
    from gonogo.importers.openapi._operation import Made


def secure(operation: dict[str, Any], made: Made) -> None:
    """The first of the alternatives that the operation, or else the document, names."""
    root = made.references.root
    alternatives = mappings(operation.get("security", root.get("security")))
    schemes = mapping(root.get("securityDefinitions")) or mapping(
        mapping(root.get("components")).get("securitySchemes")
    )
    for name in alternatives[0] if alternatives else ():
        scheme = made.references.follow(schemes.get(name), made.where)
        _scheme(name, scheme, made)


def _scheme(name: str, scheme: dict[str, Any], made: Made) -> None:
    kind = text(scheme.get("type")).lower()
    http = text(scheme.get("scheme")).lower()
    if kind == "apikey":
        _api_key(name, scheme, made)
    elif kind == "basic" or (kind == "http" and http == "basic"):
        made.auth = {
            "type": "basic",
            "username": made.variables.use("username", None, made.where),
            "password": made.variables.use("password", None, made.where),
        }
    elif kind == "http" and http == "digest":
        made.auth = {
            "type": "digest",
            "username": made.variables.use("username", None, made.where),
            "password": made.variables.use("password", None, made.where),
        }
    elif kind in ("oauth2", "openidconnect") or (kind == "http" and http == "bearer"):
        token = made.variables.use("access_token", None, made.where)
        made.auth = {"type": "bearer", "token": token}
    else:
        made.references.notes.lost(made.where, f"the security scheme {name}")


def _api_key(name: str, scheme: dict[str, Any], made: Made) -> None:
    key = text(scheme.get("name")) or name
    placeholder = made.variables.use(key, None, made.where)
    place = text(scheme.get("in"))
    if place == "query":
        made.query.append((key, placeholder))
    elif place == "cookie":
        made.cookies.append(f"{key}={placeholder}")
    else:
        made.headers[key] = placeholder
