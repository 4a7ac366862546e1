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


def test_a_key_can_be_made_to_end_and_no_later_than_it_does(keys: Keys) -> None:
    """Found and listed alike; what has no end gets one."""
    keys.add(KEY)
    keys.add(ADMIN)
    assert keys.end(KEY.id, NOW + 0.5) == replace(KEY, expires_at=NOW + 0.5)
    assert keys.end(KEY.id, NOW + 9) == replace(KEY, expires_at=NOW + 0.5)
    assert keys.end(ADMIN.id, NOW + 9) == replace(ADMIN, expires_at=NOW + 9)
    assert [key.expires_at for key in keys.all()] == [NOW + 9, NOW + 0.5]
    assert keys.end(KeyId("none"), NOW) is None


def test_a_use_is_noted_once_a_minute(keys: Keys) -> None:
    """Found and listed alike; whoever holds an old copy of the key writes no earlier time."""
    keys.add(KEY)
    for later in (0, 59.9, 60, 61, 30):
        keys.used(KEY, NOW + later)
    used = replace(KEY, last_used_at=NOW + 60)
    assert keys.find(KEY.hash) == used
    assert keys.all() == (used,)


def test_a_revoked_key_is_not_brought_back(keys: Keys) -> None:
    """Neither by a use that is noted late, nor by an end."""
    keys.add(KEY)
    keys.revoke(KEY.id)
    keys.used(KEY, NOW)
    assert keys.end(KEY.id, NOW) is None
    assert keys.find(KEY.hash) is None
    assert keys.all() == ()
