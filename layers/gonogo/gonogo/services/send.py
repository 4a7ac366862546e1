"""Put runs into the queue. They are stored before: what cannot be sent now, the janitor sends."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from gonogo.domain.commands import RunMessage
from gonogo.domain.run import Run
from gonogo.errors import Unavailable
from gonogo.ports import RunQueue

_log = logging.getLogger(__name__)


def send(queue: RunQueue, runs: Sequence[Run]) -> None:
    """Queue the runs whose turn it is; a queue that does not take them is no error."""
    messages = tuple(RunMessage(run=run.id, project=run.project) for run in runs if not run.held)
    if not messages:
        return
    try:
        queue.send(messages)
    except Unavailable:
        _log.warning("The queue did not take %d runs; the janitor will send them.", len(messages))
