"""A push means the same over every catalog: what was stored is recognised when it comes again."""

from __future__ import annotations

from pathlib import Path

from gonogo.domain.commands import Push, Pushed
from gonogo.ports import Catalog
from gonogo.services.define import read_files, steps_from_plain, to_plain
from gonogo.services.keys import issue
from gonogo.services.push import push
from tests.fake_stores import FakeKeys
from tests.fakes import FakeClock

EXAMPLE = Path(__file__).parents[2] / "examples" / "orders" / "orders.yaml"


def pushed(catalog: Catalog, clock: FakeClock, document: object) -> Pushed:
    """What a push with an admin's key says."""
    keys = FakeKeys()
    secret = issue(keys, clock, name="admin", role="admin").secret
    return push(Push(key=secret, document=document), catalog=catalog, keys=keys, clock=clock)


def test_example_pushed_again_is_unchanged(catalog: Catalog, clock: FakeClock) -> None:
    document = to_plain(read_files([EXAMPLE]))
    first = pushed(catalog, clock, document)
    clock.advance(60)
    second = pushed(catalog, clock, document)
    assert {change.action for change in first.changes} == {"created"}
    assert {change.action for change in second.changes} == {"unchanged"}
    assert [c.trigger for c in second.changes] == [c.trigger for c in first.changes]


def test_stored_steps_are_those_of_the_example(catalog: Catalog, clock: FakeClock) -> None:
    definitions = {test.name: test for test in read_files([EXAMPLE]).tests}
    project = pushed(catalog, clock, to_plain(read_files([EXAMPLE]))).project
    for head in catalog.test_heads(project.id):
        stored = catalog.test(project.id, head.id)
        assert stored is not None
        steps = steps_from_plain(stored.steps)
        written = definitions[head.name].steps
        assert [s.url for s in steps] == [s.url for s in written]  # type: ignore[attr-defined]
        assert all(step.id for step in steps)


def test_every_trigger_of_a_push_starts_something(catalog: Catalog, clock: FakeClock) -> None:
    changes = pushed(catalog, clock, to_plain(read_files([EXAMPLE]))).changes
    triggers = [catalog.trigger(change.trigger) for change in changes if change.trigger]
    started = {trigger.kind: catalog.launch(trigger) for trigger in triggers if trigger}
    assert len(triggers) == 9
    assert [len(started[kind].tests) for kind in ("project", "test", "suite")] == [6, 1, 2]
