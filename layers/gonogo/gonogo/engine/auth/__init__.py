from collections.abc import Mapping

from gonogo._registry import Registry
from gonogo.engine.auth._contract import AuthType

auth_types: Registry[AuthType] = Registry(__name__, AuthType)

ALIASES: Mapping[str, str] = {"oauth_1": "oauth1", "oauth_2": "oauth2"}
"""Other spellings that definitions use."""


def canonical(kind: str) -> str:
    """The present word for an auth type."""
    return ALIASES.get(kind, kind)
