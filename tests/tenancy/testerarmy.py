"""How TesterArmy's API is walked: UUIDs, a project's by either of its two ids."""

from __future__ import annotations

from gonogo.dialects.testerarmy._asking import project_uuid
from gonogo.domain.ids import ProjectId
from tests.tenancy.victim import Victim
from tests.tenancy.walk import Names, Walk

_SECRET = "00000000-0000-4000-8000-0000000000ff"
_P = "/v1/projects/<project>"
_STEP = {"type": "act", "title": "look"}


def _projects(victim: Victim) -> tuple[str, ...]:
    return project_uuid(ProjectId(victim.project)), victim.project


def _ids(*kinds: str) -> Names:
    return lambda victim: tuple(victim.ids[kind][0] for kind in kinds)


def _about(victim: Victim, **more: object) -> dict[str, object]:
    return {"projectId": _projects(victim)[0], **more}


def _listed(victim: Victim) -> str:
    return f"projectId={_projects(victim)[0]}"


WALK = Walk(
    dialect="testerarmy",
    names={
        "project": _projects,
        "group": _ids("suite"),
        "test": _ids("test"),
        "environment": _ids("environment"),
        "run": _ids("run"),
        "batch": _ids("batch"),
        "memory": _ids("testerarmy.memory"),
        "file": _ids("testerarmy.file"),
        "app": _ids("testerarmy.app"),
        "webhook": lambda victim: (*victim.ids["testerarmy.webhook"], _SECRET),
        "secret": lambda victim: ("nothing",),
    },
    own={"project": lambda victim: (project_uuid(ProjectId(victim.mine)),)},
    queries={
        ("GET", "/v1/tests"): _listed,
        ("GET", "/v1/groups"): _listed,
        ("GET", "/v1/runs"): _listed,
    },
    bodies={
        ("POST", "/v1/tests"): lambda victim: _about(victim, title="x", steps=[_STEP]),
        ("POST", "/v1/groups"): lambda victim: _about(victim, name="x"),
        ("POST", f"{_P}/environments"): {"name": "x", "url": "https://a.example/"},
        ("POST", f"{_P}/memories"): {
            "category": "site_structure",
            "title": "x",
            "content": "x",
            "importance": "low",
        },
        ("POST", "/v1/groups/<group>/tests"): {"testId": _SECRET},
    },
    # A body is looked at before whose thing it is about; it says nothing of the thing.
    refusals=frozenset({400, 403, 404}),
    # Their secret is wrong, as it is for a webhook that never was.
    otherwise={"/v1/webhook/<webhook>/<secret>": 401, "/v1/groups/webhook/<webhook>/<secret>": 401},
)
