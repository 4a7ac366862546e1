"""Domain values for tests: every field has a sensible value, and a test names what it is about."""

from __future__ import annotations

from typing import Any

from gonogo.domain.batch import Batch
from gonogo.domain.environment import Environment
from gonogo.domain.ids import (
    BatchId,
    EnvironmentId,
    ProjectId,
    RunId,
    TestId,
    TriggerId,
    WebhookId,
    uuid_of,
)
from gonogo.domain.project import Project
from gonogo.domain.run import Run
from gonogo.domain.test import TestHead
from gonogo.domain.webhook import EVENTS, Webhook

NOW = 1_795_000_000.0
NUMBER = 245_888_000_000_000
PROJECT = ProjectId("abcdefghijkl")


def a_project(**fields: Any) -> Project:
    """A project."""
    default = {
        "id": PROJECT,
        "name": "orders",
        "trigger": TriggerId("00000000-0000-4000-8000-00000000000a"),
        "created_at": NOW,
    }
    return Project(**{**default, **fields})


def a_head(name: str = "Login", number: int = NUMBER, **fields: Any) -> TestHead:
    """The head of a test."""
    default = {
        "id": TestId(uuid_of("test", number)),
        "number": number,
        "name": name,
        "trigger": TriggerId("00000000-0000-4000-8000-00000000000b"),
        "created_at": NOW,
    }
    return TestHead(**{**default, **fields})


def an_environment(name: str = "staging", **fields: Any) -> Environment:
    """An environment whose id is derived from its name."""
    return Environment(**{"id": EnvironmentId(f"env-{name}"), "name": name, **fields})


def a_batch(total: int = 1, number: int = NUMBER, **fields: Any) -> Batch:
    """An open batch."""
    default = {
        "id": BatchId(uuid_of("batch", number)),
        "number": number,
        "project": PROJECT,
        "project_name": "orders",
        "source": "trigger",
        "target": "test Login",
        "total": total,
        "created_at": NOW,
        "deadline_at": NOW + 3600,
    }
    return Batch(**{**default, **fields})


def a_run(batch: Batch | None = None, index: int = 0, **fields: Any) -> Run:
    """A queued run of a batch."""
    batch = batch or a_batch()
    number = batch.number + 1 + index
    default = {
        "id": RunId(uuid_of("run", number)),
        "number": number,
        "batch": batch.id,
        "project": batch.project,
        "project_name": batch.project_name,
        "test": a_head().id,
        "test_name": "Login",
        "location": "us1",
        "created_at": batch.created_at,
        "deadline_at": batch.deadline_at,
    }
    return Run(**{**default, **fields})


def a_webhook(**fields: Any) -> Webhook:
    """A project's own, told of everything."""
    default = {
        "id": WebhookId("00000000-0000-4000-8000-0000000000aa"),
        "project": PROJECT,
        "kind": "webhook",
        "settings": {"url": "https://own.example/outcomes", "signature": "standard"},
        "events": EVENTS,
    }
    return Webhook(**{**default, **fields})
