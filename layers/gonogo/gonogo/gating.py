"""The gates of a deployment: their stores, whom they answer, and what they start."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gonogo.formats.plain import mapping, mappings, text

if TYPE_CHECKING:  # wiring stands beside it: it makes the parts
    from gonogo.aws.clients import Clients
    from gonogo.domain.batch import Batch
    from gonogo.gates._contract import Planes, Told
    from gonogo.services.gates._parts import Gating
    from gonogo.settings import Settings
    from gonogo.wiring import Parts

_log = logging.getLogger(__name__)


def gating(parts: Parts, clients: Clients) -> Gating:
    """What answering needs."""
    from gonogo.aws.bindings import DynamoBindings
    from gonogo.aws.gates import DynamoGates
    from gonogo.aws.metrics import count_verdict
    from gonogo.aws.table import Table
    from gonogo.services.gates._parts import Gating
    from gonogo.services.gates.start import start_for
    from gonogo.use_cases import acceptance_of

    settings = parts.settings
    acceptance = acceptance_of(parts)
    return Gating(
        gates=DynamoGates(Table(clients, settings.runs_table), parts.clock),
        bindings=DynamoBindings(Table(clients, settings.catalog_table)),
        catalog=parts.catalog,
        runs=parts.runs,
        clock=parts.clock,
        planes=planes(settings, clients),
        start=lambda aim, gate: start_for(aim, gate, acceptance),
        cancel=lambda batch: _cancel(batch, parts),
        count=count_verdict,
        public_base=settings.public_base,
    )


def planes(settings: Settings, clients: Clients) -> Planes:
    """The control planes that ask."""
    from gonogo.aws.codedeploy import CodeDeploy
    from gonogo.aws.codepipeline import CodePipeline
    from gonogo.aws.ecs import Ecs
    from gonogo.gates._contract import Planes

    pipeline = CodePipeline(clients, settings.action_provider, settings.action_version)
    return Planes(CodeDeploy(clients), pipeline, Ecs(clients))


def _cancel(batch: Batch, parts: Parts) -> None:
    from gonogo.services.cancel import cancel_open

    cancel_open(parts.runs.runs_of(batch), parts.settlement)


def gates(parts: Parts | None = None) -> Callable[[object], object]:
    """From the event of a control plane to what the function returns.

    It hears our own outcomes too, and every minute it looks after what got stuck.
    """
    from gonogo.gates._contract import MINUTE
    from gonogo.gates._event import json_in
    from gonogo.services.gates.ask import ask
    from gonogo.wiring import Parts as Deployment

    deployment = parts or Deployment()
    to = deployment.gating

    def take(given: object) -> object:
        event = mapping(given)
        records = mappings(event.get("Records"))
        queued = [each for each in records if each.get("eventSource") == "aws:sqs"]
        if queued:
            # Events of EventBridge that waited in our queue: the job they tell of is there then.
            return [take(json_in(text(each.get("body")))) for each in queued]
        if event.get("source") == MINUTE:
            return _minute(event, to)
        if records and _topic(records[0]) == deployment.settings.outcomes_topic:
            return _concluded(event, to)
        return ask(given, to)

    return take


def _minute(event: Mapping[str, Any], to: Gating) -> object:
    from gonogo.services.gates.ask import ask
    from gonogo.services.gates.go_on import sweep_gates

    # Deadlines first: CodePipeline may not let itself be asked.
    due = sweep_gates(to)
    return {"due": due, "asked": ask(event, to)}


def _topic(record: Mapping[str, Any]) -> str | None:
    return text(mapping(record.get("Sns")).get("TopicArn")) or None


def _concluded(event: Mapping[str, Any], to: Gating) -> object:
    from gonogo.services.gates.go_on import conclude
    from gonogo.web.records import outcomes

    batches = [outcome.batch for outcome in outcomes(event) if outcome.kind == "batch"]
    answered = [conclude(batch, to) for batch in batches if batch is not None]
    return {"answered": [gate.id for gate in answered if gate is not None]}


def last_word(clients: Clients | None = None) -> Callable[[Mapping[str, Any]], object]:
    """From what Lambda tells of a failed invocation to who was told no.

    It stands on as little as can be: what broke the function `gates` must not break this too.
    """
    from gonogo.aws.clients import Clients as Made
    from gonogo.aws.codedeploy import CodeDeploy
    from gonogo.aws.codepipeline import CodePipeline
    from gonogo.gates._contract import Late

    made = clients or Made()

    def say_no(event: Mapping[str, Any]) -> object:
        asked = mapping(event.get("requestPayload"))
        id, execution = asked.get("DeploymentId"), asked.get("LifecycleEventHookExecutionId")
        job = mapping(asked.get("CodePipeline.job")).get("id")
        with suppress(Late):  # it was answered before the function broke
            if id and execution:
                CodeDeploy(made).verdict(id, execution, go=False)
            elif job:
                CodePipeline(made, "", "").answer(job, _broken(), go=False)
        _log.error("The function gates broke. Told no: %s.", id or job or "nobody")
        return {"told": id or job}

    return say_no


def _broken() -> Told:
    from gonogo.gates._contract import Told

    why = "gonogo could not answer: its function gates broke, and its log says on what."
    return Told(summary=why, reason=why, link="")
