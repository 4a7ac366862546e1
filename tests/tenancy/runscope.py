"""How Runscope's API is walked."""

from __future__ import annotations

from tests.tenancy.walk import Names, Walk, of

_SECRET = "00000000-0000-4000-8000-0000000000ff"
_T = "/buckets/<bucket>/tests"
_STEP = {"step_type": "request", "method": "GET", "url": "http://a.example/"}


def _ids(*kinds: str) -> Names:
    """Its clients know ids alone: the first word of each thing."""
    return lambda victim: tuple(victim.ids[kind][0] for kind in kinds)


WALK = Walk(
    dialect="runscope",
    names={
        "bucket": lambda victim: (victim.project,),
        "test": _ids("test"),
        "run": of("run"),
        "runs": of("batch"),
        "environment": _ids("environment", "own"),
        "schedule": _ids("schedule"),
        "step": lambda victim: (victim.ids["step"][0],),
        "team": lambda victim: (_SECRET,),
        "role": of("runscope.role"),
        "trigger": lambda victim: (_SECRET,),
        "address": lambda victim: (_SECRET,),
        "message": lambda victim: (_SECRET,),
    },
    own={"bucket": lambda victim: (victim.mine,)},
    words=frozenset({"team", "trigger", "address", "message"}),
    bodies={
        ("POST", _T): {"name": "x"},
        ("POST", "/buckets/<bucket>/environments"): {"name": "x"},
        ("POST", f"{_T}/<test>/environments"): {"name": "x"},
        ("POST", f"{_T}/<test>/steps"): _STEP,
        ("PUT", f"{_T}/<test>/steps"): [_STEP],
        ("POST", f"{_T}/<test>/schedules"): {"environment_id": _SECRET, "interval": "1h"},
    },
)
