"""The pages: who sees them, what they say, and that nothing in them runs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.commands import BatchView, ReadBatch, ReadRun, RunView
from gonogo.domain.commands.history import BatchList, ListBatches
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.domain.result import Problem
from gonogo.errors import NotFound
from gonogo.settings import Settings
from gonogo.web.pages import build_pages
from tests.golden.world import BAD, BATCHES, GO, GOOD, LOST, NO_GO, OPEN, RUNNING, RUNS
from tests.results import a_response, a_result, a_step, a_view, an_assertion
from tests.web_events import an_event
from tests.web_keys import TRIGGER_KEY, a_key

SETTINGS = Settings(public_base="https://g.example.com")
COOKIE = ("gonogo_session=token-1",)


class FakeBrowse:
    """A few runs and batches, one session, one key."""

    def __init__(self, *views: RunView) -> None:
        self._runs = {**RUNS, **{view.run.id: view for view in views}}

    def key_of_session(self, token: str) -> Key | None:
        """One token is known."""
        return {"token-1": a_key(), "token-weak": TRIGGER_KEY}.get(token)

    def key_of_secret(self, secret: str) -> Key | None:
        """One key is known."""
        return a_key() if secret == "good" else None

    def read_run(self, command: ReadRun, key: Key) -> RunView:
        """A run by id."""
        for id, view in self._runs.items():
            if id == command.run:
                return view
        raise NotFound("There is no such run.")

    def read_batch(self, command: ReadBatch, key: Key) -> BatchView:
        """A batch by id."""
        for id, view in BATCHES.items():
            if id == command.batch:
                return view
        raise NotFound("There is no such batch.")

    def list_batches(self, command: ListBatches, key: Key) -> BatchList:
        """Two at a time."""
        if command.project != GO.project.id:
            raise NotFound("There is no such project.")
        every = sorted((view.batch for view in BATCHES.values()), key=lambda each: -each.number)
        left = [each for each in every if command.before is None or each.number < command.before]
        more = left[1].number if len(left) > 2 else None
        return BatchList(project=GO.project, batches=tuple(left[:2]), next=more)

    def projects(self, key: Key) -> tuple[Project, ...]:
        """One."""
        return (GO.project,)


def page(path: str, *views: RunView, query: str = "", **event: Any) -> dict[str, Any]:
    """A page as the gateway gets it; signed in unless told otherwise."""
    fields = {"cookies": COOKIE, **event}
    return build_pages(FakeBrowse(*views), SETTINGS)(an_event("GET", path, query, **fields))


def run_page(view: RunView) -> str:
    """The body of a run's page."""
    reply = page(f"/ui/runs/{view.run.id}", view)
    assert reply["statusCode"] == 200
    text: str = reply["body"]
    return text


def test_a_run_s_page_says_what_was_expected_and_what_was_there() -> None:
    """Verdict, step, assertion, both values, in words."""
    text = run_page(BAD)
    for said in ("Failed", "2 of 4 assertions do not hold.", "GET https://shop.example.com/basket",
                 "response_status equal_number", "<code>200</code>", "<code>500</code>",
                 "nothing to compare: items has 0 items, so there is no [0]",
                 "The connection was refused."):  # fmt: skip
        assert said in text


@pytest.mark.parametrize(
    ("view", "word"), [(GOOD, "Passed"), (BAD, "Failed"), (LOST, "Errored"), (RUNNING, "Running")]
)
def test_a_run_s_verdict_is_a_word_in_the_heading(view: RunView, word: str) -> None:
    """Not a colour alone."""
    assert f'<h1 id="verdict">{word}</h1>' in run_page(view)


@pytest.mark.parametrize(("view", "word"), [(GO, "Go"), (NO_GO, "No-go"), (OPEN, "Running")])
def test_a_batch_s_verdict_is_a_word_in_the_heading(view: BatchView, word: str) -> None:
    """And each of its runs is linked."""
    reply = page(f"/ui/batches/{view.batch.id}")
    assert f'<h1 id="verdict">{word}</h1>' in reply["body"]
    for part in view.runs:
        assert f'href="/ui/runs/{part.run.id}"' in reply["body"]


def test_a_project_s_page_links_its_batches_page_by_page() -> None:
    """Newest first; the older ones are behind a link, and a batch links back."""
    here = f"/ui/projects/{GO.project.id}"
    newest = page(here)["body"]
    assert re.findall(r'href="/ui/batches/([^"]+)"', newest) == [OPEN.batch.id, NO_GO.batch.id]
    (older,) = re.findall(rf'href="{here}\?(before=\d+)"', newest)
    assert re.findall(r'href="/ui/batches/([^"]+)"', page(here, query=older)["body"]) == [
        GO.batch.id
    ]
    assert f'<a href="{here}">orders</a>' in page(f"/ui/batches/{GO.batch.id}")["body"]
    assert f'<a href="{here}">orders</a>' in page("/")["body"]
    assert page("/ui/projects/unknown")["statusCode"] == 404
    assert page(here, query="before=-1")["body"] == newest


def test_only_what_is_unfinished_looks_again_by_itself() -> None:
    """By the page alone, without script."""
    assert 'http-equiv="refresh"' in run_page(RUNNING)
    assert 'http-equiv="refresh"' not in run_page(GOOD)


def test_text_of_a_tested_server_stays_text() -> None:
    """Whatever it answers, in every place where it is shown."""
    evil = "</pre><script>alert(1)</script><a href='javascript:x'>"
    bad = an_assertion(passed=False, property=evil, expected=evil, actual=evil, error=evil)
    response = a_response(500, body=evil, reason=evil, headers=((evil, evil),))
    step = a_step(
        status="failed",
        note=evil,
        url=f"https://x/{evil}",
        response=response,
        assertions=(bad,),
        problem=Problem(code="x", message=evil),
    )
    result = a_result(step, status="failed", variables={evil: evil})
    text = run_page(a_view(result, test_name=evil, environment_name=evil))
    assert "<script" not in text
    assert "<a href='javascript" not in text
    assert text.count("&lt;script&gt;") >= 12


def test_nothing_but_our_own_style_is_allowed() -> None:
    """The policy names the style by its hash; no attribute carries style, none a handler."""
    reply = page(f"/ui/runs/{BAD.run.id}")
    policy = reply["headers"]["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"\s(style|on\w+)=", reply["body"].partition("</style>")[2])
    assert reply["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/ui/", f"/ui/runs/{GOOD.run.id}", "/ui/runs/no-such-run"])
@pytest.mark.parametrize("cookies", [(), ("gonogo_session=other",), ("gonogo_session=token-weak",)])
def test_without_a_session_there_is_only_the_form(path: str, cookies: tuple[str, ...]) -> None:
    """Whether the page exists is not told; the form leads back to it."""
    reply = page(path, cookies=cookies)
    assert reply["statusCode"] == 401
    assert '<form method="post" action="/ui/session">' in reply["body"]
    wanted = path if path.startswith("/ui/runs") else "/"
    assert f'name="page" value="{wanted}"' in reply["body"]


def test_unknown_and_malformed_look_the_same() -> None:
    """As another project's do: the use case raises the same error."""
    one, two = page("/ui/runs/no-such-run"), page("/ui/batches/%00%ff")
    assert (one["statusCode"], one["body"]) == (two["statusCode"], two["body"])
    assert one["statusCode"] == page("/ui/nothing")["statusCode"] == 404


def test_a_click_on_another_site_asks_once_more() -> None:
    """It carries no strict cookie; the page's own reload does."""
    path = f"/ui/runs/{GOOD.run.id}"
    reply = page(path, cookies=(), sec_fetch_site="cross-site")
    assert 'http-equiv="refresh" content="0"' in reply["body"]
    assert page(path, cookies=(), sec_fetch_site="same-origin")["statusCode"] == 401


def test_a_program_may_send_its_key() -> None:
    """As it does to the API."""
    path = f"/ui/runs/{GOOD.run.id}"
    assert page(path, cookies=(), authorization="Bearer good")["statusCode"] == 200
    assert page(path, cookies=(), authorization="Bearer bad")["statusCode"] == 401


@pytest.mark.parametrize(
    ("id", "location"),
    [
        (GOOD.run.id, f"/ui/runs/{GOOD.run.id}"),
        (GO.batch.id, f"/ui/batches/{GO.batch.id}"),
        ("https://evil.example.com", None),
        ("123", None),
    ],
)
def test_the_front_page_opens_what_an_id_names(id: str, location: str | None) -> None:
    """Ids embed their kind."""
    reply = page("/", query=f"id={id}")
    assert reply["headers"].get("Location") == location


def test_an_unforeseen_error_is_a_page_with_an_id() -> None:
    """Nothing of it is shown."""

    class Broken(FakeBrowse):
        def read_run(self, command: ReadRun, key: Key) -> RunView:
            raise ZeroDivisionError("secret detail")

    event = an_event("GET", "/ui/runs/x", cookies=COOKIE)
    reply = build_pages(Broken(), SETTINGS)(event)
    assert reply["statusCode"] == 500
    assert "req-1" in reply["body"]
    assert "secret detail" not in reply["body"]


def test_a_run_without_steps_and_one_with_empty_values_have_a_page() -> None:
    """Nothing in a template may be missing."""
    assert "No step was run." in run_page(a_view(a_result(status="errored")))
    bare = a_step(response=replace(a_response(), body=None, body_sha256="ab", headers=()))
    assert "SHA-256 is ab" in run_page(a_view(a_result(bare)))
