"""What an auth type is: settings that turn into something a request carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.errors import Unjudged


def _nobody(request: HttpRequest) -> HttpResponse:
    raise Unjudged("There is nobody here to send a request.")


@dataclass(frozen=True, slots=True)
class Means:
    """What signing may need beside the request and the settings."""

    now: float = 0.0
    """Unix seconds."""
    nonce: str = ""
    """Text that was not used before."""
    send: Callable[[HttpRequest], HttpResponse] = _nobody
    """For a token that must be fetched first."""
    kept: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Tokens of this run, each with the moment when it ends."""


NO_MEANS = Means()
"""For examples, and types that need none."""


@dataclass(frozen=True, slots=True)
class AuthType:
    """One way to authorise. Its file's name is the `type` (or `auth_type`) of an `auth`."""

    sign: Callable[[HttpRequest, Mapping[str, str], Means], HttpRequest]
    """The request with the authorisation on it; the settings have their variables replaced.

    Raises `Unjudged` for settings that cannot be used.
    """
    needs: tuple[str, ...]
    """Settings that must be there."""
    takes: tuple[str, ...] = ()
    """Settings that may be there."""
    challenged: (
        Callable[[HttpRequest, HttpResponse, Mapping[str, str], Means], HttpRequest | None] | None
    ) = None
    """The request to send after an answer of 401; None where that challenge is not answered."""
