"""Reading a TesterArmy body: each member by name and limits, refused as `name: what is wrong`."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from gonogo.dialects._contract import Request
from gonogo.errors import Invalid

MOST_CHARACTERS = 100_000


def limit_of(request: Request, default: int) -> int:
    """The query's `limit`: 1 to 100."""
    text = query_of(request, "limit")
    if text is None:
        return default
    if text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= 100:
        return int(text)
    raise Invalid("Expected a whole number from 1 to 100", field="limit")


def cursor_of(request: Request) -> int | None:
    """The query's `cursor`: what an earlier page gave as `nextCursor`."""
    text = query_of(request, "cursor")
    if text is None:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= 16:
        return int(text)
    raise Invalid("Expected the nextCursor of an earlier page", field="cursor")


def query_of(request: Request, name: str) -> str | None:
    """A query parameter, the last if it stands twice; an empty one counts as absent."""
    values = [value for each, value in request.query if each == name and value]
    return values[-1] if values else None


def is_uuid(text: str) -> bool:
    """Whether it is a UUID as the vendor writes them.

    >>> is_uuid("7d0d2a52-6c7e-4d0a-9f37-8a3a4b7f2d11"), is_uuid("7d0d2a526c7e4d0a9f378a3a4b7f2d11")
    (True, False)
    """
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


class Fields:
    """The members of a JSON object. `nulls`: null counts as absent wherever it stands."""

    def __init__(self, document: object, where: str = "", *, nulls: bool = False) -> None:
        if not isinstance(document, dict):
            raise Invalid(f"Expected object, received {_kind(document)}", field=where or "body")
        self._members: dict[str, object] = document
        self._taken: set[str] = set()
        self._where = where
        self._nulls = nulls

    def given(self, name: str) -> bool:
        """Whether it stands there at all, null included."""
        return name in self._members

    def text(
        self, name: str, *, least: int = 1, most: int = MOST_CHARACTERS, null: bool = False
    ) -> str | None:
        """A text of so many characters; None if absent, or null where that is allowed."""
        value = self._take(name, null)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.wrong(name, f"Expected string, received {_kind(value)}")
        if len(value) < least:
            raise self.wrong(name, f"String must contain at least {least} character(s)")
        if len(value) > most:
            raise self.wrong(name, f"String must contain at most {most} character(s)")
        return value

    def needed_text(self, name: str, *, least: int = 1, most: int = MOST_CHARACTERS) -> str:
        """A text that must be there."""
        return self._needed(name, self.text(name, least=least, most=most))

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        """One of some words, or None if absent."""
        value = self.text(name, least=0)
        if value is not None and value not in choices:
            words = " | ".join(f"'{each}'" for each in choices)
            raise self.wrong(name, f"Invalid enum value. Expected {words}, received '{value[:64]}'")
        return value

    def needed_choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some words, which must be there."""
        return self._needed(name, self.choice(name, choices))

    def uuid(self, name: str, *, null: bool = False) -> str | None:
        """A UUID, lower-case; None if absent, or null where that is allowed."""
        value = self.text(name, least=0, null=null)
        if value is not None and not is_uuid(value):
            raise self.wrong(name, "Invalid uuid")
        return None if value is None else value.lower()

    def uri(
        self, name: str, *, most: int = 2000, schemes: tuple[str, ...] = ("https", "http")
    ) -> str | None:
        """A web address, or None if absent."""
        value = self.text(name, most=most)
        if value is not None and not is_address(value, schemes):
            raise self.wrong(name, f"Invalid url: begin with {schemes[0]}://")
        return value

    def whole(self, name: str, *, least: int, most: int = 2**53, null: bool = False) -> int | None:
        """A whole number within bounds; None if absent, or null where that is allowed."""
        value = self._take(name, null)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(name, f"Expected integer, received {_kind(value)}")
        if not least <= value <= most:
            raise self.wrong(name, f"Number must be from {least} to {most}")
        return value

    def needed_whole(self, name: str, *, least: int, most: int = 2**53) -> int:
        """A whole number that must be there."""
        found = self.whole(name, least=least, most=most)
        if found is None:
            raise self.wrong(name, "Required")
        return found

    def flag(self, name: str) -> bool | None:
        """True or false, or None if absent."""
        value = self._take(name, null=False)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, f"Expected boolean, received {_kind(value)}")
        return value

    def child(self, name: str) -> Fields | None:
        """An object, or None if absent."""
        value = self._take(name, null=False)
        return None if value is None else Fields(value, self._path(name), nulls=self._nulls)

    def needed_child(self, name: str) -> Fields:
        """An object that must be there."""
        found = self.child(name)
        if found is None:
            raise self.wrong(name, "Required")
        return found

    def items(self, name: str, *, least: int = 0, most: int) -> list[object] | None:
        """A list of so many items, or None if absent."""
        value = self._take(name, null=False)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self.wrong(name, f"Expected array, received {_kind(value)}")
        if not least <= len(value) <= most:
            raise self.wrong(name, f"Array must contain {least} to {most} element(s)")
        return value

    def children(self, name: str, *, least: int = 0, most: int) -> tuple[Fields, ...] | None:
        """A list of objects, or None if absent."""
        found = self.items(name, least=least, most=most)
        if found is None:
            return None
        path = self._path(name)
        return tuple(Fields(each, f"{path}.{place}") for place, each in enumerate(found))

    def uuids(self, name: str, *, most: int) -> tuple[str, ...] | None:
        """A list of UUIDs, or None if absent."""
        found = self.items(name, most=most)
        if found is None:
            return None
        for place, each in enumerate(found):
            if not isinstance(each, str) or not is_uuid(each):
                raise self.wrong(f"{name}.{place}", "Invalid uuid")
        return tuple(str(each).lower() for each in found)

    def all(self) -> dict[str, object]:
        """Every member as it is: whoever takes it knows them."""
        return dict(self._members)

    def strict(self) -> None:
        """Refuse what nothing took: said of some bodies only, others may hold anything."""
        unknown = [name for name in self._members if name not in self._taken]
        if unknown:
            names = ", ".join(f"'{name[:64]}'" for name in unknown[:5])
            where = self._where or "body"
            raise Invalid(f"Unrecognized key(s) in object: {names}", field=where)

    def wrong(self, name: str, complaint: str) -> Invalid:
        """What is said of a member that cannot be taken."""
        return Invalid(complaint, field=self._path(name))

    def _needed(self, name: str, value: str | None) -> str:
        if value is None:
            raise self.wrong(name, "Required")
        return value

    def _take(self, name: str, null: bool) -> object:
        self._taken.add(name)
        value = self._members.get(name)
        if value is None and name in self._members and not (null or self._nulls):
            raise self.wrong(name, "Expected a value, received null")
        return value

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name


def is_address(text: str, schemes: tuple[str, ...] = ("https", "http")) -> bool:
    """Whether it is a web address that can be asked as it stands."""
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and not set(text) & set(" \r\n\t")
    except ValueError:
        return False


def _kind(value: object) -> str:
    """What JavaScript calls a value."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number" if isinstance(value, int | float) else "unknown")
