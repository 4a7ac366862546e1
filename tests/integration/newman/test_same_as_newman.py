"""Imported collections do what they do in Newman: the same requests, the same verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cli.processes import ROOT
from tests.integration.newman.both import (
    NAMES,
    Request,
    Requests,
    by_gonogo,
    by_newman,
    differences,
)
from tests.integration.newman.kept import KEPT
from tests.integration.newman.seen_server import SeenServer

Runs = tuple[dict[str, Requests], dict[str, Requests]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Every collection with both, against one server."""
    folder: Path = tmp_path_factory.mktemp("imported")
    with SeenServer() as server:
        return by_newman(server), by_gonogo(server, folder)


@pytest.mark.parametrize("collection", NAMES)
def test_the_same_requests_and_the_same_verdicts(collection: str, runs: Runs) -> None:
    """What the server saw of each request, each `pm.test`, and whether the request passed."""
    newman, gonogo = (run[collection] for run in runs)
    assert newman
    unlike = {
        name: told
        for name in {**newman, **gonogo}
        if (collection, name) not in KEPT
        and (told := differences(newman.get(name, Request()), gonogo.get(name, Request())))
    }
    assert not unlike


@pytest.mark.parametrize(("collection", "name"), KEPT)
def test_a_difference_that_is_kept_is_still_one(collection: str, name: str, runs: Runs) -> None:
    newman, gonogo = (run[collection].get(name, Request()) for run in runs)
    assert differences(newman, gonogo)


def test_the_collections_test_what_they_say(runs: Runs) -> None:
    """Tests whose title begins so fail in Newman, and no others: agreement is not emptiness."""
    judged = [
        (name, title, word)
        for collection, requests in runs[0].items()
        for name, request in requests.items()
        if collection != "rows" and (collection, name) not in KEPT
        for title, word in request.tests
    ]
    assert len(judged) > 150
    wrong = [each for each in judged if (each[2] == "failed") != each[1].startswith("fails")]
    assert not wrong


@pytest.mark.parametrize("reason", sorted(set(KEPT.values())))
def test_a_difference_that_is_kept_is_told_to_users(reason: str) -> None:
    assert reason in (ROOT / "docs/reference/postman.md").read_text()
