"""The ways of speaking that gonogo answers in: one file a vendor, and our own."""

from collections.abc import Mapping

from gonogo._registry import Registry
from gonogo.dialects._contract import Dialect

dialects: Registry[Dialect] = Registry(__name__, Dialect)


def run_variables(vendor: str) -> Mapping[str, str]:
    """The names that a vendor's tests have for the facts of their run; empty for no vendor."""
    return dialects[vendor].run_variables if vendor in dialects else {}
