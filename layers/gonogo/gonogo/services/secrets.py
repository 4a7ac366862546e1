"""Store, list and delete a project's secrets; reading their values is for runs alone."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.commands.secrets import (
    DeleteSecret,
    ListSecrets,
    PutSecret,
    SecretDeleted,
    SecretList,
    SecretStored,
)
from gonogo.domain.ids import ProjectId
from gonogo.domain.secret import MOST_SECRETS, SecretHead, check_name, check_value
from gonogo.errors import Conflict, NotFound
from gonogo.ports import Catalog, Clock, Keys, Secrets
from gonogo.services.authorise import authorise, project_for


@dataclass(frozen=True, slots=True)
class Safe:
    """What these use cases need."""

    secrets: Secrets
    catalog: Catalog
    keys: Keys
    clock: Clock

    def project(self, key: str | None, project: str) -> ProjectId:
        """The project, if the key may write to it."""
        writer = authorise(self.keys, key, "write", self.clock.now())
        return project_for(self.catalog, writer, project).id


def put_secret(command: PutSecret, to: Safe) -> SecretStored:
    """Create or change a secret. Runs that begin from now on use the new value."""
    project = to.project(command.key, command.project)
    name, value = check_name(command.name), check_value(command.value)
    there = {head.name: head for head in to.secrets.heads(project)}
    if name not in there and len(there) >= MOST_SECRETS:
        raise Conflict(f"A project has at most {MOST_SECRETS} secrets; delete one first.")
    now = to.clock.now()
    created_at = there[name].created_at if name in there else now
    head = SecretHead(name=name, created_at=created_at, changed_at=now)
    to.secrets.put(project, head, value)
    return SecretStored(secret=head, project=project)


def list_secrets(command: ListSecrets, to: Safe) -> SecretList:
    """Names and times, by name."""
    return SecretList(secrets=to.secrets.heads(to.project(command.key, command.project)))


def delete_secret(command: DeleteSecret, to: Safe) -> SecretDeleted:
    """Forget a secret; a run that asks for it from now on is errored."""
    project = to.project(command.key, command.project)
    if not to.secrets.delete(project, command.name):
        raise NotFound(f"There is no secret {command.name[:100]!r}.")
    return SecretDeleted(name=command.name, project=project)
