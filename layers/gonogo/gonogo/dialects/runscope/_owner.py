"""Who owns everything in Runscope's words: there are no teams here, a deployment counts as one."""

from __future__ import annotations

import uuid

from gonogo.dialects._contract import Links

TEAM_NAME = "gonogo"


def team_id(links: Links) -> str:
    """The team's id: the same for as long as the deployment has its address."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, links.public))


def owner(links: Links) -> dict[str, object]:
    """Whoever made a thing: it is not recorded which person did."""
    return {"id": team_id(links), "uuid": team_id(links), "name": TEAM_NAME, "email": None}
