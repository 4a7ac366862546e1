"""The demo: the sample's suites, started by a plain `curl` of their triggers, to their verdicts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from gonogo.local.place import Place
from gonogo.local.process import DidNotStart

Say = Callable[[str], None]
LONGEST_POLLS = 12
"""Of 25 seconds each: more than any run of the sample may take."""


def demo(say: Say, place: Place | None = None) -> int:
    """Trigger the sample's suites and tell each verdict; 0 if the first, a sound one, is go."""
    summary = (place or Place.of_clone()).recall("local")
    suites = summary["sample"]["suites"]
    verdicts = [_follow(summary, name, url, say) for name, url in suites.items()]
    return 0 if verdicts[:1] == ["go"] else 1


def _follow(summary: Mapping[str, Any], name: str, url: str, say: Say) -> str | None:
    say(f"\nSuite {name}\n  $ curl {url}")
    started = _curl(url)["data"]
    say(f"  {started['runs_started']} runs started; waiting for the verdict …")
    batch = _ended(summary, f"/v1/batches/{started['runs_id']}")
    width = max((len(run["test"]["name"]) for run in batch["runs"]), default=0)
    for run in batch["runs"]:
        say(f"  {_line(run, width)}")
    say(f"  Verdict: {batch['verdict']}")
    for reason in batch["reasons"]:
        say(f"    because {_because(reason)}")
    say(f"  Page: {batch['page']}")
    verdict: str | None = batch["verdict"]
    return verdict


def _line(run: Mapping[str, Any], width: int) -> str:
    counts = run["counts"]
    judged = counts["assertions_passed"] + counts["assertions_failed"]
    said = f"{counts['assertions_passed']}/{judged} assertions"
    return f"{run['status']:8} {run['test']['name']:{width}}  {said:16}  {run['page']}"


def _because(reason: Mapping[str, Any]) -> str:
    said = [str(reason[part]) for part in ("test", "step", "assertion") if reason.get(part)]
    if reason.get("assertion"):
        said.append(f"expected {reason['expected']}, got {reason['actual']}")
    else:
        said.append(str(reason["message"]))
    return " · ".join(said)


def _curl(url: str) -> dict[str, Any]:
    """The trigger, as a pipeline would pull it."""
    ran = subprocess.run(  # noqa: S603
        ["curl", "--silent", "--show-error", url],  # noqa: S607 - the user's own curl
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer: dict[str, Any] = json.loads(ran.stdout)
        answer["data"]["runs_id"]
    except (ValueError, KeyError, TypeError):
        raise DidNotStart(f"The trigger answered: {ran.stdout or ran.stderr}") from None
    return answer


def _ended(summary: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The batch once it is over, or as far as it came."""
    document: dict[str, Any] = {}
    for _ in range(LONGEST_POLLS):
        document = _get(summary, f"{path}?wait=25")
        if document["finished"]:
            break
    return document


def _get(summary: Mapping[str, Any], path: str) -> dict[str, Any]:
    connection = HTTPConnection(urlsplit(summary["base_url"]).netloc, timeout=60)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {summary['admin_key']}"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise DidNotStart(f"GET {path} answered {response.status}: {body[:500]!r}")
        document: dict[str, Any] = json.loads(body)
        return document
    finally:
        connection.close()
