"""AppConfig's `AT_DEPLOYMENT_TICK`: asked again and again; an error rolls back (`aws.md` 4)."""

from __future__ import annotations

from gonogo.domain.gate import Gate, Knock
from gonogo.errors import Invalid
from gonogo.gates._contract import Event, GateKind, NoGo, Planes, Told
from gonogo.gates._event import obj, text
from gonogo.gates._settings import said_of

LONGEST_SECONDS = 24 * 3600.0
"""A deployment's longest duration and bake time together."""
_TICK = "AT_DEPLOYMENT_TICK"
_SUBJECT = {
    "application": "Application",
    "environment": "Environment",
    "profile": "ConfigurationProfile",
}
"""Members of the event by the names that bindings know."""


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """One gate a deployment: the first tick starts the tests, the others ask for the answer."""
    if event.get("Type") != _TICK:
        return None
    try:
        named, wrong = {name: _id(event, of) for name, of in _SUBJECT.items()}, ""
        number, version = text(event, "DeploymentNumber"), text(event, "ConfigurationVersion")
    except Invalid as error:  # nothing but an error is a no here
        named, wrong = dict.fromkeys(_SUBJECT, ""), said_of(error)
        number = version = ""
    return (
        Knock(
            kind="appconfig_tick",
            identity="\0".join((*named.values(), number)),
            reference={"deployment": number},
            subject=named,
            facts={
                "deployment_id": number,
                "configuration_version": version,
            },
            group="appconfig#" + "#".join((*named.values(), number)),
            deadline_at=now + LONGEST_SECONDS,
            wrong=wrong,
        ),
    )


def _id(event: Event, name: str) -> str:
    of = obj(event, name)
    return text(of, "Name") or text(of, "Id")


def reply(gate: Gate, knock: Knock, told: Told, planes: Planes) -> object:
    """Nothing while it is open or good; raises `NoGo` to roll the deployment back."""
    if gate.answer == "no-go":
        raise NoGo(f"gonogo says no: {told.reason}")
    return {"answer": gate.answer}


GATE_KIND = GateKind(
    subject=tuple(_SUBJECT),
    read=read,
    reply=reply,
)
