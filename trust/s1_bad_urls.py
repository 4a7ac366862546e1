"""S1: no form of a URL opens a connection to a forbidden address."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.egress.policy import AddressPolicy, Verdict
from trust._figure import Figure
from trust._tests import shown_by

_CHECK = AddressPolicy.check


def _no_wrapped_addresses() -> AbstractContextManager[object]:
    """As the standard library judges: NAT64 and 6to4 count as global."""

    def check(policy: AddressPolicy, address: str, port: int) -> Verdict:
        wrapped = address.startswith(("64:ff9b:", "2002:"))
        return Verdict(True, "global") if wrapped else _CHECK(policy, address, port)

    return patch.object(AddressPolicy, "check", check)


def _no_check() -> AbstractContextManager[object]:
    return patch.object(AddressPolicy, "check", lambda *_: Verdict(True, "allowed"))


_TESTS = "tests/unit/egress/test_forbidden_targets.py"
FIGURE = Figure(
    id="S1",
    claim="forms of a URL, fixed and 10,000 generated, that connect to a forbidden address",
    bar="0; at least 200 fixed forms",
    measure=shown_by(
        f"{_TESTS}::test_the_fixed_list_is_long_enough",
        f"{_TESTS}::test_no_bad_url_reaches_a_forbidden_address",
        f"{_TESTS}::test_no_generated_url_reaches_a_forbidden_address",
        at_least=3,
    ),
    planted={"no check at all": _no_check, "wrapped addresses pass": _no_wrapped_addresses},
)
