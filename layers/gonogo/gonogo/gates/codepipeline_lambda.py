"""CodePipeline's Lambda invoke action (`contracts/aws.md` 3.1).

Two ways to answer, and never both: `callback` is one answer within 20 minutes, told when it is
known; `poll` (the default) says "ask again" until then, for up to 24 hours, and how far it is.
"""

from __future__ import annotations

import json
from contextlib import suppress

from gonogo.domain.gate import Aim, Gate, Knock
from gonogo.errors import Invalid
from gonogo.formats.plain import mapping
from gonogo.gates._artifact import WANTED, delivered
from gonogo.gates._contract import Event, GateKind, Late, Planes, Told, go
from gonogo.gates._event import needed, obj, text
from gonogo.gates._settings import aim_of, first_of, said_of, settings_in

SILENT_SECONDS, LONGEST_SECONDS = 20 * 60.0, 24 * 3600.0
_MODES = ("poll", "callback")
_PLACE = "UserParameters"


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """A first call, or one more of a question that we know by its token."""
    if "CodePipeline.job" not in event:
        return None
    job = obj(event, "CodePipeline.job")
    id, data = needed(job, "id"), mapping(job.get("data"))
    mode, aim, wrong = _wished(job)
    of = planes.pipeline.details(id)
    first = first_of(data.get("continuationToken")) or id
    wanted = WANTED if data.get("outputArtifacts") else {}
    return (
        Knock(
            kind="codepipeline_lambda",
            identity=first,
            reference={"job": id, "mode": mode, "first": first, **wanted},
            subject={"pipeline": of.pipeline, "stage": of.stage, "action": of.action},
            facts={"pipeline": of.pipeline, "pipeline_execution_id": of.execution},
            group=f"codepipeline#{of.action_execution or first}",
            deadline_at=now + (SILENT_SECONDS if mode == "callback" else LONGEST_SECONDS),
            aim=aim,
            wrong=wrong,
        ),
    )


def _wished(job: Event) -> tuple[str, Aim | None, str]:
    """How to answer, what to run, and what is wrong with the wish."""
    try:
        configuration = obj(obj(obj(job, "data"), "actionConfiguration"), "configuration")
        settings = settings_in(text(configuration, _PLACE), _PLACE)
        mode = settings.get("mode", "poll")
        if mode not in _MODES:
            raise Invalid(f"There is no mode {mode!r}.", field="mode", accepted=" or ".join(_MODES))
        return mode, aim_of(settings, _PLACE, beside="mode"), ""
    except Invalid as error:
        return "poll", None, said_of(error)


def tell(gate: Gate, told: Told, planes: Planes) -> None:
    """By callback; who polls asks again."""
    if gate.reference["mode"] == "callback":
        job = gate.reference["job"]
        planes.pipeline.answer(job, delivered(gate, job, told, planes), go=go(gate))


def reply(gate: Gate, knock: Knock, told: Told, planes: Planes) -> object:
    """To a call that polls: the answer, or that it is to ask again."""
    if gate.reference["mode"] == "callback":
        return None
    job = knock.reference["job"]
    with suppress(Late):  # a repeat of a call that was answered, or the action is over
        if gate.answer is not None:
            planes.pipeline.answer(job, delivered(gate, job, told, planes), go=go(gate))
            return {"answer": gate.answer}
        planes.pipeline.put_off(job, told, json.dumps({"first": gate.reference["first"]}))
        return {"continuation": gate.id}
    return None


GATE_KIND = GateKind(
    subject=("pipeline", "stage", "action"),
    read=read,
    tell=tell,
    reply=reply,
)
