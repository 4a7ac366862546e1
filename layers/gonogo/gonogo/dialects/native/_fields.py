"""Reading a native request: strict about media type, names and types, and telling what it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gonogo.dialects._contract import JSON_TYPE, Request
from gonogo.domain.strict_json import read_json
from gonogo.errors import Invalid, WrongFormat

MAX_TEXT = 4096


def key_of(request: Request) -> str | None:
    """The presented key, from either header that clients use."""
    return request.bearer or request.headers.get("x-api-key", "").strip() or None


def read_body(request: Request) -> object:
    """The request's JSON; no body at all counts as an empty object."""
    if not request.body.strip():
        return {}
    packed = request.headers.get("content-encoding", "").strip().lower()
    if packed not in ("", "identity"):
        raise WrongFormat(
            f"The body was sent as {packed[:100]}.", accepted="one that is not packed"
        )
    if request.content_type != JSON_TYPE and not request.content_type.endswith("+json"):
        said = request.content_type or "no media type"
        raise WrongFormat(f"The body was sent as {said[:100]}.", accepted=JSON_TYPE)
    return read_json(request.body)


def read_query(request: Request, *names: str) -> Mapping[str, str]:
    """The query's parameters, each known and given once."""
    found: dict[str, str] = {}
    for name, value in request.query:
        if name not in names:
            known = ", ".join(names) or "no parameter"
            raise Invalid(f"There is no parameter {name[:64]!r}.", field=name[:64], accepted=known)
        if name in found:
            raise Invalid(f"The parameter {name} stands twice.", field=name, accepted="one value")
        found[name] = value
    return found


class Fields:
    """The members of a JSON object, each taken by name and type; `end` refuses what is left."""

    def __init__(self, document: object, where: str = "") -> None:
        if not isinstance(document, dict):
            raise Invalid("A JSON object is wanted.", field=where or "body", accepted="an object")
        self._left: dict[str, object] = dict(document)
        self._known: list[str] = []
        self._where = where

    def text(self, name: str) -> str | None:
        """A text that is not blank, or None if absent or null."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
            raise self.wrong(name, f"a text of 1 to {MAX_TEXT} characters")
        return value

    def maybe_empty(self, name: str) -> str | None:
        """A text that may be empty, or None if absent or null."""
        value = self._take(name)
        if value is not None and (not isinstance(value, str) or len(value) > MAX_TEXT):
            raise self.wrong(name, f"a text of at most {MAX_TEXT} characters")
        return value

    def needed_text(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if value is None:
            raise self.wrong(name, "a text; it must be given")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        """One of some words, or None if absent."""
        value = self.text(name)
        if value is not None and value not in choices:
            raise self.wrong(name, ", ".join(choices))
        return value

    def texts(self, name: str, *, most: int, least: int = 0) -> tuple[str, ...]:
        """A list of texts; empty if absent. One that is there has at least so many."""
        value = self._take(name)
        if value is None:
            return ()
        accepted = f"a list of {least} to {most} texts"
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise self.wrong(name, accepted)
        if not all(isinstance(item, str) and 0 < len(item) <= MAX_TEXT for item in value):
            raise self.wrong(name, accepted)
        return tuple(value)

    def urls(self, name: str, *, most: int) -> tuple[str, ...]:
        """A list of web addresses; empty if absent."""
        found = self.texts(name, most=most)
        if not all(url.startswith(("https://", "http://")) for url in found):
            raise self.wrong(name, "addresses that begin with https:// or http://")
        return found

    def variables(self, name: str) -> Mapping[str, str]:
        """A flat object as variables: numbers and booleans as JSON writes them."""
        value = self._take(name)
        return {} if value is None else flat_variables(value, self._path(name))

    def document(self, name: str) -> Mapping[str, object] | None:
        """An object as it is, or None if absent or null: whoever takes it knows its members."""
        value = self._take(name)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return value

    def flag(self, name: str) -> bool | None:
        """True or false, or None if absent or null."""
        value = self._take(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def whole(self, name: str, *, most: int) -> int | None:
        """A whole number from 0, or None if absent or null."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        raise self.wrong(name, f"a whole number from 0 to {most}")

    def objects(self, name: str, *, most: int) -> tuple[Fields, ...]:
        """A list of objects; empty if absent."""
        value = self._take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise self.wrong(name, f"a list of 1 to {most} objects")
        return tuple(Fields(item, f"{self._path(name)}[{i}]") for i, item in enumerate(value))

    def lists(self, name: str, *, most: int) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts; one list of texts counts as one of them; empty if absent."""
        value = self._take(name)
        if value is None:
            return ()
        groups: list[object] = value if isinstance(value, list) else [value]
        if groups and all(isinstance(item, str) for item in groups) and groups is value:
            groups = [groups]
        if len(groups) > most or not all(_is_texts(group, most) for group in groups):
            raise self.wrong(name, f"up to {most} lists of 1 to {most} texts, or one such list")
        return tuple(tuple(group) for group in groups if isinstance(group, list))

    def inner(self, name: str) -> Fields | None:
        """The members of an object, or None if it is absent or null."""
        value = self.document(name)
        return None if value is None else Fields(value, self._path(name))

    def number(self, name: str) -> float | None:
        """A number, or None if absent or null."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise self.wrong(name, "a number")

    def end(self) -> None:
        """Refuse members that nothing took: a mistyped name must not pass silently."""
        for name in self._left:
            known = ", ".join(self._known)
            raise Invalid(
                f"There is no field {name[:64]!r}.", field=self._path(name[:64]), accepted=known
            )

    def _take(self, name: str) -> object:
        self._known.append(name)
        return self._left.pop(name, None)

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def wrong(self, name: str, accepted: str) -> Invalid:
        """The refusal of a member, with what would be taken."""
        path = self._path(name)
        return Invalid(f"The field {path} cannot be taken.", field=path, accepted=accepted)


def _is_texts(value: object, most: int) -> bool:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        return False
    return all(isinstance(item, str) and 0 < len(item) <= MAX_TEXT for item in value)


def flat_variables(document: object, where: str) -> Mapping[str, str]:
    """Variables from a flat object; `Invalid` names the one that is not flat."""
    accepted = "an object of texts, numbers and booleans"
    if not isinstance(document, dict):
        raise Invalid("Variables are an object.", field=where, accepted=accepted)
    for name, value in document.items():
        if value is None or isinstance(value, dict | list):
            path = f"{where}.{name[:64]}"
            raise Invalid(f"The variable {name[:64]!r} is no text.", field=path, accepted=accepted)
    return {n: v if isinstance(v, str) else json.dumps(v) for n, v in document.items()}
