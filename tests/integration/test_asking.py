"""What headers ask of a start, through the API's own handler and in more than one dialect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gonogo.dialects import dialects
from tests.builders import PROJECT, an_environment
from tests.started import LOGIN, PAY, SUITE, Shop, a_shop

NATIVE = f"/v1/triggers/{PAY.trigger}"
RUNSCOPE = f"/runscope/radar/{PAY.trigger}/trigger"


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A project on AWS in memory."""
    with a_shop() as shop:
        yield shop


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", NATIVE), ("GET", NATIVE), ("GET", RUNSCOPE), ("POST", "/v1/projects/orders/start")],
)
def test_a_repeated_call_gets_the_same_answer(shop: Shop, method: str, path: str) -> None:
    """Byte for byte, with a header that says so."""
    first = shop.call(method, path, idempotency_key="deploy-7")
    again = shop.call(method, path, idempotency_key="deploy-7")
    assert first[:2] == again[:2]
    assert first[0] == 201
    assert "Idempotent-Replayed" not in first[2]
    assert again[2]["Idempotent-Replayed"] == "true"
    other = shop.call(method, path, idempotency_key="deploy-8")
    assert other[1] != first[1]


VENDORS = {
    "runscope": ("POST", RUNSCOPE, {"user": "ada"}),
    "reflect": ("POST", "/reflect/v1/suites/money/executions", {}),
    "empirical": ("PUT", "/empirical/api/test-runs", {"environment": "production"}),
    "testerarmy": ("POST", f"/testerarmy/v1/groups/{SUITE.id}/runs", {}),
    "bug0": ("POST", "/bug0/api/run-tests", {"projectId": PROJECT, "environmentType": "preview"}),
}


@pytest.mark.parametrize("dialect", sorted(set(dialects.names) - {"native"}))
def test_every_dialect_starts_once_with_a_key(shop: Shop, dialect: str) -> None:
    """None of the vendors has such a header; their bytes are as without it."""
    production = an_environment("production")
    shop.stack.parts.catalog.put_shared_environments(PROJECT, (production,))
    method, path, body = VENDORS[dialect]
    given = {"x_api_key": shop.key, "idempotency_key": "deploy-7"}
    first, again = (shop.call(method, path, body, **given) for _ in range(2))
    assert first[0] in (200, 201, 202), first[1]
    assert first[:2] == again[:2]
    assert again[2]["Idempotent-Replayed"] == "true"
    items = shop.stack.clients.dynamodb.scan(TableName="runs")["Items"]
    assert sum(item["sk"]["S"] == "BATCH" for item in items) == 1


def test_another_body_with_the_same_key_is_refused(shop: Shop) -> None:
    """422 in every dialect, in its own words."""
    for path in (NATIVE, RUNSCOPE):
        shop.call("POST", path, {"user": "ada"}, idempotency_key=path)
        status, problem, _ = shop.call("POST", path, {"user": "bob"}, idempotency_key=path)
        assert status == 422
        text = problem.get("detail") or problem["error"]["message"]
        assert text == "This idempotency key was used to start something else."
    assert shop.call("POST", f"{NATIVE}?x=1", {"user": "ada"}, idempotency_key=NATIVE)[0] == 422


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "caf\u00e9", "a\tb"])
def test_a_key_that_cannot_be_one_is_refused(shop: Shop, key: str) -> None:
    """With what would be taken."""
    status, problem, _ = shop.call("POST", NATIVE, idempotency_key=key)
    assert (status, problem["field"]) == (400, "Idempotency-Key")
    assert problem["accepted"] == "1 to 255 visible characters of ASCII without spaces"
    assert shop.stack.messages() == []


@pytest.mark.parametrize("path", [NATIVE, RUNSCOPE])
def test_prefer_wait_answers_when_the_batch_is_over(shop: Shop, path: str) -> None:
    """Or when the time is; the header says that it was heeded, and for how long."""
    before = shop.stack.clock.now()
    status, _, headers = shop.call("POST", path, prefer="respond-async, wait=90")
    assert (status, headers["Preference-Applied"]) == (201, "wait=25")
    assert shop.stack.clock.now() - before == pytest.approx(25, abs=1)
    assert "Preference-Applied" not in shop.call("POST", path, prefer="wait=soon")[2]


def test_a_replay_that_waits_tells_the_verdict(shop: Shop) -> None:
    """One line that may be repeated until it answers: start, and wait for the end."""
    first = shop.call("POST", NATIVE, idempotency_key="k")[1]
    assert first["batch"]["verdict"] is None
    shop.stack.execute()
    again = shop.call("POST", NATIVE, idempotency_key="k", prefer="wait=5")[1]
    assert again["batch"]["id"] == first["batch"]["id"]
    assert again["batch"]["verdict"] in ("go", "no-go")
    assert again["runs"][0]["finished"]


def test_the_completion_of_a_batch_is_repeated_until_it_is_over(shop: Shop) -> None:
    """A status that clients repeat by themselves, and then the verdict with its reasons."""
    batch = shop.call("POST", NATIVE)[1]["batch"]
    path = f"/v1/batches/{batch['id']}/completion"
    before = shop.stack.clock.now()
    status, problem, headers = shop.call("GET", f"{path}?wait=3")
    assert (status, problem["code"], headers["Retry-After"]) == (408, "not_finished", "1")
    assert shop.stack.clock.now() - before == pytest.approx(3, abs=1)
    assert shop.call("GET", path)[0] == 408
    assert shop.stack.clock.now() - before == pytest.approx(28, abs=2)
    shop.stack.execute()
    status, over, _ = shop.call("GET", path)
    assert (status, over["finished"]) == (200, True)
    assert over["runs"][0]["finished"]
    assert shop.call("GET", f"{path}?wait=26")[0] == 400
    assert shop.call("GET", "/v1/batches/12/completion")[0] == 404


def test_a_read_may_wait_by_the_same_header(shop: Shop) -> None:
    """In whichever dialect."""
    batch = shop.call("POST", f"/v1/triggers/{LOGIN.trigger}")[1]["batch"]
    before = shop.stack.clock.now()
    headers = shop.call("GET", f"/v1/batches/{batch['id']}", prefer="wait=7")[2]
    assert headers["Preference-Applied"] == "wait=7"
    assert shop.stack.clock.now() - before == pytest.approx(7, abs=1)
