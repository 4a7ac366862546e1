"""Cases of `tests/golden/proofs` as definitions: one that must pass, its opposite that must not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gonogo.cli.running.select import Wish, select
from gonogo.cli.running.worker import Runner
from gonogo.domain.result import RunResult
from gonogo.egress import AddressPolicy, Sender
from gonogo.services.define.files import read_files
from gonogo.services.define.proofs import Proof

TEST = "the proof"
OPPOSITES = {
    "equal": "not_equal",
    "matches": "does_not_match",
    "does_not_exist": "exists",
    "is_less_than": "is_greater_than_or_equal",
    "is_greater_than": "is_less_than_or_equal",
}
Definition = dict[str, Any]


def definitions(proof: Proof) -> Iterator[Definition]:
    """What must pass, then what must fail; steps and scripts have only the first."""
    case = proof.case
    if "steps" in case:
        yield _document(case, *case["steps"])
    elif "script" in case:
        yield _document(case, _scripted(case))
    elif "unlike" in case:
        for actual in (case["actual"], case["unlike"]):
            asked = {"source": "response_json", "comparison": case.get("comparison", proof.name)}
            yield _document(case, _given(actual, asked | _kept(case, "property", "value")))
    else:
        step, assertion = _told(proof)
        yield _document(case, step | {"assertions": [assertion]})
        other = {"comparison": OPPOSITES[assertion["comparison"]]}
        yield _document(case, step | {"assertions": [assertion | other]})


def run(document: Definition, base: str, folder: Path, runner: Runner | None = None) -> RunResult:
    """Through the front door: a file, the reader, the engine, the way out."""
    path = folder / "definition.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    jobs = select(read_files([path]), Wish(variables={"base": base}, keep_results=True))
    job = next(job for job in jobs if job.test.name == TEST)
    runner = runner or Runner(Sender(AddressPolicy("local")))
    result = runner.run(0, job).result
    assert result is not None
    return result


def a_document(*steps: Definition) -> Definition:
    """A definition of one test."""
    return _document({}, *steps)


def _told(proof: Proof) -> tuple[Definition, Definition]:
    """A request, and the assertion on its answer."""
    case = proof.case
    if "write" in case:
        step = {**_post("/give"), "body": case["write"]}
        return step, _claim("response_text", "matches", case["matches"])
    if "actual" in case:
        word = case.get("filter", proof.name)
        chain = [{word: case["with"]} if "with" in case else word]
        claim = _claim("response_json", case.get("comparison", "equal"), case["gives"])
        return _given(case["actual"]), claim | {"filters": chain}
    if "give" in case:
        claim = _claim(proof.name, case.get("comparison", "equal"), case["gives"])
        return _post("/give") | case["give"], claim | _kept(case, "property")
    if "lacks" in case:
        claim = {"source": "response_json", "comparison": "does_not_exist"}
        return _echoed(proof), claim | {"property": case["lacks"]}
    claim = _claim("response_json", "matches", case["finds"])
    return _echoed(proof), claim | _kept(case, "property")


def _echoed(proof: Proof) -> Definition:
    case = proof.case
    if "auth" in case:
        url = "{{base}}" + case.get("url", "/echo")
        return {"url": url, "auth": {"type": proof.name, **case["auth"]}}
    return {**_post("/echo"), **case["request"]}


def _scripted(case: Mapping[str, Any]) -> Definition:
    before = [case["before"]] if "before" in case else []
    step = {**_given({"id": 1}), "note": "asks", "url": "{{base}}" + case.get("path", "/give")}
    return {**step, "before_scripts": before, "scripts": [case["script"]]}


def _given(actual: Any, *assertions: Definition) -> Definition:
    """A request that is answered with this JSON value."""
    body = json.dumps(actual, separators=(",", ":"))
    headers = {"Content-Type": "application/json"}
    return {**_post("/give"), "body": body, "headers": headers, "assertions": list(assertions)}


def _post(path: str) -> Definition:
    return {"url": "{{base}}" + path, "method": "POST"}


def _claim(source: str, comparison: str, value: Any) -> Definition:
    return {"source": source, "comparison": comparison, "value": value}


def _kept(case: Mapping[str, Any], *names: str) -> Definition:
    return {name: case[name] for name in names if name in case}


def _document(case: Mapping[str, Any], *steps: Definition) -> Definition:
    variables = {"given": "here", "how": "it is"}
    environment = {"name": "here", "variables": variables, **case.get("environment", {})}
    tests = [{"name": TEST, "steps": list(steps)}, *case.get("tests", ())]
    document = {"project": "proofs", "environments": [environment], "tests": tests}
    return document | _kept(case, "lists")
