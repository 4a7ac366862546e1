"""An in-memory safe that passes the same contract suite as the one on AWS."""

from __future__ import annotations

from gonogo.domain.ids import ProjectId
from gonogo.domain.secret import SecretHead


class FakeSecrets:
    """The `Secrets` port."""

    def __init__(self) -> None:
        self._secrets: dict[ProjectId, dict[str, tuple[SecretHead, str]]] = {}

    def put(self, project: ProjectId, head: SecretHead, value: str) -> None:
        """Create or replace a secret."""
        self._secrets.setdefault(project, {})[head.name] = (head, value)

    def heads(self, project: ProjectId) -> tuple[SecretHead, ...]:
        """Every secret but for its value."""
        own = self._secrets.get(project, {})
        return tuple(own[name][0] for name in sorted(own))

    def delete(self, project: ProjectId, name: str) -> bool:
        """Forget a secret."""
        return self._secrets.get(project, {}).pop(name, None) is not None

    def value(self, project: ProjectId, name: str) -> str | None:
        """The secret's value."""
        return self._secrets.get(project, {}).get(name, (None, None))[1]
