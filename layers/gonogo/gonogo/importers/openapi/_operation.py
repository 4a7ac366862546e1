"""One operation as a request: parameters, body and security as variables, the status asserted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from gonogo.formats.fields import encoded_url, said
from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.importers._contract import Options, Plain
from gonogo.importers.openapi._references import References
from gonogo.importers.openapi._sample import Sampler, given
from gonogo.importers.openapi._security import secure
from gonogo.importers.openapi._variables import Variables, as_text

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass
class Made:
    """A request as it grows."""

    where: str
    name: str
    references: References
    variables: Variables
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    multipart: list[Plain] = field(default_factory=list)
    body: str = ""
    auth: dict[str, str] = field(default_factory=dict)


def step(
    method: str,
    path: str,
    *,
    operation: dict[str, Any],
    shared: dict[str, Any],
    base: str,
    references: References,
    variables: Variables,
    options: Options,
    where: str,
) -> Plain:
    """The step; its note is the operation's summary or id."""
    name = text(operation.get("operationId")) or f"{method}_{path.strip('/')}"
    made = Made(where, name, references, variables, path)
    for parameter in _parameters(operation, shared, references, where):
        _parameter(parameter, made, operation)
    _body(references.follow(operation.get("requestBody"), where), made)
    secure(operation, made)
    if options.accept:
        made.headers.setdefault("Accept", _accept(operation, references, where))
    if made.cookies:
        made.headers["Cookie"] = "; ".join(made.cookies)
    for kind in ("callbacks",):
        if operation.get(kind):
            references.notes.lost(where, kind)
    url = f"{base}{'' if made.path.startswith('/') else '/'}{made.path}"
    if made.query:
        url += "?" + "&".join(f"{key}={value}" for key, value in made.query)
    url = re.sub(r"(?<!\{)\{([^{}]+)\}(?!\})", lambda m: _left(m.group(1), made), url)
    return said(
        {
            "type": "request",
            "note": text(operation.get("summary")) or text(operation.get("operationId")) or where,
            "method": method.upper(),
            "url": encoded_url(url),
            "headers": made.headers,
            "form": made.form,
            "multipart": made.multipart,
            "body": made.body,
            "auth": made.auth,
            "assertions": _status(operation),
        }
    )


def _left(name: str, made: Made) -> str:
    """A part of the path that no parameter describes."""
    return made.variables.use(name, None, made.where)


def _parameters(
    operation: dict[str, Any], shared: dict[str, Any], references: References, where: str
) -> list[dict[str, Any]]:
    """Those of the path, then those of the operation, which win by name and place."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for raw in [*mappings(shared.get("parameters")), *mappings(operation.get("parameters"))]:
        parameter = references.follow(raw, where)
        found[text(parameter.get("in")), text(parameter.get("name"))] = parameter
    return list(found.values())


def _parameter(parameter: dict[str, Any], made: Made, operation: dict[str, Any]) -> None:
    kind, name = text(parameter.get("in")), text(parameter.get("name"))
    if kind == "body":
        sample = Sampler(made.references, made.where).sample(parameter.get("schema"))
        _set_body(made, name or "body", sample, _consumes(operation))
        return
    if kind == "formData" and parameter.get("type") == "file":
        made.references.notes.lost(made.where, f"the file of the form field {name}")
        return
    value = _value(parameter, made)
    required = parameter.get("required") is True or kind == "path"
    if not name or (value is None and not required):
        if name:
            made.references.notes.check(
                made.where, f"the optional {kind} parameter {name} is left out"
            )
        return
    placeholder = made.variables.use(name, value, made.where, (f"{made.name}_{name}",))
    if kind == "path":
        made.path = made.path.replace("{" + name + "}", placeholder)
    elif kind == "query":
        made.query.append((name, placeholder))
    elif kind == "header":
        made.headers[name] = placeholder
    elif kind == "cookie":
        made.cookies.append(f"{name}={placeholder}")
    elif kind == "formData":
        made.form[name] = placeholder
    else:
        made.references.notes.lost(made.where, f"the {kind or 'nameless'} parameter {name}")


def _value(parameter: dict[str, Any], made: Made) -> object:
    """What the description offers for a parameter, or None."""
    schema = made.references.follow(parameter.get("schema"), made.where)
    example = next(iter(mapping(parameter.get("examples")).values()), None)
    named = made.references.follow(example, made.where).get("value")
    for offered in (given(parameter)[0], named, given(schema)[0]):
        if offered is not None and as_text(offered):
            return ",".join(map(as_text, offered)) if isinstance(offered, list) else offered
    return None


def _consumes(operation: dict[str, Any]) -> str:
    return next(map(text, listing(operation.get("consumes"))), "application/json")


def _body(request: dict[str, Any], made: Made) -> None:
    content = mapping(request.get("content"))
    if not content:
        return
    json_like = [kind for kind in content if "json" in kind.lower()]
    known = [kind for kind in content if kind.lower() in _FORMS]
    kind = next(iter([*json_like, *known, *content]))
    media = mapping(content[kind])
    named = next(iter(mapping(media.get("examples")).values()), None)
    sample = media.get("example", made.references.follow(named, made.where).get("value"))
    if sample is None:
        sample = Sampler(made.references, made.where).sample(media.get("schema"))
    if kind.lower() in _FORMS and isinstance(sample, dict):
        _set_form(made, kind.lower(), mapping(sample))
    else:
        _set_body(made, "body", sample, kind)


def _set_form(made: Made, kind: str, sample: dict[str, Any]) -> None:
    for name, value in sample.items():
        filled = made.variables.use(name, value, made.where, (f"{made.name}_{name}",))
        if kind == _FORMS[0]:
            made.form[name] = filled
        else:
            made.multipart.append({"name": name, "value": filled})


def _set_body(made: Made, name: str, sample: object, kind: str) -> None:
    """The whole body is a variable, as the vendor's own import has it; its value is a sample."""
    own = f"{made.name}_{name}"
    if sample is None:  # nobody else's sample
        name = own
    made.body = made.variables.use(name, sample, made.where, (own, f"{own}_{made.where}"))
    made.headers.setdefault("Content-Type", kind if "*" not in kind else "application/json")


def _status(operation: dict[str, Any]) -> list[Plain]:
    """The first success that is described."""
    codes = sorted(code for code in mapping(operation.get("responses")) if code[:1] == "2")
    exact = next((code for code in codes if re.fullmatch(r"2\d\d", code)), None)
    if exact is None:
        return []
    return [{"source": "response_status", "value": int(exact)}]


def _accept(operation: dict[str, Any], references: References, where: str) -> str:
    for code, raw in mapping(operation.get("responses")).items():
        if code[:1] == "2":
            kinds = mapping(references.follow(raw, where).get("content"))
            if kinds:
                return next(iter(kinds))
    return next(map(text, listing(operation.get("produces"))), "application/json")
