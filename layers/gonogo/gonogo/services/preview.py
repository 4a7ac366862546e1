"""Tell what a start would start, and start nothing."""

from __future__ import annotations

from gonogo.domain.commands.previewing import Preview, Previewed, PreviewedRun
from gonogo.services.accept import Acceptance, order_of
from gonogo.services.agree import agree
from gonogo.services.aim import aim
from gonogo.services.authorise import authorise
from gonogo.services.begin import check_count
from gonogo.services.plan import PlannedRun


def preview(command: Preview, to: Acceptance) -> Previewed:
    """The runs of a start, with a key that could start them; errors as the start's own."""
    start = command.start
    key = authorise(to.keys, start.key, "trigger", to.clock.now())
    agree(start.terms)
    _, target = aim(to.catalog, key, start)
    order = order_of(to, target, start)
    check_count(order)
    aside = set(start.terms.policy.non_blocking)
    return Previewed(
        project=order.project,
        target=order.target,
        runs=tuple(_run(planned, aside) for planned in order.planned),
        refused=order.refused,
    )


def _run(planned: PlannedRun, aside: set[str]) -> PreviewedRun:
    environment = planned.environment
    return PreviewedRun(
        test=planned.test,
        environment=environment.id if environment else None,
        environment_name=environment.name if environment else "",
        location=planned.location,
        phase=planned.phase,
        blocking=not aside.intersection(planned.test.tags),
    )
