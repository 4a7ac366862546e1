"""What every store of browser sessions must do."""

from __future__ import annotations

from gonogo.ports import Sessions
from tests.builders import NOW


def test_a_session_stands_for_its_key_until_it_is_over(sessions: Sessions) -> None:
    """The moment of expiry is already outside."""
    sessions.open("token", "key", NOW + 10)
    assert sessions.key_hash("token", NOW + 9.9) == "key"
    assert sessions.key_hash("token", NOW + 10) is None


def test_an_unknown_token_is_no_session(sessions: Sessions) -> None:
    """Nothing is made up for it."""
    assert sessions.key_hash("nobody", NOW) is None
