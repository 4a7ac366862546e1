"""What every store of API keys must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.ids import KeyId
from gonogo.domain.key import Key
from gonogo.errors import AlreadyThere
from gonogo.ports import Keys
from tests.builders import NOW, PROJECT

KEY = Key(
    id=KeyId("k1"),
    name="ci",
    hash="a" * 64,
    hint="gonogo_…bQ2x",
    role="trigger",
    projects=(PROJECT,),
    created_at=NOW,
    expires_at=NOW + 1,
)
ADMIN = Key(id=KeyId("k2"), name="root", hash="b" * 64, hint="…", role="admin", created_at=NOW + 1)


def test_a_key_is_found_by_its_hash(keys: Keys) -> None:
    """Whole, and also when it is expired: that is for the caller to judge."""
    keys.add(KEY)
    keys.add(ADMIN)
    assert keys.find(KEY.hash) == KEY
    assert keys.find(ADMIN.hash) == ADMIN
    assert keys.find("c" * 64) is None


def test_keys_are_listed_newest_first(keys: Keys) -> None:
    """None is left out."""
    keys.add(KEY)
    keys.add(ADMIN)
    assert keys.all() == (ADMIN, KEY)


def test_a_revoked_key_opens_nothing(keys: Keys) -> None:
    """At once, and a second time says that it was gone."""
    keys.add(KEY)
    assert keys.revoke(KEY.id)
    assert keys.find(KEY.hash) is None
    assert keys.all() == ()
    assert not keys.revoke(KEY.id)


def test_adding_the_same_key_twice_is_once(keys: Keys) -> None:
    """The answer to the first call was lost."""
    keys.add(KEY)
    keys.add(KEY)
    assert keys.all() == (KEY,)


def test_another_key_cannot_take_an_id_or_a_hash(keys: Keys) -> None:
    """Or revoking one would leave the other."""
    keys.add(KEY)
    with pytest.raises(AlreadyThere):
        keys.add(replace(KEY, hash="d" * 64))
    with pytest.raises(AlreadyThere):
        keys.add(replace(KEY, id=KeyId("k3")))
    assert keys.all() == (KEY,)
