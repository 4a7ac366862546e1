"""The workloads of the benchmark, told once and written out for every tool."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workload:
    """`tests` tests of `steps` requests each; `slow`: the server waits 50 ms.

    `scripts`: JavaScript before and after each request.
    """

    name: str
    tests: int
    steps: int
    slow: bool = False
    scripts: bool = False

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
E = Workload("e", tests=1, steps=100, scripts=True)
C_SLOW = Workload("c-50ms", tests=100, steps=10, slow=True)

HASH = "let hash = 7; for (let i = 0; i < 1000; i++) hash = (hash * 31 + i) % 1000003;"
"""Of e, before a request; a tool's own words then set a variable to it."""
SUM = "const sum = Array.from({ length: 100 }, (_, i) => i).reduce((a, b) => a + b, 0);"
"""Of e, after it; a tool's own words then assert that it is 4950."""
SUMMED = 4950


def posts(number: int) -> bool:
    """Whether a request is a POST with a JSON body: every second one is."""
    return number % 2 == 1
