"""What a test may know of its own run: `{{gonogo_run_id}}`, and a vendor's names for the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

OWN = "gonogo_"

VendorNames = Callable[[str], Mapping[str, str]]
"""From a vendor to its variables: their names without its own in front, and which of ours they are.

`{"region": "location"}` of `acme` makes `{{acme_region}}` what `{{gonogo_location}}` is.
"""


class RunContext(Mapping[str, str]):
    """Our names, and those of vendors, which are looked up only when a test uses one.

    >>> context = RunContext({"location": "us1"}, lambda vendor: {"region": "location"})
    >>> context["gonogo_location"], context["acme_region"]
    ('us1', 'us1')
    >>> "acme_moon" in context
    False
    """

    def __init__(self, facts: Mapping[str, str], vendors: VendorNames) -> None:
        self._facts = facts
        self._vendors = vendors

    def __getitem__(self, name: str) -> str:
        vendor, _, theirs = name.partition("_")
        if not theirs:
            raise KeyError(name)
        ours = theirs if f"{vendor}_" == OWN else self._vendors(vendor)[theirs]
        return self._facts[ours]

    def __iter__(self) -> Iterator[str]:
        return (OWN + name for name in self._facts)

    def __len__(self) -> int:
        return len(self._facts)
