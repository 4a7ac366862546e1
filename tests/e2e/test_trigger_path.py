"""From a trigger URL to a verdict, on the deployed template, as clients in the field do it."""

from __future__ import annotations

import json
import re
import subprocess
import time
from typing import Any

import pytest
import requests

from tests.e2e.service import Receiver, Service

pytestmark = pytest.mark.timeout(180)


def step(service: Service, path: str = "/health", **fields: object) -> dict[str, object]:
    """A request to the sample API that must answer 200."""
    asserted = {"source": "response_status", "comparison": "equal_number", "value": 200}
    return {"method": "GET", "url": service.api + path, "assertions": [asserted], **fields}


def trigger_url(service: Service, trigger: str) -> str:
    """The URL as a vendor's user has it."""
    return f"{service.base}/runscope/radar/{trigger}/trigger"


def poll(service: Service, url: str, within: float = 60) -> dict[str, Any]:
    """A result, polled until it is not pending: the style of most scripts."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        answer = service.get(url)
        assert answer.status_code == 200, "a result exists from the first moment on"
        data: dict[str, Any] = answer.json()["data"]
        if data["result"] not in ("working", "queued"):
            return data
        time.sleep(0.2)
    raise AssertionError("still pending")


def test_a_plain_curl_starts_a_test_that_passes(service: Service, name: str) -> None:
    """201, error null, and the result readable at once and green in the end."""
    trigger = service.push(name, [step(service)])
    command = ["curl", "-sS", "-w", "\n%{http_code}", trigger_url(service, trigger)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert printed.endswith("\n201")
    started = json.loads(printed.rpartition("\n")[0])
    assert started["error"] is None
    (run,) = started["data"]["runs"]
    result = poll(service, run["api_test_run_url"])
    assert (result["result"], result["assertions_failed"]) == ("pass", 0)
    assert result["finished_at"] is not None


def test_the_webhook_tells_the_end_in_the_contracts_words(
    service: Service, receiver: Receiver, name: str
) -> None:
    """Every run posts once, with what receivers in the field read."""
    trigger = service.push(name, [step(service), step(service, "/nowhere")])
    answer = requests.post(
        trigger_url(service, trigger),
        data={"runscope_notification_url": receiver.url, "release": "42"},
        timeout=30,
    )
    assert answer.status_code == 201
    (body,) = receiver.wait(1)
    assert body["result"] == "fail"
    assert body["initial_variables"]["release"] == "42"
    assert [entry["response_status_code"] for entry in body["requests"]] == ["200", "404"]
    assert body["test_run_id"] == answer.json()["data"]["runs"][0]["test_run_id"]


@pytest.mark.parametrize(
    "path",
    [
        "/runscope/buckets/{b}/tests/{t}/results/{r}",
        "/runscope/buckets/{b}/radar/{t}/results/{r}",
        "/runscope/v1/buckets/{b}/tests/{t}/results/{r}",
        "/runscope//buckets/{b}/tests/{t}/results/{r}",
        "/runscope/radar/{b}/{t}/results/{r}",
    ],
)
def test_a_result_answers_at_every_alias(service: Service, name: str, path: str) -> None:
    """Clients of different ages poll different paths."""
    trigger = service.push(name, [step(service)])
    data = requests.get(trigger_url(service, trigger), timeout=30).json()["data"]
    (run,) = data["runs"]
    place = path.format(b=run["bucket_key"], t=run["test_id"], r=run["test_run_id"])
    assert service.get(place).json()["data"]["test_run_id"] == run["test_run_id"]


def test_fifty_variable_sets_are_fifty_runs_with_one_verdict(service: Service, name: str) -> None:
    """The largest batch of the contract ends, each run with its own variables."""
    trigger = service.push(name, [step(service, "/health?n={{n}}")])
    sets = [{"n": str(number)} for number in range(50)]
    url = f"{service.base}/runscope/radar/{trigger}/batch"
    data = requests.post(url, json=sets, timeout=30).json()["data"]
    assert (data["runs_started"], data["runs_total"]) == (50, 50)
    batch = service.batch(data["runs_id"], within=120)
    assert (batch["verdict"], batch["passed"]) == ("go", 50)
    assert {run["variables"]["n"] for run in batch["runs"]} == {str(n) for n in range(50)}


def test_the_eleventh_trigger_in_ten_seconds_is_refused(service: Service, name: str) -> None:
    """429 with a whole number of seconds to wait; after them it is accepted again."""
    trigger = service.push(name, [step(service)])
    began = time.monotonic()
    answers = [requests.get(trigger_url(service, trigger), timeout=30) for _ in range(11)]
    assert time.monotonic() - began < 10, "the machine was too slow to tell"
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    retry_after = answers[-1].headers["Retry-After"]
    assert re.fullmatch(r"[1-9]|10", retry_after)
    time.sleep(int(retry_after) + 0.1)
    assert requests.get(trigger_url(service, trigger), timeout=30).status_code == 201


def test_an_unknown_trigger_is_404_in_the_vendors_envelope(service: Service) -> None:
    """Clients treat it as not found."""
    answer = requests.get(trigger_url(service, "00000000-0000-4000-8000-000000000000"), timeout=30)
    assert answer.status_code == 404
    assert answer.json()["error"]["status"] == 404


def test_the_page_of_a_run_is_behind_the_key(service: Service, name: str) -> None:
    """Without a key there is a form; with it the verdict, the step and its assertion."""
    trigger = service.push(name, [step(service, note="Is it there?")])
    data = requests.get(trigger_url(service, trigger), timeout=30).json()["data"]
    service.batch(data["runs_id"])
    page = f"{service.base}/ui/runs/{data['runs'][0]['test_run_id']}"
    stranger = requests.get(page, timeout=30)
    assert "Is it there?" not in stranger.text
    shown = service.get(page)
    assert shown.status_code == 200
    assert "Is it there?" in shown.text
    assert "script-src" not in shown.text and "<script" not in shown.text


def test_a_browser_signs_in_at_the_front_and_finds_a_run_by_its_id(
    service: Service, name: str
) -> None:
    """The address that `make up` prints, its form, and the search, through the gateway."""
    trigger = service.push(name, [step(service)])
    data = requests.get(trigger_url(service, trigger), timeout=30).json()["data"]
    browser = requests.Session()
    assert browser.get(f"{service.base}/ui/", timeout=30).status_code == 401
    form = {"key": service.local["admin_key"], "page": "/"}
    front = browser.post(f"{service.base}/ui/session", data=form, timeout=30)
    assert (front.status_code, front.url) == (200, f"{service.base}/")
    run = data["runs"][0]["test_run_id"]
    found = browser.get(f"{service.base}/", params={"id": run}, timeout=30)
    assert found.url == f"{service.base}/ui/runs/{run}"
