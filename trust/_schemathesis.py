"""What schemathesis finds in the native API, in process, by the API's own description."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug import Client

from gonogo.services.keys import issue
from tests.attacked_api import AttackedApi, attacked_api
from tests.tenancy.victim import MARK
from tests.wsgi_gateway import WsgiGateway

_DESCRIBED = Path(__file__).parent.parent / "docs" / "reference" / "openapi.json"
_REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, "5xx"]
_KEYLESS = ("/v1/triggers/", "/v1/inbound/")
_KNOWN = ("project", "test", "suite", "environment", "batch", "run", "schedule", "webhook", "key")


@dataclass(slots=True)
class Tested:
    """What one run of it was."""

    cases: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    """How often there was which failure."""
    errors: list[str] = field(default_factory=list)
    """What kept it from testing."""


class _InProcess(Client):
    """Takes and forgets what schemathesis says of sockets even where there is none."""

    def open(self, *args: Any, **said: Any) -> Any:
        """Answer."""
        for name in ("max_redirects", "verify", "cert", "proxies"):
            said.pop(name, None)
        return super().open(*args, **said)


class _Peeking:
    """Asks once more as the other tenant whatever the owner reads.

    schemathesis does so as well, for what it saw being made; here much is there from the start.
    """

    def __init__(self, api: AttackedApi) -> None:
        self._api = api
        self.shown: Counter[str] = Counter()
        """What the other was shown of the owner's."""

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """The answer, after a look by the other."""
        reply, headers = self._api(event), event["headers"]
        owner = f"Bearer {self._api.victim.key}"
        reads = event["requestContext"]["http"]["method"] == "GET"
        if reads and reply["statusCode"] == 200 and headers.get("authorization") == owner:
            other = {"authorization": f"Bearer {self._api.victim.attacker}"}
            looked = self._api({**event, "headers": other})
            keyless = event["rawPath"].startswith(_KEYLESS)
            if not keyless and self._of_owner(looked) and self._of_owner(reply):
                self.shown[f"another's object: GET {event['rawPath'][:80]}"] += 1
        return reply

    def _of_owner(self, reply: dict[str, Any]) -> bool:
        marks = (MARK, self._api.victim.project)
        return reply["statusCode"] < 300 and any(mark in reply["body"] for mark in marks)


def tested(examples: int, *, phases: tuple[str, ...], part: int = 0, parts: int = 1) -> Tested:
    """So many examples an operation, of this part of the resources, as two tenants and an admin."""
    with attacked_api() as api, tempfile.TemporaryDirectory() as folder:
        config = SchemathesisConfig.from_dict(_config(api, Path(folder), examples, phases))
        schema: Any = schemathesis.openapi.from_dict(
            json.loads(_DESCRIBED.read_text()), config=config
        )
        peeking = _Peeking(api)
        schema.app, schema.location = WsgiGateway(peeking), "/v1/openapi.json"
        if parts > 1:
            schema = schema.include(lambda case: _part(case.operation.path, parts) == part)
        with patch("schemathesis.python.wsgi.get_client", _InProcess):
            found = _counted(schema)
        found.broken.update(peeking.shown)
        return found


def _part(path: str, parts: int) -> int:
    """Operations of one kind of thing stay together: what one makes the others read."""
    words = [word for word in path.split("/") if word and not word.startswith("{")]
    return sum(words[-1].encode() if len(words) < 3 else words[2].encode()) % parts


def _counted(schema: Any) -> Tested:
    found = Tested()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            found.cases += len(event.recorder.cases)
            failures = [
                check.failure_info.failure
                for checks in event.recorder.checks.values()
                for check in checks
                if check.failure_info is not None
            ]
            found.broken.update(map(_named, failures))
        elif isinstance(event, events.NonFatalError):
            found.errors.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            found.errors.append(repr(event.exception))
    return found


def _named(failure: Any) -> str:
    """Its code, the operation, and the last line of what is said: which part was invalid."""
    said = str(failure.message).strip().splitlines() or [""]
    return f"{failure.code} {failure.operation}: {said[-1][:120]}"


def _config(
    api: AttackedApi, folder: Path, examples: int, phases: tuple[str, ...]
) -> dict[str, Any]:
    """All checks but one: a valid request may name what is not there, and be refused."""
    names = {name: api.victim.ids[name] for name in _KNOWN} | {
        "project": (api.victim.project, api.victim.mine)
    }
    return {
        "dictionaries": {name: {"values": list(values)} for name, values in names.items()},
        "parameters": {f"path.{n}": {"dictionary": n, "probability": 0.7} for n in names},
        "auth": {"wfc": {"path": _identities(api, folder), "peers": ["owner", "other"]}},
        "generation": {"max-examples": examples, "no-shrink": True, "deterministic": True},
        "phases": {
            name: {"enabled": name in phases}
            for name in ("examples", "coverage", "fuzzing", "stateful")
        },
        "checks": {
            "enabled": True,
            "positive_data_acceptance": {"enabled": False},
            "negative_data_rejection": {"expected-statuses": _REFUSALS},
        },
        "continue-on-failure": True,
        "cache": {"enabled": False},
    }


def _identities(api: AttackedApi, folder: Path) -> str:
    admin = issue(api.stack.parts.keys, api.stack.clock, name="root", role="admin").secret
    secrets = {"owner": api.victim.key, "other": api.victim.attacker, "root": admin}
    entries = [
        {
            "name": name,
            "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {secret}"}],
        }
        for name, secret in secrets.items()
    ]
    path = folder / "identities.json"
    path.write_text(json.dumps({"auth": entries}))
    return str(path)
