"""K1: whatever a server makes of a secret, nobody reads it in what comes out of gonogo."""

from __future__ import annotations

import base64
import html
import json
import logging
import random
import string
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import RunId
from gonogo.engine import renderings
from gonogo.reports import reported, reports
from gonogo.services.browse import view_of
from tests.api_door import ApiDoor
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.property.test_secrets import RENDERINGS
from tests.quick_stack import quick_stack
from tests.said import everything_said
from trust._figure import Figure, Measured

_AT_ONCE = 20
"""Secrets that one run uses, a step each."""
_PLACE = "/v1/projects/orders/secrets"
_SIGNS = string.ascii_letters + string.digits + "/+=&?#%\"'<>\\ -_.~:;,!$*()[]{}|^`@ßüé€😀"
_SINKS = ("result", "API", "webhook", "log", "reports", "error text")


def _measure(cases: int) -> Measured:
    cases = cases or 2  # with a planted fault
    chance = random.Random(1)  # noqa: S311
    secrets = [_secret(chance) for _ in range(cases)]
    shown: list[str] = []
    tried = 0
    for start in range(0, cases, _AT_ONCE):
        some = secrets[start : start + _AT_ONCE]
        sinks = _sinks(some)
        for secret in some:
            forms = _forms(secret)
            tried += len(forms)
            shown += [
                f"{kind} in {sink}"
                for sink, text in sinks.items()
                for kind, form in forms.items()
                if _readable(form, text)
            ]
    kinds = f": {', '.join(sorted(set(shown))[:9])}" if shown else ""
    return Measured(
        figure=f"{len(shown)} of {tried} renderings in {len(_SINKS)} sinks{kinds}",
        holds=not shown and tried >= 28 * cases,
    )


def _secret(chance: random.Random) -> str:
    while True:
        made = "".join(chance.choices(_SIGNS, k=chance.randint(9, 40))).strip()
        if len(made) > 8 and len(set(made)) > 5 and not made.startswith("{"):
            return made


def _forms(secret: str) -> dict[str, str]:
    """What a server may make of it, of eight characters or more: less tells too little to hide."""
    found = {kind: make(secret) for kind, make in RENDERINGS.items()}
    raw = secret.encode()
    for ahead in range(3):
        for name, encode in (
            ("base64", base64.b64encode),
            ("base64url", base64.urlsafe_b64encode),
        ):
            # The characters that are made of the secret's bits alone.
            first, end = -(-ahead * 8 // 6), (ahead + len(raw)) * 8 // 6
            found[f"{name} after {ahead}"] = encode(b"\0" * ahead + raw).decode()[first:end]
    return {kind: form for kind, form in found.items() if len(form) >= 8}


def _readable(form: str, text: str) -> bool:
    return any(each in text for each in (form, html.escape(form), json.dumps(form)[1:-1]))


def _sinks(secrets: list[str]) -> dict[str, str]:
    """All that is kept, answered, sent, logged and written about a run that used the secrets."""

    def server(request: HttpRequest) -> HttpResponse:
        if not request.url.startswith("http://api.example/"):
            return a_reply()
        forms = _forms(secrets[int(request.url.rpartition("/")[2])])
        return a_reply(dict(enumerate(forms.values())))

    http = FakeHttp(server)
    with everything_said(logging.DEBUG) as log, quick_stack(FakeClock(), http) as stack:
        door = ApiDoor(stack, http)
        run = _run(door, secrets)
        native = [door.send("GET", place, headers=_headers(door)).json for place in run]
        view = view_of(_kept(stack, run[0]), stack.parts.catalog, stack.parts.runs)
        stored = "\0".join([repr(view), *stack.stored("runs")])
        sent = [(each.body or b"").decode() for each in http.requests if "hook" in each.url]
    told = [reports[name].render([reported(view)]).decode() for name in reports.names]
    steps = view.result.steps if view.result else ()
    errors = [each.error or "" for step in steps for each in step.assertions]
    if len(sent) != 1 or len(errors) < len(secrets) or not all(errors):
        raise AssertionError("the run did not go as it should: nothing was measured")
    texts = (stored, _plain(native), sent[0], log.text(), "\0".join(told), "\0".join(errors))
    return dict(zip(_SINKS, texts, strict=True))


def _run(door: ApiDoor, secrets: list[str]) -> tuple[str, str]:
    """The addresses of a run whose steps send the secrets, and of its batch."""
    headers = _headers(door)
    steps = [_step(number, secret) for number, secret in enumerate(secrets)]
    door.push({"project": "orders", "tests": [{"name": "Signs in", "steps": steps}]})
    for number, secret in enumerate(secrets):
        stored = door.send("PUT", f"{_PLACE}/s{number}", {"value": secret}, headers)
        if stored.status != 200:
            raise AssertionError(stored.json)
    start = {"webhooks": ["http://hook.example/"]}
    place = "/v1/projects/orders/tests/Signs%20in/start"
    started = door.send("POST", place, start, headers).json
    door.stack.execute()
    door.stack.report()
    return f"/v1/runs/{started['runs'][0]['id']}", f"/v1/batches/{started['batch']['id']}"


def _step(number: int, secret: str) -> dict[str, Any]:
    """A request with the secret, and an assertion for each form, whose message quotes the form."""
    wrong = [
        {"source": "response_json", "property": str(at), "comparison": "equal", "value": "no"}
        for at in range(len(_forms(secret)))
    ]
    return {
        "method": "POST",
        "url": f"http://api.example/{number}",
        "body": f"{{{{get_secret(s{number})}}}}",
        "assertions": wrong,
    }


def _headers(door: ApiDoor) -> dict[str, str]:
    return {"authorization": f"Bearer {door.admin}", "content-type": "application/json"}


def _kept(stack: Any, place: str) -> Any:
    return stack.parts.runs.run(RunId(place.rpartition("/")[2]))


def _plain(documents: list[Any]) -> str:
    return "\0".join(json.dumps(each, ensure_ascii=False) for each in documents)


@contextmanager
def _without_base64() -> Iterator[None]:
    """A masker that knows no base64, and only the alphabet of texts."""
    with patch.object(renderings, "_in_bytes", lambda raw: iter((raw.hex(), raw.hex().upper()))):
        yield


def _exact_match() -> AbstractContextManager[object]:
    """A masker that looks for the value as it was stored."""
    return patch("gonogo.engine.mask.renderings", lambda value: frozenset((value,)))


FIGURE = Figure(
    id="K1",
    claim="renderings of random secrets (URL, JSON, HTML, hex, base64 …) left readable in results, "
    "API, webhook, log, reports or error texts",
    bar="0 of at least 28,000, in 6 sinks",
    measure=_measure,
    many=1_000,
    planted={"no base64": _without_base64, "exact match": _exact_match},
    seconds=900,
)
