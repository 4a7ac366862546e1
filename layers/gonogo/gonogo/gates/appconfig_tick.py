"""AppConfig's `AT_DEPLOYMENT_TICK`: asked again and again; an error rolls back (`aws.md` 4)."""

from __future__ import annotations

from typing import Any

from gonogo.domain.gate import Gate, Knock
from gonogo.gates._contract import Event, GateKind, NoGo, Planes, Told

LONGEST_SECONDS = 24 * 3600.0
"""A deployment's longest duration and bake time together."""
_TICK = "AT_DEPLOYMENT_TICK"


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """One gate a deployment: the first tick starts the tests, the others ask for the answer."""
    if event.get("Type") != _TICK:
        return None
    named = {
        "application": _id(event, "Application"),
        "environment": _id(event, "Environment"),
        "profile": _id(event, "ConfigurationProfile"),
    }
    number = str(event.get("DeploymentNumber", ""))
    return (
        Knock(
            kind="appconfig_tick",
            identity="\0".join((*named.values(), number)),
            reference={"deployment": number},
            subject=named,
            facts={
                "deployment_id": number,
                "configuration_version": str(event.get("ConfigurationVersion", "")),
            },
            group="appconfig#" + "#".join((*named.values(), number)),
            deadline_at=now + LONGEST_SECONDS,
        ),
    )


def _id(event: Event, name: str) -> str:
    of: Any = event.get(name) or {}
    return str(of.get("Name") or of.get("Id") or "") if isinstance(of, dict) else ""


def reply(gate: Gate, knock: Knock, told: Told, planes: Planes) -> object:
    """Nothing while it is open or good; raises `NoGo` to roll the deployment back."""
    if gate.answer == "no-go":
        raise NoGo(f"gonogo says no: {told.reason}")
    return {"answer": gate.answer}


GATE_KIND = GateKind(
    subject=("application", "environment", "profile"),
    read=read,
    reply=reply,
)
