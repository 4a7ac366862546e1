"""`response_cookie`: a cookie that the answer sets, or one of its attributes."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The cookie's value; of `name[Attribute]` that attribute, true for one without a value.

    >>> from gonogo.engine.answer import an_answer
    >>> answer = an_answer(headers=(("Set-Cookie", "id=a=7; Path=/; HttpOnly"),))
    >>> read(answer, "id"), read(answer, "id[Path]"), read(answer, "id[HttpOnly]")
    ('a=7', '/', True)
    >>> read(answer, "id[Secure]").why, read(answer, "sid").why
    ('the cookie "id" has no Secure', 'the answer sets no cookie "sid"')
    """
    name, bracket, attribute = (property or "").strip().removesuffix("]").partition("[")
    # As a browser has it: of two cookies of one name the later stays.
    for line in reversed(answer.response.header_values("set-cookie")):
        pair, *attributes = line.split(";")
        own, _, value = pair.partition("=")
        if own.strip() == name:
            return _attribute(name, attribute, attributes) if bracket else value.strip().strip('"')
    return Absent(f'the answer sets no cookie "{name}"')


def _attribute(cookie: str, wanted: str, attributes: list[str]) -> object:
    for attribute in attributes:
        name, has_value, value = attribute.partition("=")
        if name.strip().lower() == wanted.strip().lower():
            return value.strip() if has_value else True
    return Absent(f'the cookie "{cookie}" has no {wanted.strip()}')


SOURCE = Source(read, "required", "cookie name, with an attribute in brackets if wanted")
