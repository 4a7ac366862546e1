"""The ways of speaking that gonogo answers in: one file a vendor, and our own."""

from gonogo._registry import Registry
from gonogo.dialects._contract import Dialect

dialects: Registry[Dialect] = Registry(__name__, Dialect)
