"""API keys: their form and what they may do."""

from __future__ import annotations

import re

import pytest

from gonogo.domain.ids import KeyId, ProjectId
from gonogo.domain.key import (
    SHAPES,
    Key,
    KeyShape,
    checksum,
    hash_of,
    hint_of,
    new_secret,
    plausible,
)


def a_key(**fields: object) -> Key:
    """A key of role `read`."""
    default = {"id": KeyId("k"), "name": "ci", "hash": "h", "hint": "…", "role": "read"}
    return Key(**{**default, **fields})  # type: ignore[arg-type]


def test_the_checksum_is_that_of_the_published_value() -> None:
    """The check value of `security.md` 4."""
    assert checksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == "0mLq17"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_fresh_secret_is_plausible(shape: KeyShape) -> None:
    """Every shape passes the check that costs no database read, and no two are alike."""
    secret = new_secret(shape)
    assert plausible(secret) and secret != new_secret(shape)
    assert (
        not plausible(secret[:-1]) and not plausible(secret + "a") and not plausible(f" {secret}")
    )


@pytest.mark.parametrize(
    ("shape", "pattern"),
    [
        ("native", "gonogo_[0-9A-Za-z]{36}"),
        ("sk", "sk_[0-9A-Za-z]{12}_[0-9A-Za-z]{16}"),
        ("bug0", "bug0_sk_[0-9A-Za-z]{36}"),
    ],
)
def test_a_shaped_secret_looks_as_clients_want_it(shape: KeyShape, pattern: str) -> None:
    """And one wrong character at its end is noticed without a read."""
    secret = new_secret(shape)
    assert re.fullmatch(pattern, secret)
    assert not plausible(secret[:-1] + ("A" if secret[-1] != "A" else "B"))
    assert hint_of(secret) == f"{pattern.partition('[')[0]}…{secret[-4:]}"


def test_a_uuid_shaped_secret_has_the_length_that_clients_check() -> None:
    """Some clients refuse a token that is not 36 characters long."""
    assert len(new_secret("uuid")) == 36


def test_one_wrong_character_is_noticed() -> None:
    """A typing mistake is refused without a read."""
    secret = new_secret()
    wrong = secret[:-7] + ("A" if secret[-7] != "A" else "B") + secret[-6:]
    assert not plausible(wrong)


@pytest.mark.parametrize("secret", ["", "gonogo_", "x" * 5000, "gonogo_" + "é" * 36])
def test_garbage_is_not_plausible(secret: str) -> None:
    """Whatever is sent, the check answers."""
    assert not plausible(secret)


def test_a_hint_does_not_give_the_key_away() -> None:
    """Prefix and four characters are all that lists show."""
    secret = new_secret()
    assert len(hint_of(secret)) == len("gonogo_…abcd")
    assert hash_of(secret) not in hint_of(secret)


def test_a_role_includes_those_below_it() -> None:
    """Write may read and trigger, and not administer."""
    key = a_key(role="write")
    assert key.allows("trigger") and key.allows("read") and key.allows("write")
    assert not key.allows("admin")


def test_a_key_opens_its_own_projects_only() -> None:
    """The tenant boundary."""
    key = a_key(projects=(ProjectId("mine00000000"),))
    assert key.opens(ProjectId("mine00000000"))
    assert not key.opens(ProjectId("theirs000000"))


def test_the_command_line_knows_every_shape() -> None:
    """It does not load the library's rules to show its help."""
    from gonogo.cli.commands.keys import SHAPES as OFFERED

    assert OFFERED == SHAPES
