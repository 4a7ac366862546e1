"""Who can be told an outcome: one file a kind of receiver."""

from gonogo._registry import Registry
from gonogo.notifiers._contract import Notifier

notifiers: Registry[Notifier] = Registry(__name__, Notifier)
