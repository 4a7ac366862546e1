"""Runs every collection with Newman and with gonogo, and says what each sent and judged."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.cli.processes import ROOT, command, environment
from tests.integration.newman.seen_server import Seen, SeenServer

HERE = Path(__file__).parent
COLLECTIONS = HERE / "collections"
NAMES = sorted(path.name.split(".")[0] for path in COLLECTIONS.glob("*.collection.json"))
_LINE = re.compile(r"([✓✗-]) (.*)")
_WORDS = {"✓": "passed", "✗": "failed", "-": "skipped"}
_OF_INTEREST = re.compile(r"authorization|content-type|cookie|x-(?!gonogo).*")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_CHANCE = re.compile(rf"{_UUID}|(?<=Digest ).*|(?<=OAuth ).*")


@dataclass
class Request:
    """All that one request of a collection did, over all rounds."""

    sent: list[Any] = field(default_factory=list)
    tests: list[tuple[str, str]] = field(default_factory=list)
    passed: dict[int, bool] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """For people who look into a difference."""

    def judge(self, row: int, passed: bool) -> None:
        """Newman tells of a request that it sends twice, as for digest auth, twice."""
        self.passed[row] = self.passed.get(row, True) and passed


Requests = dict[str, Request]


def differences(newman: Request, gonogo: Request) -> list[str]:
    """What is not alike, for people; in which order rounds or promises came does not count."""
    found = [
        f"{what}: Newman {one!r}, gonogo {other!r}"
        for what, one, other in (
            ("sent", sorted(map(str, newman.sent)), sorted(map(str, gonogo.sent))),
            ("tests", sorted(set(newman.tests)), sorted(set(gonogo.tests))),
            ("passed", newman.passed, gonogo.passed),
        )
        if one != other
    ]
    return [*found, f"said: {newman.told} and {gonogo.told}"] if found else []


def slug(name: str) -> str:
    """How a request is called in its URL."""
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())


def file(name: str, kind: str) -> Path | None:
    """A file beside the collection, if there is one."""
    path = COLLECTIONS / f"{name}.{kind}"
    return path if path.exists() else None


def by_newman(server: SeenServer) -> dict[str, Requests]:
    """One process for all of them: its start is most of its time."""
    packages = ROOT / ".tools/newman/node_modules"
    assert packages.exists(), "`make test` fetches Newman into .tools/newman"
    jobs = {}
    for name in NAMES:
        given = {
            "collection": file(name, "collection.json"),
            "environment": file(name, "environment.json"),
            "globals": file(name, "globals.json"),
            "iterationData": file(name, "csv"),
        }
        job: dict[str, Any] = {key: str(path) for key, path in given.items() if path}
        jobs[name] = job | {"envVar": [{"key": "base", "value": f"{server.url}/{name}"}]}
    done = subprocess.run(  # noqa: S603 - our own script
        ["node", str(HERE / "run.js")],  # noqa: S607 - whichever node the path names
        env={"PATH": os.environ["PATH"], "NODE_PATH": str(packages)},
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found = _sent(server)
    for name, executions in json.loads(done.stdout).items():
        for each in executions:
            request = found[name].setdefault(slug(each["name"]), Request())
            request.tests += [(title, word) for title, word in each["tests"]]
            bad = [title for title, word in each["tests"] if word == "failed"]
            request.judge(each["iteration"], not each["errors"] and not bad)
            request.told += each["errors"]
    return found


def by_gonogo(server: SeenServer, folder: Path) -> dict[str, Requests]:
    """Each as a user would: import, then run."""
    with ThreadPoolExecutor(3) as pool:
        made = pool.map(lambda name: _imported_and_run(name, server, folder), NAMES)
    reports = dict(zip(NAMES, made, strict=True))
    found = _sent(server)
    for name, report in reports.items():
        for row, run in enumerate(report["runs"]):
            for step in run["result"]["steps"]:
                request = found[name].setdefault(slug(step["note"]), Request())
                request.tests += _tests(step)
                if step["status"] != "skipped":
                    request.judge(row, step["status"] == "passed")
                request.told += [s["error"] for s in step["scripts"] if s["error"]]
                request.told += [step["problem"]["message"]] if step["problem"] else []
    return found


def _imported_and_run(name: str, server: SeenServer, folder: Path) -> dict[str, Any]:
    definition, report = folder / f"{name}.yaml", folder / f"{name}.report.json"
    kinds = ("environment.json", "globals.json")
    beside = [f"--environment={path}" for kind in kinds if (path := file(name, kind))]
    collection = file(name, "collection.json")
    _gonogo(folder, "import", "postman", collection, "--per=all", *beside, "-o", definition)
    rows = [f"--data={path}"] if (path := file(name, "csv")) else []
    told = f"--report=json={report}"
    _gonogo(folder, "run", definition, f"--var=base={server.url}/{name}", told, *rows)
    made: dict[str, Any] = json.loads(report.read_text())
    return made


def _gonogo(folder: Path, *arguments: object) -> None:
    done = subprocess.run(  # noqa: S603 - our own command line
        command(*arguments),
        cwd=folder,
        env=environment(CI="true"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, 1, 2), done.stderr + done.stdout


def _tests(step: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What scripts say of each `pm.test`, from the lines that they wrote."""
    for script in step["scripts"]:
        for line in script["output"].splitlines():
            if said := _LINE.fullmatch(line):
                # A reason stands after a colon; titles of these collections have none.
                yield said[2].partition(": ")[0], _WORDS[said[1]]


def _sent(server: SeenServer) -> dict[str, Requests]:
    found: dict[str, Requests] = {name: {} for name in NAMES}
    for collection, request, seen in server.take():
        found[collection].setdefault(request, Request()).sent.append(_canonical(seen))
    return found


def _canonical(seen: Seen) -> dict[str, Any]:
    """Without what chance decides: ids, signatures, boundaries."""
    body = seen["body"].decode("utf-8", "backslashreplace")
    headers = {n: v for n, v in seen["headers"].items() if _OF_INTEREST.fullmatch(n)}
    kind = headers.get("content-type", "")
    boundary = kind.partition("boundary=")[2]
    if boundary:
        body, headers["content-type"] = body.replace(boundary, "…"), kind.replace(boundary, "…")
        body = re.sub(r"-+…", "--…", body)
        headers["content-type"] = re.sub(r"-+…", "…", headers["content-type"])
    content = {"method": seen["method"], "target": seen["target"], "body": body}
    masked = {key: _CHANCE.sub("…", text) for key, text in {**content, **headers}.items()}
    masked |= {name: "…" for name in masked if name.startswith("x-chance-")}
    return dict(sorted(masked.items()))
