"""K3: keys cannot be guessed, are kept as hashes alone, and end when they should."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from unittest.mock import patch

from gonogo.aws.keys import DynamoKeys
from trust._figure import Figure
from trust._tests import shown_by

_FIND = DynamoKeys.find


def _remembered() -> AbstractContextManager[object]:
    """Found keys are kept by the process: a revoked one works until it ends."""
    return patch.object(DynamoKeys, "find", lru_cache(_FIND))


def _no_checksum() -> AbstractContextManager[object]:
    """Every mistyped key is looked for in the table."""
    return patch("gonogo.services.authorise.plausible", lambda _: True)


def _kept_in_the_clear() -> AbstractContextManager[object]:
    """The list shows which key it is, all of it."""
    return patch("gonogo.services.keys.hint_of", str)


_TESTS = "tests/integration/test_key_life.py"
FIGURE = Figure(
    id="K3",
    claim="keys: bits of chance, reads for a wrong checksum, calls that a revoked or ended key "
    "still opens, keys readable in all tables and logs, writes of a last use a minute",
    bar="at least 170 bit; 0; 0 (60 s would do); 0; at most 1",
    measure=shown_by(
        f"{_TESTS}::test_no_key_stands_in_a_table_or_in_a_log",
        f"{_TESTS}::test_a_revoked_key_is_refused_by_the_very_next_call",
        f"{_TESTS}::test_a_key_with_a_typing_mistake_costs_no_read",
        f"{_TESTS}::test_a_key_is_too_long_to_guess",
        f"{_TESTS}::test_a_role_may_do_what_those_before_it_may_and_no_more",
        f"{_TESTS}::test_a_key_ends_when_it_should",
        f"{_TESTS}::test_an_exchanged_key_works_beside_the_new_one_for_the_overlap",
        f"{_TESTS}::test_an_exchange_without_overlap_ends_the_old_key_at_once",
        f"{_TESTS}::test_an_exchange_never_lengthens_the_old_keys_life",
        f"{_TESTS}::test_an_exchange_takes_nothing_else",
        f"{_TESTS}::test_only_an_admin_exchanges_keys",
        f"{_TESTS}::test_the_last_use_is_told_to_the_minute",
        f"{_TESTS}::test_a_use_that_cannot_be_noted_stops_nobody",
        f"{_TESTS}::test_exchanges_stand_in_the_log_of_changes",
        at_least=20,
    ),
    planted={
        "keys are cached": _remembered,
        "no checksum": _no_checksum,
        "kept in the clear": _kept_in_the_clear,
    },
)
