"""ECS, as its gates need it (`contracts/aws.md` 2)."""

from __future__ import annotations

from gonogo.aws.clients import Clients
from gonogo.aws.planes import call


class Ecs:
    """The `EcsPlane`."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def proceed(self, deployment: str, hook: str, *, go: bool) -> None:
        """End a pause; the action is always said: its default is to go on."""
        call(
            self._clients.ecs.continue_service_deployment,
            serviceDeploymentArn=deployment,
            hookId=hook,
            action="CONTINUE" if go else "ROLLBACK",
        )
