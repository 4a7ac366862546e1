"""Tell that a batch has begun, when its first run does."""

from __future__ import annotations

import logging

from gonogo.domain.delivery import Outcome
from gonogo.domain.run import Run
from gonogo.errors import Unavailable
from gonogo.services.settle import Settlement
from gonogo.services.tell import tell_start

_log = logging.getLogger(__name__)


def tell_begun(run: Run, to: Settlement) -> None:
    """Note it, and wake the reporter; a run is not held up by what cannot be told now.

    A second attempt of the run does it again, as the first may have died before: once is noted.
    """
    try:
        for delivery in tell_start(run, to.telling):
            to.announcer.publish(
                Outcome(
                    kind="delivery",
                    project=delivery.project,
                    delivery=delivery.address,
                    status="due",
                )
            )
    except Unavailable as error:
        _log.warning("The start of the batch %s is not told: %s", run.batch, error.message)
