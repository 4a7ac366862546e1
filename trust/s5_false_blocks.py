"""S5: the public is reached, what an operator opened too, and the platform's ranges never."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.egress.policy import AddressPolicy, Verdict
from trust._figure import Figure
from trust._tests import shown_by

_CHECK = AddressPolicy.check


def _operator_first() -> AbstractContextManager[object]:
    """An operator who allows everything has opened the metadata service as well."""
    return patch.object(AddressPolicy, "_platform", lambda *_: None)


def _no_ipv6() -> AbstractContextManager[object]:
    """What is not understood is refused: half of the public with it."""

    def check(policy: AddressPolicy, address: str, port: int) -> Verdict:
        return Verdict(False, "ipv6") if ":" in address else _CHECK(policy, address, port)

    return patch.object(AddressPolicy, "check", check)


_TESTS = "tests/unit/egress/test_forbidden_targets.py"
FIGURE = Figure(
    id="S5",
    claim="public forms of URLs that are refused; modes in which a platform range is open",
    bar="0 of 50 forms; 0 of 3 modes",
    measure=shown_by(
        f"{_TESTS}::test_platform_ranges_stay_shut_in_every_mode",
        f"{_TESTS}::test_the_runtime_api_stays_shut_in_every_mode",
        f"{_TESTS}::test_private_addresses_open_where_asked_for",
        f"{_TESTS}::test_the_fixed_list_is_long_enough",
        f"{_TESTS}::test_public_forms_are_not_blocked",
        at_least=86,
    ),
    planted={"an operator opens the platform": _operator_first, "no IPv6": _no_ipv6},
)
