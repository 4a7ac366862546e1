"""Suites with phases from the start to the verdict: order, state handed on, failures, cancels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.batch import Batch
from gonogo.domain.commands import Start, StartByTrigger, Started, StoredTest, VariableSet
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.history import Rerun
from gonogo.domain.environment import Environment
from gonogo.domain.http import Cookie, HttpRequest, HttpResponse
from gonogo.domain.ids import EnvironmentId, SuiteId, TestId, TriggerId, uuid_of
from gonogo.domain.project import Suite
from gonogo.domain.run import Run
from gonogo.domain.secret import SecretHead
from gonogo.domain.terms import Phases, Selection
from gonogo.errors import Invalid, NotFound
from tests.aws_stack import AwsStack, aws_stack
from tests.builders import NOW, NUMBER, PROJECT, a_head, a_project
from tests.fakes import FakeClock, a_reply

SUITE = "00000000-0000-4000-8000-0000000000ff"
SECRET = "the-password-of-the-shop"


class Shop:
    """The tested system: every address answers 200 and a token but for those that are broken."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.jars: list[tuple[Cookie, ...]] = []
        self.meanwhile: Callable[[str], None] = lambda path: None

    def session(self, *, keep_cookies: bool = False) -> Session:
        """A jar that gets the cookie `sid` of every address."""
        return Session(self, keep_cookies)


class Session:
    """One run's."""

    def __init__(self, shop: Shop, keep: bool) -> None:
        self._shop, self._keep = shop, keep
        self._jar: list[Cookie] = []

    def give(self, cookies: Any) -> None:
        """Have these too."""
        self._jar += cookies

    def cookies(self) -> tuple[Cookie, ...] | None:
        """The last one, if any are kept."""
        return tuple(self._jar) if self._keep else None

    def send(self, request: HttpRequest) -> HttpResponse:
        """200 with a token of the path, or 500."""
        path = request.url.partition("//shop.test/")[2]
        self._shop.asked.append(path)
        self._shop.jars.append(tuple(self._jar))
        self._shop.meanwhile(path)
        self._jar = [Cookie(name="sid", value=path, domain="shop.test")]
        word = path.partition("/")[0]
        return a_reply({"token": f"t-{word}"}, status=500 if word in self._shop.broken else 200)

    def close(self) -> None:
        """Nothing to close."""


def a_test(index: int, name: str, path: str, **fields: Any) -> StoredTest:
    """One request, which must get 200 and leaves `token`."""
    step = {
        "type": "request",
        "url": f"http://shop.test/{path}",
        "variables": [{"name": "token", "source": "response_json", "property": "token"}],
        "assertions": [{"source": "response_status", "comparison": "equal", "value": 200}],
    }
    id = TestId(uuid_of("test", NUMBER + index))
    head = replace(
        a_head(name, NUMBER + index),
        id=id,
        trigger=TriggerId(f"00000000-0000-4000-8000-0000000001{index:02}"),
        default_environment=EnvironmentId("keeping") if name == "login" else None,
    )
    return StoredTest(head=head, steps=(step,), **fields)


TESTS = (
    a_test(0, "login", "login/{{get_secret(shop)}}"),
    a_test(1, "prepare", "prepare/{{token}}"),
    a_test(2, "one", "one/{{token}}"),
    a_test(3, "two", "two/{{token}}"),
    a_test(4, "clean", "clean/{{token}}"),
)
IDS = {test.head.name: test.head.id for test in TESTS}
LOGIN = f"login/{SECRET}"


def a_suite(*, sequential: bool = False, **fields: Any) -> Suite:
    """`login` and `prepare`, then `one` and `two`, then `clean`."""
    return Suite(
        id=SuiteId(SUITE),
        name="all",
        tests=fields.get("tests", (IDS["one"], IDS["two"])),
        setup=fields.get("setup", (IDS["login"], IDS["prepare"])),
        teardown=fields.get("teardown", (IDS["clean"],)),
        sequential=sequential,
        trigger=TriggerId(SUITE),
        created_at=NOW,
    )


@contextmanager
def a_stack(suite: Suite) -> Iterator[tuple[AwsStack, Shop]]:
    """A stack with the suite in it."""
    shop = Shop()
    with aws_stack(FakeClock(), shop) as stack:  # type: ignore[arg-type]
        catalog = stack.parts.catalog
        catalog.add_project(a_project())
        keeping = Environment(id=EnvironmentId("keeping"), name="keeping", preserve_cookies=True)
        catalog.put_shared_environments(PROJECT, (keeping,))
        for test in TESTS:
            catalog.put_test(PROJECT, test)
        catalog.put_suite(PROJECT, suite)
        head = SecretHead(name="shop", created_at=NOW, changed_at=NOW)
        stack.parts.secrets.put(PROJECT, head, SECRET)
        yield stack, shop


def start(stack: AwsStack, *sets: VariableSet) -> Started:
    """Start the suite by its trigger."""
    command = StartByTrigger(trigger=SUITE, kinds=("suite",), sets=sets or (VariableSet(),))
    started = stack.ask(command)
    assert isinstance(started, Started)
    return started


def play(stack: AwsStack, *, times: int = 1) -> None:
    """Deliver what is queued until nothing is, each message so often."""
    for _ in range(12):
        stack.execute(times=times)


def stored(stack: AwsStack, started: Started) -> tuple[Batch, tuple[Run, ...]]:
    """How things stand."""
    batch = stack.parts.runs.batch(started.batch.id)
    assert batch
    return batch, stack.parts.runs.runs_of(batch)


def test_phases_run_in_order_and_hand_on_what_setup_left() -> None:
    """Main side by side, from the same state; cookies too, where only `login` keeps any."""
    with a_stack(a_suite()) as (stack, shop):
        started = start(stack)
        assert [(run.phase, run.held) for run in started.runs] == [
            ("setup", False),
            ("setup", True),
            ("main", True),
            ("main", True),
            ("teardown", True),
        ]
        play(stack, times=2)
        assert shop.asked[:2] == [LOGIN, "prepare/t-login"]
        assert sorted(shop.asked[2:4]) == ["one/t-prepare", "two/t-prepare"]
        assert shop.asked[4:] == ["clean/t-prepare"]
        assert [[cookie.value for cookie in jar] for jar in shop.jars] == [[], *[[LOGIN]] * 4]
        batch, _ = stored(stack, started)
        assert (batch.verdict, batch.tally.passed) == ("go", 5)
        assert batch.announced_at is not None


def test_a_sequential_main_hands_on_from_one_to_the_next() -> None:
    """And to `teardown`."""
    with a_stack(a_suite(sequential=True)) as (stack, shop):
        start(stack)
        play(stack)
        assert shop.asked[2:] == ["one/t-prepare", "two/t-one", "clean/t-two"]


def test_the_secret_that_setup_used_is_stored_nowhere() -> None:
    """Not in results, nor in what is handed on, nor in what the runs after it say."""
    with a_stack(a_suite()) as (stack, shop):
        start(stack)
        play(stack)
        assert shop.asked[0] == LOGIN
        assert not [text for text in stack.stored("runs") if SECRET in text]


def test_each_variable_set_has_a_state_of_its_own() -> None:
    """What one user's login left is not another's."""
    suite = a_suite(setup=(IDS["prepare"],), tests=(IDS["one"],), teardown=())
    with a_stack(suite) as (stack, shop):
        shop_answers(shop)
        start(stack, *(VariableSet(variables={"token": name}) for name in ("ann", "bob")))
        play(stack)
        assert shop.asked[:2] == ["prepare/ann", "prepare/bob"]
        assert sorted(shop.asked[2:]) == ["one/ann!", "one/bob!"]


def shop_answers(shop: Shop) -> None:
    """From now on the token is what was asked for, with a mark."""

    class Echo(Session):
        def send(self, request: HttpRequest) -> HttpResponse:
            super().send(request)
            return a_reply({"token": request.url.rpartition("/")[2] + "!"})

    shop.session = lambda *, keep_cookies=False: Echo(shop, keep_cookies)  # type: ignore[method-assign]


def test_a_failed_setup_cancels_main_and_teardown_runs() -> None:
    """The problem names the test; the verdict is no-go."""
    with a_stack(a_suite()) as (stack, shop):
        shop.broken.add("login")
        started = start(stack)
        play(stack)
        assert shop.asked == [LOGIN, "clean/t-login"]
        batch, runs = stored(stack, started)
        assert [run.status for run in runs] == ["failed", *["canceled"] * 3, "passed"]
        problems = {run.problem.message for run in runs[1:4] if run.problem}
        assert problems == {"The setup test 'login' failed, so this test was not run."}
        assert batch.verdict == "no-go"


def test_a_failed_main_test_holds_up_nobody() -> None:
    """The others run, and what clears up."""
    with a_stack(a_suite(sequential=True)) as (stack, shop):
        shop.broken.add("one")
        started = start(stack)
        play(stack)
        assert [run.status for run in stored(stack, started)[1]][2:] == [
            "failed",
            "passed",
            "passed",
        ]


def test_a_canceled_batch_clears_up_and_a_second_cancel_ends_that_too() -> None:
    """Runs of `teardown` go on unless they are canceled themselves."""
    with a_stack(a_suite()) as (stack, shop):
        started = start(stack)
        cancel = CancelBatch(key=an_admin(stack), batch=started.batch.id)
        stack.ask(cancel)
        statuses = [run.status for run in stored(stack, started)[1]]
        assert statuses == [*["canceled"] * 4, "queued"]
        stack.ask(cancel)
        assert stored(stack, started)[0].over
        play(stack)
        assert shop.asked == []


def test_a_batch_canceled_in_its_midst_clears_up_what_setup_made() -> None:
    """With the state that was left."""
    with a_stack(a_suite()) as (stack, shop):
        started = start(stack)
        stack.execute()
        stack.ask(CancelBatch(key=an_admin(stack), batch=started.batch.id))
        play(stack)
        assert shop.asked == [LOGIN, "clean/t-login"]
        assert stored(stack, started)[0].verdict == "no-go"


def an_admin(stack: AwsStack) -> str:
    """The secret of a key that opens everything."""
    from gonogo.services.keys import issue

    return issue(stack.parts.keys, stack.clock, name="a", role="admin", projects=()).secret


def test_a_long_setup_takes_nothing_of_the_time_of_main() -> None:
    """A run's lifetime begins with its turn."""
    with a_stack(a_suite()) as (stack, shop):
        shop.meanwhile = lambda path: stack.clock.advance(1795)  # type: ignore[attr-defined]
        started = start(stack)
        for _ in range(12):
            stack.sweep()
            stack.execute()
        assert [run.status for run in stored(stack, started)[1]] == ["passed"] * 5


def test_a_message_that_comes_too_early_starts_nothing() -> None:
    """Whoever sends it."""
    from gonogo import wiring
    from gonogo.services.execute import execute_run

    with a_stack(a_suite()) as (stack, shop):
        started = start(stack)
        for run in started.runs[1:]:
            execute_run(run.id, wiring.execution(stack.parts))
        assert shop.asked == []


def test_what_is_too_much_to_hand_on_errors_its_run() -> None:
    """With the limit; `main` is not run without it."""
    from hashlib import sha256

    much = "".join(sha256(f"{n}".encode()).hexdigest() for n in range(4000))
    with a_stack(a_suite()) as (stack, _):
        Session.send, before = (  # type: ignore[method-assign]
            lambda self, request: a_reply({"token": much}),
            Session.send,
        )
        try:
            started = start(stack)
            stack.execute()
        finally:
            Session.send = before  # type: ignore[method-assign]
        play(stack)
        _, runs = stored(stack, started)
        assert runs[0].problem
        assert (runs[0].status, runs[0].problem.code) == ("errored", "left_too_much")
        assert "at most 65536 bytes" in runs[0].problem.message
        result = stack.parts.runs.result(runs[0])
        assert result
        assert result.status == "errored"
        assert [run.status for run in runs[2:4]] == ["canceled"] * 2


def in_phases(stack: AwsStack, **phases: Any) -> Started:
    """A start of the project with phases of the caller's."""
    started = stack.ask(
        Start(key=an_admin(stack), project=PROJECT, kind="project", phases=Phases(**phases))
    )
    assert isinstance(started, Started)
    return started


def test_a_start_may_bring_phases_of_its_own() -> None:
    """By id, number or name, one test in several phases; nothing else is started."""
    with a_stack(a_suite()) as (stack, shop):
        one = str(NUMBER + 2)
        in_phases(stack, setup=("login",), main=(one, IDS["two"]), teardown=("clean", "login"))
        play(stack)
        assert shop.asked[0] == LOGIN
        assert sorted(shop.asked[1:3]) == ["one/t-login", "two/t-login"]
        assert shop.asked[3:] == ["clean/t-login", LOGIN]


@pytest.mark.parametrize(
    ("phases", "error"),
    [
        ({"main": ("gone",)}, NotFound),
        ({"main": ("one",), "setup": ("gone",)}, NotFound),
        ({"main": ("one",) * 101, "sequential": True}, Invalid),
    ],
)
def test_phases_that_cannot_be_are_refused(phases: dict[str, Any], error: type[Exception]) -> None:
    """Before anything is stored."""
    with a_stack(a_suite()) as (stack, _), pytest.raises(error):
        in_phases(stack, **phases)


def test_without_a_test_of_main_nothing_is_started() -> None:
    """A login alone tests nothing: no go is earned by it."""
    with a_stack(a_suite()) as (stack, _):
        started = in_phases(stack, setup=("login",), teardown=("clean",))
        assert (started.runs, started.batch.verdict) == ((), "no-go")


def test_a_rerun_of_what_failed_prepares_and_clears_up_again() -> None:
    """The others of `main` passed, and are left out."""
    with a_stack(a_suite()) as (stack, shop):
        shop.broken.add("one")
        started = start(stack)
        play(stack)
        shop.broken.clear()
        shop.asked.clear()
        again = stack.ask(Rerun(key=an_admin(stack), batch=started.batch.id, only_failed=True))
        assert isinstance(again, Started)
        play(stack)
        assert shop.asked == [LOGIN, "prepare/t-login", "one/t-prepare", "clean/t-prepare"]
        assert stored(stack, again)[0].verdict == "go"


def test_selected_tests_are_those_of_main() -> None:
    """What is done around them, they need as well."""
    with a_stack(a_suite()) as (stack, shop):
        selection = Selection(tests=("two",))
        stack.ask(StartByTrigger(trigger=SUITE, kinds=("suite",), selection=selection))
        play(stack)
        assert shop.asked == [LOGIN, "prepare/t-login", "two/t-prepare", "clean/t-prepare"]
