"""A whole gonogo over AWS in memory: `aws_stack` for thousands of steps, and for threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gonogo.aws.clients import Clients
from gonogo.ports import Clock, HttpSender
from tests.aws_stack import AwsStack
from tests.quick_aws import QuickClients, QuickSqs


class QuickStack(AwsStack):
    """The same parts and moves; services that are not in memory are not there."""

    def _connected(self) -> tuple[Clients, Clients]:
        clients = QuickClients()
        return clients, clients.again()

    @property
    def queues(self) -> dict[str, list[dict[str, str]]]:
        """What waits in each queue."""
        sqs: QuickSqs = self.outside.sqs  # type: ignore[assignment]
        return sqs.queues


@contextmanager
def quick_stack(clock: Clock, http: HttpSender | None = None) -> Iterator[QuickStack]:
    """A fresh one."""
    yield QuickStack(clock, http)
