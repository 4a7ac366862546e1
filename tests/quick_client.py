"""What the clients of the services in memory have in common: one lock, and botocore's retries."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar

from botocore.exceptions import ClientError, ConnectionClosedError

from gonogo.aws.clients import TRIES
from tests.faults import Told, error_of

T = TypeVar("T")
_AGAIN = ("ProvisionedThroughputExceededException", "InternalServerError")
_LOCK = RLock()


def refused(code: str, operation: str, **more: Any) -> ClientError:
    """What a client raises when the service says no."""
    response: Any = {"Error": {"Code": code, "Message": "quick"}, **more}
    return ClientError(response, operation)


def straight(name: str, do: Callable[[], T], told: Callable[[Told], T]) -> T:
    """A wire on which nothing goes wrong."""
    return do()


class QuickClient:
    """A client whose calls go over `wire`, where `tests/faults.py` may stand."""

    service = ""

    def __init__(self) -> None:
        self.wire: Any = straight

    def _called(self, operation: str, do: Callable[[], T]) -> T:
        name = f"{self.service}.{operation}"

        def locked() -> T:
            with _LOCK:
                return do()

        def told(kind: Told) -> T:
            error = error_of(name, kind)
            if error is None:
                raise ConnectionClosedError(endpoint_url=f"https://{self.service}.test")
            raise refused(error.code, operation, **error.more)

        for left in reversed(range(TRIES)):
            try:
                return self.wire(name, locked, told)  # type: ignore[no-any-return]
            except ConnectionClosedError:
                if not left:
                    raise
            except ClientError as error:
                if not left or error.response["Error"]["Code"] not in _AGAIN:
                    raise
        raise AssertionError("there is a last try")
