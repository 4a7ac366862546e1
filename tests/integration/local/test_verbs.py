"""A whole local stack in a folder of its own: brought up, found again, mended, taken down."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from gonogo.local import down, ministack, sample, stack, status, up, verbs
from gonogo.local.place import CLONE, Place
from gonogo.local.process import Process

pytestmark = pytest.mark.timeout(300)
NAMES = ("ministack", "gateway", "sample-api")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """This clone's sources, with a `.gonogo` of its own: a stack that runs is not touched."""
    place = Place(CLONE, tmp_path_factory.mktemp("gonogo"))
    with pytest.MonkeyPatch.context() as patch:
        # The usual ports are for a stack that someone works with meanwhile.
        patch.setattr(verbs, "GATEWAY_PORT", None)
        patch.setattr(ministack, "USUAL_PORT", None)
        patch.setattr(sample, "USUAL_PORT", None)
        # Whoever edits a source while the tests run would have them build again.
        patch.setattr(verbs, "fingerprint", lambda *_, **__: "the same")
        up(place=place)
        yield place
        down(place=place)
    shutil.rmtree(place.home)


def _pids(place: Place) -> dict[str, int]:
    found = {name: Process.recalled(place, name) for name in NAMES}
    return {name: process.pid for name, process in found.items() if process and process.alive()}


def _get(place: Place, path: str) -> int:
    connection = HTTPConnection(urlsplit(place.recall("local")["base_url"]).netloc, timeout=40)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever builds or deploys now fails."""

    def refuse(*_: Any) -> None:
        raise AssertionError("built or deployed without need")

    monkeypatch.setattr(stack, "build", refuse)
    monkeypatch.setattr(stack, "deploy", refuse)


@pytest.mark.usefixtures("no_build")
def test_a_second_up_reuses_what_runs(place: Place) -> None:
    """Same processes, same key, no build, no deploy."""
    before = _pids(place), json.loads(place.summary.read_text())
    assert up(place=place) == before[1]
    assert (_pids(place), json.loads(place.summary.read_text())) == before
    assert set(before[0]) == set(NAMES)


@pytest.mark.usefixtures("no_build")
@pytest.mark.parametrize("name", ["gateway", "sample-api"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_helper_that_died_or_hangs_is_replaced(
    place: Place, name: str, how: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the same address, and nothing else is touched."""
    monkeypatch.setattr("gonogo.local.process.STOP_SECONDS", 0.5)
    before, summary = _pids(place), place.recall("local")
    os.kill(before[name], how)
    assert up(place=place)["base_url"] == summary["base_url"]
    after = _pids(place)
    assert after.pop(name) != before.pop(name)
    assert after == before


def test_the_address_answers(place: Place) -> None:
    """Routes of the API and of the pages, and the sample's trigger is known."""
    assert _get(place, "/v1/batches/nothing") == 401
    trigger = urlsplit(place.recall("local")["sample"]["trigger_url"]).path
    assert _get(place, trigger) == 201


def test_everything_listens_on_this_machine_alone(place: Place) -> None:
    """127.0.0.2 reaches what is bound to every interface, and not what is bound to 127.0.0.1."""
    processes = [Process.recalled(place, name) for name in NAMES]
    # 8883 is MiniStack's listener for devices, which ignores its bind address.
    for port in [process.port for process in processes if process] + [8883]:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex(("127.0.0.2", port)) != 0, port


def test_the_built_layer_holds_what_runs_in_lambda_and_no_more(place: Place) -> None:
    """The hosts outside Lambda stay out; bytecode is taken without a look at dates."""
    library = place.home / "build/GonogoLayer/python/gonogo"
    assert not {"cli", "local", "agent"}.intersection(path.name for path in library.iterdir())
    compiled = next((library / "__pycache__").glob("settings.*.pyc")).read_bytes()
    # PEP 552: bit 0 says checked by hash, bit 1 that the source is looked at.
    assert int.from_bytes(compiled[4:8], "little") == 1


def test_an_aws_that_died_is_replaced(place: Place) -> None:
    """It held everything in memory: a fresh one is filled again, under the same address."""
    before, summary = _pids(place), place.recall("local")
    os.killpg(before["ministack"], signal.SIGKILL)
    after = up(place=place)
    assert after["base_url"] == summary["base_url"]
    assert after["admin_key"] != summary["admin_key"]
    assert _pids(place)["ministack"] != before["ministack"]
    assert _get(place, urlsplit(after["sample"]["trigger_url"]).path) == 201


def test_down_stops_all_and_twice_is_no_error(place: Place) -> None:
    """Only the recorded processes, and no record stays."""
    processes = [Process.recalled(place, name) for name in NAMES]
    down(place=place)
    assert set(status(place=place).values()) == {"stopped"}
    assert not [process for process in processes if process and process.alive()]
    assert not place.summary.exists()
    down(place=place)
