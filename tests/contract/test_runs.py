"""What every store of runs must do, in memory or on DynamoDB."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.aws.items import run_item
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.table import Table
from gonogo.domain.batch import Batch, Tally
from gonogo.domain.ids import BatchId, RunId, SuiteId, uuid_of
from gonogo.domain.result import Counts, Problem, RunResult
from gonogo.domain.run import LEASE_SECONDS, Run
from gonogo.domain.terms import Overrides, Policy, StartCookie, Terms
from gonogo.errors import AlreadyThere, Conflict, NotFound
from gonogo.ports import Runs
from tests.builders import NOW, NUMBER, a_batch, a_run
from tests.fake_stores import FIRST_LOOK_SECONDS, RETENTION_SECONDS
from tests.fakes import FakeClock


def stored(runs: Runs, total: int = 1, number: int = NUMBER) -> tuple[Batch, tuple[Run, ...]]:
    """A batch that was just created."""
    batch = a_batch(total, number)
    members = tuple(a_run(batch, index) for index in range(total))
    runs.create(batch, members)
    return batch, members


def ended(run: Run, status: str = "passed", **fields: object) -> Run:
    """The run as an executor hands it back."""
    return replace(run, status=status, finished_at=NOW + 5, **fields)  # type: ignore[arg-type]


def test_what_was_created_reads_back_equal(runs: Runs) -> None:
    """Every field of head and runs is kept."""
    batch = a_batch(2, dialect="native", source="api")
    members = (
        a_run(batch, variables={"a": "1", "empty": ""}, webhooks=("https://x.test/", "https://y/")),
        a_run(batch, 1, environment="env", environment_name="staging", variables={"k": "v" * 999}),
    )
    runs.create(batch, members)
    assert runs.batch(batch.id) == batch
    assert runs.runs_of(batch) == members
    assert runs.run(members[1].id) == members[1]


TERMS = Terms(
    facts={"commit": "f00d", "branch": "main"},
    overrides=Overrides(
        base_url="https://pr-7.shop.test",
        hosts=(("api.shop.test:443", "pr-7.shop.test"),),
        parameters=(("lang", "en"), ("lang", "de")),
        headers=(("X-Build", "7"),),
        cookies=(
            StartCookie(name="a", value="b", secure=True, expires_at=NOW),
            *(StartCookie(name="c", value="", domain="shop.test", path="/x"),),
        ),
    ),
    policy=Policy(
        allow_errored=True,
        allow_refused=False,
        allow_empty=True,
        min_pass_ratio=0.9,
        non_blocking=("flaky",),
    ),
    group="shop#7",
    supersede=True,
    notify=False,
    kept={"gitHub": {"owner": "shop"}},
)


def test_the_terms_of_a_start_are_kept(runs: Runs) -> None:
    """With the batch all of them, with every run what is replaced in it."""
    batch = a_batch(
        1,
        kind="suite",
        target_id=SuiteId("00000000-0000-4000-8000-0000000000ff"),
        terms=TERMS,
        refused=3,
        rerun_of=BatchId(uuid_of("batch", NUMBER - 50)),
    )
    run = a_run(batch, overrides=TERMS.overrides, blocking=False, notify=False)
    runs.create(batch, (run,))
    assert runs.batch(batch.id) == batch
    assert runs.runs_of(batch) == (run,)


def test_uuid_and_number_address_the_same_run(runs: Runs) -> None:
    """Clients that know integers only find the same."""
    batch, (run,) = stored(runs)
    assert runs.run(RunId(str(run.number))) == run
    assert runs.batch(BatchId(str(batch.number))) == batch


def test_unknown_ids_are_absent(runs: Runs) -> None:
    """Reading what never was gives None."""
    assert runs.batch(BatchId(uuid_of("batch", 7))) is None
    assert runs.run(RunId(uuid_of("run", 7))) is None


def test_a_taken_number_is_refused(runs: Runs) -> None:
    """A second batch whose runs overlap with the first's leaves nothing behind."""
    stored(runs, total=3)
    other = a_batch(1, number=NUMBER + 1)
    with pytest.raises(AlreadyThere):
        runs.create(other, (a_run(other),))
    assert runs.batch(other.id) is None


@pytest.mark.parametrize("total", [1, 205])
def test_a_token_writes_a_batch_once(runs: Runs, total: int) -> None:
    """Whoever comes second with it finds what the first wrote, and changes nothing."""
    batch = a_batch(total)
    members = tuple(a_run(batch, index) for index in range(total))
    assert runs.create(batch, members, token="abc")
    later = replace(batch, total=total + 1)
    assert not runs.create(later, tuple(a_run(later, i) for i in range(total + 1)), token="abc")
    assert runs.batch(batch.id) == batch
    assert runs.runs_of(batch) == members
    with pytest.raises(AlreadyThere):
        runs.create(batch, members, token="xyz")
    with pytest.raises(AlreadyThere):
        runs.create(batch, members)


def test_a_batch_that_was_cut_short_is_completed_with_its_token(
    request: pytest.FixtureRequest, clock: FakeClock
) -> None:
    """Whatever was written of it, and however many runs the second writer knows of."""
    tables: dict[str, Table] = request.getfixturevalue("tables")
    runs = DynamoRuns(tables["runs"], clock)
    batch = a_batch(150)
    members = tuple(a_run(batch, index) for index in range(150))
    for part in (members[:60], members[:101], members):
        items = [{**run_item(run), "nonce": "abc"} for run in part[-90:]]
        tables["runs"].transact([tables["runs"].putting(item) for item in items])
        assert runs.batch(batch.id) is None
    assert not runs.create(batch, members, token="abc")
    assert runs.batch(batch.id) == batch
    assert runs.runs_of(batch) == members


def test_a_batch_of_any_size_is_created(runs: Runs) -> None:
    """More runs than one transaction takes."""
    batch, members = stored(runs, total=205)
    assert runs.runs_of(batch) == members


def test_a_claim_takes_a_queued_run(runs: Runs) -> None:
    """It runs from now, as attempt 1, with a lease."""
    _, (run,) = stored(runs)
    assert runs.claim(run.id, NOW + 1) == replace(
        run, status="running", attempt=1, lease_until=NOW + 1 + LEASE_SECONDS, started_at=NOW + 1
    )


def test_a_message_delivered_twice_starts_one_run(runs: Runs) -> None:
    """The second claim finds a live lease."""
    _, (run,) = stored(runs)
    assert runs.claim(run.id, NOW)
    assert runs.claim(run.id, NOW + LEASE_SECONDS - 1) is None


def test_a_run_left_behind_is_claimed_once_more(runs: Runs) -> None:
    """After the second executor is lost too, nobody gets it."""
    _, (run,) = stored(runs)
    runs.claim(run.id, NOW)
    again = runs.claim(run.id, NOW + LEASE_SECONDS)
    assert again is not None and again.attempt == 2
    assert runs.claim(run.id, NOW + 9 * LEASE_SECONDS) is None


def test_claiming_an_unknown_run_is_an_error(runs: Runs) -> None:
    """A message for a run that is gone can be told from one for a run that is busy."""
    with pytest.raises(NotFound):
        runs.claim(RunId(uuid_of("run", 7)), NOW)


def test_a_terminal_run_is_never_claimed(runs: Runs) -> None:
    """Neither after its end nor ever."""
    _, (run,) = stored(runs)
    runs.finish(ended(run, "canceled"))
    assert runs.claim(run.id, NOW + 9_999) is None


def test_a_lease_is_renewed_by_its_own_attempt_only(runs: Runs) -> None:
    """An executor that was taken for lost is fenced out."""
    _, (run,) = stored(runs)
    runs.claim(run.id, NOW)
    assert runs.renew(run.id, 1, NOW + 60)
    assert runs.claim(run.id, NOW + 59) is None
    runs.claim(run.id, NOW + 60)
    assert not runs.renew(run.id, 1, NOW + 999)


def test_the_end_is_stored_whole(runs: Runs) -> None:
    """Status, times, counts and problem."""
    _, (run,) = stored(runs)
    claimed = runs.claim(run.id, NOW)
    assert claimed is not None
    end = ended(
        claimed,
        "errored",
        counts=Counts(requests=3, assertions_failed=2, scripts_passed=1),
        problem=Problem(code="run_timeout", message="Too slow."),
    )
    assert runs.finish(end)
    assert runs.run(run.id) == end


def test_a_run_ends_once(runs: Runs) -> None:
    """The first end stays."""
    _, (run,) = stored(runs)
    claimed = runs.claim(run.id, NOW)
    assert claimed is not None
    assert runs.finish(ended(claimed))
    assert not runs.finish(ended(claimed, "failed"))
    read = runs.run(run.id)
    assert read is not None and read.status == "passed"


def test_an_older_attempt_cannot_end_a_run(runs: Runs) -> None:
    """Its executor was taken for lost and came back."""
    _, (run,) = stored(runs)
    first = runs.claim(run.id, NOW)
    runs.claim(run.id, NOW + LEASE_SECONDS)
    assert first is not None and not runs.finish(ended(first))
    assert not runs.finish(a_run(a_batch(1, 99)))


RESULT = RunResult(status="passed", started_at=NOW, finished_at=NOW + 5, variables={"a": "1"})


def test_a_result_is_read_once_its_attempt_ended_the_run(runs: Runs) -> None:
    """Not while the run goes on, and not that of another attempt."""
    _, (run,) = stored(runs)
    runs.claim(run.id, NOW)
    runs.save_result(run.id, 1, RESULT)
    second = runs.claim(run.id, NOW + LEASE_SECONDS)
    assert second is not None and runs.result(second) is None
    runs.save_result(run.id, 2, replace(RESULT, variables={"a": "2"}))
    runs.finish(ended(second))
    assert runs.result(ended(second)) == replace(RESULT, variables={"a": "2"})


def test_a_result_of_another_end_is_not_the_runs(runs: Runs) -> None:
    """The executor stored `passed` and died; the janitor made the run `errored`."""
    _, (run,) = stored(runs)
    claimed = runs.claim(run.id, NOW)
    assert claimed is not None
    runs.save_result(run.id, 1, RESULT)
    runs.finish(ended(claimed, "errored"))
    assert runs.result(ended(claimed, "errored")) is None


def test_results_of_many_come_in_the_order_of_their_runs(runs: Runs) -> None:
    """None for a run that goes on, and for one without a result."""
    _, members = stored(runs, total=4)
    for number, run in enumerate(members[:3]):
        runs.claim(run.id, NOW)
        if number != 1:
            runs.save_result(run.id, 1, replace(RESULT, variables={"a": str(number)}))
    over = [ended(replace(run, attempt=1)) for run in members[:2]]
    asked = (members[3], over[1], members[2], over[0])
    assert runs.results(asked) == (None, None, None, replace(RESULT, variables={"a": "0"}))
    assert runs.results(()) == ()


def test_a_batch_counts_each_run_once(runs: Runs) -> None:
    """However often its end is reported."""
    batch, members = stored(runs, total=3)
    for run, status in zip(members, ("passed", "failed", "passed"), strict=True):
        runs.tally(ended(run, status))
        head = runs.tally(ended(run, status))
    assert head.tally == Tally(passed=2, failed=1)
    assert head.verdict == "no-go"
    assert runs.batch(batch.id) == head


def test_an_open_run_is_not_counted(runs: Runs) -> None:
    """Only ends count."""
    _, (run,) = stored(runs)
    with pytest.raises(Conflict):
        runs.tally(run)


def test_counting_into_a_batch_that_is_gone_is_an_error(runs: Runs) -> None:
    """No head is made up for it."""
    with pytest.raises(NotFound):
        runs.tally(ended(a_run(a_batch(1, 99))))
    assert runs.batch(a_batch(1, 99).id) is None


def test_a_large_batch_is_over_with_its_last_run(runs: Runs) -> None:
    """Counted in hundreds: every run twice, and `over` exactly at the end."""
    batch, members = stored(runs, total=105)
    for run in members:
        head = runs.tally(ended(run, "failed" if run.number % 2 else "passed"))
        assert head.over == (run is members[-1])
        runs.tally(ended(run, "failed" if run.number % 2 else "passed"))
    assert head.tally.over == 105
    assert runs.batch(batch.id) == head


@pytest.mark.parametrize("total", [6, 106])
def test_runs_that_do_not_block_are_told_apart(runs: Runs, total: int) -> None:
    """Each is counted once however often it comes, in a batch of any size."""
    batch = a_batch(total)
    members = tuple(a_run(batch, index, blocking=index % 3 > 0) for index in range(total))
    runs.create(batch, members)
    assert runs.runs_of(batch) == members
    for run in (*members, *reversed(members)):
        head = runs.tally(ended(run, "failed" if run.number % 2 else "passed"))
    failed = {run.number for run in members if run.number % 2}
    aside = {run.number for run in members if not run.blocking}
    assert head.tally == Tally(
        passed=total - len(failed),
        failed=len(failed),
        aside_passed=len(aside - failed),
        aside_failed=len(aside & failed),
    )
    assert head.tally.blocking.over == total - len(aside)
    assert runs.batch(batch.id) == head


def test_a_new_batch_is_looked_at_after_half_a_minute(runs: Runs) -> None:
    """Not before, and no longer once it is announced."""
    batch, _ = stored(runs)
    assert runs.due_batches(NOW + FIRST_LOOK_SECONDS - 1, 10) == ()
    assert runs.due_batches(NOW + FIRST_LOOK_SECONDS, 10) == (batch.id,)
    runs.mark_announced(batch.id, NOW + 40)
    runs.mark_announced(batch.id, NOW + 50)
    assert runs.due_batches(NOW + 9_999, 10) == ()
    assert runs.batch(batch.id) == replace(batch, announced_at=NOW + 40)


def test_the_longest_overdue_come_first(runs: Runs) -> None:
    """Over all shards, up to the limit."""
    batches = [stored(runs, number=NUMBER + 10 * index)[0] for index in range(7)]
    for place, batch in enumerate(batches):
        runs.postpone(batch.id, NOW + 100 - place)
    expected = tuple(batch.id for batch in reversed(batches))
    assert runs.due_batches(NOW + 100, 10) == expected
    assert runs.due_batches(NOW + 100, 3) == expected[:3]
    assert runs.due_batches(NOW + 95, 10) == expected[:2]


def test_an_announced_batch_is_not_postponed(runs: Runs) -> None:
    """A janitor that comes late does not open it again."""
    batch, _ = stored(runs)
    runs.mark_announced(batch.id, NOW)
    runs.postpone(batch.id, NOW)
    runs.postpone(a_batch(1, 99).id, NOW)
    assert runs.due_batches(NOW + 9_999, 10) == ()


def test_what_is_expired_is_absent(runs: Runs, clock: FakeClock) -> None:
    """Whether or not the database has deleted it by then."""
    batch, (run,) = stored(runs)
    clock.time = NOW + RETENTION_SECONDS + 1
    assert runs.batch(batch.id) is None
    assert runs.run(run.id) is None
    assert runs.runs_of(batch) == ()
    with pytest.raises(NotFound):
        runs.claim(run.id, clock.now())
