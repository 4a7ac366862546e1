"""Remove what a project owns besides its definitions, before the project itself goes."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.ids import ProjectId
from gonogo.ports import Secrets, Webhooks
from gonogo.stores import Bindings, Files, Records, Schedules


@dataclass(frozen=True, slots=True)
class Belongings:
    """Where a project's other things are."""

    secrets: Secrets
    webhooks: Webhooks
    records: Records
    files: Files
    schedules: Schedules
    bindings: Bindings


def forget(project: ProjectId, owned: Belongings) -> None:
    """Remove all; done again, it goes on where it was cut off."""
    for webhook in owned.webhooks.of_project(project):
        owned.webhooks.delete(project, webhook.id)
    for head in owned.secrets.heads(project):
        owned.secrets.delete(project, head.name)
    for schedule in owned.schedules.of(project):
        owned.schedules.delete(project, schedule.id)  # the janitor takes their bells down
    for binding in owned.bindings.of_project(project):
        owned.bindings.delete(project, binding.id)
    owned.files.clear(project)
    owned.records.clear(project)
