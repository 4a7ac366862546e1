"""The workloads of the benchmark, told once and written out for every tool."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workload:
    """`tests` tests of `steps` requests each; `slow`: the server waits 50 ms."""

    name: str
    tests: int
    steps: int
    slow: bool = False

    @property
    def requests(self) -> int:
        """Requests in all."""
        return self.tests * self.steps

    def path(self, number: int) -> str:
        """The path of a test's request, counted from 0."""
        return f"{'/slow' if self.slow else ''}/items/{number}"


A = Workload("a", tests=1, steps=1)
B = Workload("b", tests=1, steps=100)
C = Workload("c", tests=100, steps=10)
D = Workload("d", tests=1, steps=100, slow=True)
C_SLOW = Workload("c-50ms", tests=100, steps=10, slow=True)


def posts(number: int) -> bool:
    """Whether a request is a POST with a JSON body: every second one is."""
    return number % 2 == 1
