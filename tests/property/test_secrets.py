"""Whatever a secret is, wherever it turns up and however it was encoded: no result shows it."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.engine.mask import MASK, Mask
from gonogo.errors import ConnectFailed
from gonogo.reports import reports
from gonogo.reports._contract import ReportedRun
from tests.engine_runs import a_step, an_assertion, an_extraction, run
from tests.fakes import FakeHttp, a_reply

CHARACTERS = st.characters(codec="utf-8", exclude_characters="*…\0")
SECRETS = st.text(CHARACTERS, min_size=8, max_size=40).filter(lambda s: len(set(s.strip())) > 3)
AROUND = st.text(st.sampled_from("abc &=\"'<>/{}%\\\n"), max_size=12)


def _utf16(text: str) -> str:
    units = text.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _lower_hex(text: str) -> str:
    found = quote(text, safe="")
    return "".join(
        part.lower() if before == "%" else part for before, part in _after_percent(found)
    )


def _after_percent(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        if text[at] == "%":
            pairs += [("", "%"), ("%", text[at + 1 : at + 3])]
            at += 3
        else:
            pairs.append(("", text[at]))
            at += 1
    return pairs


RENDERINGS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "query": lambda s: quote(s, safe=""),
    "path": quote,
    "form": quote_plus,
    "twice in a URL": lambda s: quote(quote(s, safe=""), safe=""),
    "lower-case hex in a URL": _lower_hex,
    "JSON": lambda s: json.dumps(s)[1:-1],
    "JSON in UTF-8": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda s: json.dumps(json.dumps(s)[1:-1])[1:-1],
    "PHP's JSON": lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    "HTML": html.escape,
    "HTML of text": lambda s: html.escape(s, quote=False),
    "XML": escape,
    "XML attribute": lambda s: quoteattr(s, {'"': "&quot;"})[1:-1],
    "JSON in HTML": lambda s: html.escape(json.dumps(s)[1:-1]),
    "hex": lambda s: s.encode().hex(),
    "HEX": lambda s: s.encode().hex().upper(),
    "upper": str.upper,
    "lower": str.lower,
    "repr": lambda s: repr(s)[1:-1],
    "UTF-16 escapes": _utf16,
    "stripped": str.strip,
}


@settings(max_examples=150)
@given(SECRETS, AROUND, AROUND, st.sampled_from(sorted(RENDERINGS)))
def test_a_rendering_is_not_to_be_seen(secret: str, before: str, after: str, kind: str) -> None:
    """Whatever stands around it."""
    form = RENDERINGS[kind](secret)
    if len(form) < 8:
        return
    text = Mask(secret).text(before + form + after)
    assert form not in text
    assert MASK in text


@settings(max_examples=150)
@given(SECRETS, st.binary(max_size=9), st.binary(max_size=9), st.booleans())
def test_no_alignment_of_base64_gives_it_away(
    secret: str, before: bytes, after: bytes, for_urls: bool
) -> None:
    """Nothing that is left can be decoded to it."""
    raw = secret.encode()
    encode = base64.urlsafe_b64encode if for_urls else base64.b64encode
    text = Mask(secret).text(encode(before + raw + after).decode())
    assert MASK in text
    for piece in text.replace("-", "+").replace("_", "/").split(MASK):
        for start in range(4):
            rest = piece[start:].rstrip("=")
            whole = rest[: len(rest) // 4 * 4]
            assert raw not in base64.b64decode(whole)


@settings(max_examples=150)
@given(SECRETS, st.lists(AROUND, max_size=4))
def test_text_without_secrets_stays_as_it_is(secret: str, parts: list[str]) -> None:
    """Masking takes nothing else."""
    text = "".join(parts)
    mask = Mask(secret)
    assert mask.text(text) == text or mask.holds(text)


@settings(max_examples=150)
@given(SECRETS, SECRETS, st.integers(0, 8))
def test_secrets_that_overlap_are_hidden_both(one: str, other: str, shared: int) -> None:
    """Nothing of the second is left where the first ends."""
    joined = one + other[shared:] if one.endswith(other[:shared]) else one + other
    assert Mask(one, other).text(joined) in {MASK, MASK * 2}


def _everything(secret: str, form: str, place: str) -> str:
    """A run in which `form` turns up at a place: its result as stored, and all its reports."""

    def answer(request: HttpRequest) -> HttpResponse:
        if place == "problem":
            raise ConnectFailed(f"No connection to {form}.")
        header = form if place == "header" and form.isprintable() and form.isascii() else "-"
        body: Any = {"said": form} if place == "json" else form.encode()
        return a_reply(body, headers=(("X-Said", header), ("Content-Type", "text/plain")))

    step = a_step(
        "http://api.test/{{get_secret(key)}}" if place == "url" else "http://api.test/",
        method="POST",
        headers={"X-Key": "{{get_secret(key)}}"},
        body="{{get_secret(key)}}" if place == "body" else "-",
        note=form if place == "note" else "",
        variables=(an_extraction("said", "response_text"),),
        assertions=(
            an_assertion("response_text", "equal", "{{get_secret(key)}}"),
            an_assertion("response_text", "contains", form.replace("{{", "")),
            an_assertion("response_headers", "equal", "no", property="X-Said"),
            an_assertion("response_json", "equal", "no", property="said"),
        ),
    )
    result = run(step, http=FakeHttp(answer), secrets={"key": secret}.get)
    ended = ReportedRun(name="test", result=result)
    told = [reports[name].render([ended]) for name in reports.names]
    dumped = asdict(result)
    return "\0".join([str(dumped), json.dumps(dumped), *map(str, told)])


@settings(max_examples=40)
@given(
    SECRETS,
    st.sampled_from(sorted(RENDERINGS)),
    st.sampled_from(("url", "body", "header", "text", "json", "note", "problem")),
)
def test_no_result_and_no_report_shows_it(secret: str, kind: str, place: str) -> None:
    """In whatever form it came, and in the forms that the report itself makes of it."""
    form = RENDERINGS[kind](secret)
    if len(form.strip()) < 8:
        return
    told = _everything(secret, form, place)
    for seen in {form, html.escape(form), json.dumps(form)[1:-1], secret, html.escape(secret)}:
        assert seen not in told
