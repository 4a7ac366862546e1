"""How gonogo's own API is walked."""

from __future__ import annotations

from tests.tenancy.walk import Walk, of

_KINDS = (
    "test",
    "suite",
    "batch",
    "run",
    "secret",
    "webhook",
    "delivery",
    "schedule",
    "key",
)
_P = "/projects/<project>"
_TEST = {"name": "x", "steps": [{"url": "http://a.example/"}]}


WALK = Walk(
    dialect="native",
    names={
        "project": lambda victim: (victim.project, victim.name),
        "environment": lambda victim: (*victim.ids["environment"], *victim.ids["own"]),
        "trigger": lambda victim: ("00000000-0000-4000-8000-0000000000ff",),
        "address": lambda victim: ("00000000-0000-4000-8000-0000000000ff",),
        "place": lambda victim: ("x",),
        "binding": lambda victim: ("00000000-0000-4000-8000-0000000000ff",),
        **{kind: of(kind) for kind in _KINDS},
    },
    own={"project": lambda victim: (victim.mine,)},
    words=frozenset({"secret"}),
    bodies={
        ("POST", f"{_P}/tests"): _TEST,
        ("POST", f"{_P}/suites"): {"name": "x", "tests": ["x"]},
        ("POST", f"{_P}/environments"): {"name": "x"},
        ("POST", f"{_P}/tests/<test>/environments"): {"name": "x"},
        ("PUT", f"{_P}/tests/<test>"): _TEST,
        ("PUT", f"{_P}/suites/<suite>"): {"name": "x", "tests": ["x"]},
        ("PUT", f"{_P}/environments/<environment>"): {"name": "x"},
        ("PUT", f"{_P}/tests/<test>/environments/<environment>"): {"name": "x"},
        ("PUT", _P): {"name": "x"},
        ("PUT", f"{_P}/definitions"): {"tests": [_TEST]},
        ("PUT", f"{_P}/secrets/<secret>"): {"value": "long enough to be one"},
        ("POST", f"{_P}/webhooks"): {"settings": {"url": "https://a.example/"}},
        ("POST", f"{_P}/schedules"): {"kind": "project", "interval": "1h"},
        ("PUT", f"{_P}/schedules/<schedule>"): {"kind": "project", "interval": "1h"},
        ("POST", f"{_P}/gates/bindings"): {"kind": "codedeploy_hook"},
        ("PUT", f"{_P}/gates/bindings/<binding>"): {"kind": "codedeploy_hook"},
        ("POST", "/keys"): {"name": "x", "role": "read", "projects": ["x"]},
        ("POST", "/projects"): {"name": "x"},
    },
    open={
        "/me": "the key's own",
        "/projects": "lists the key's own projects",
        "/gates/try": "shows what a deployment's question would be answered with; for admins",
        "/definitions": "the document says which project",
    },
)
