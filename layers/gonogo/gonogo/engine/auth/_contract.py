"""What an auth type is: settings that turn into something a request carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gonogo.domain.http import HttpRequest


@dataclass(frozen=True, slots=True)
class AuthType:
    """One way to authorise. Its file's name is the `type` (or `auth_type`) of an `auth`."""

    sign: Callable[[HttpRequest, Mapping[str, str]], HttpRequest]
    """The request with the authorisation on it; the settings have their variables replaced."""
    needs: tuple[str, ...]
    """Settings that must be there."""
