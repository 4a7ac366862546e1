"""Who may look into a bucket: asked before a call is looked at more closely.

A bad token is a 403 and another's bucket a 404, whatever else is wrong with the call.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Request
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import ProjectView, ReadProject
from gonogo.domain.project import Project


def opened(request: Request) -> Generator[Command, Any, Project]:
    """The bucket in the address, if the token opens it."""
    view: ProjectView = yield ReadProject(key=request.bearer, project=request.params["bucket"])
    return view.project
