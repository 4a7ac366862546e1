"""`docs/reference/cost.md`: what runs cost, from what was measured and what AWS charges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gonogo.cli import costing
from gonogo.cli.costing import Load, dollars, measured, of_load, of_month
from gonogo.cli.costing.prices import PRICES

PAGE = Path(__file__).parent.parent / "docs/reference/cost.md"
TEXT = Path(__file__).with_name("cost.md.txt")
A_BATCH, A_RUN = 10, 5
"""Runs of a batch and requests of a run, in the examples."""
_NONE = "no price on the pages that could be read"
HOSTED = (
    ("Bug0", "from $2,500 a month", "bug0.com, blog"),
    ("TesterArmy", f"plans by subscription; {_NONE}", "tester.army, terms of April 2026"),
    ("Runscope (BlazeMeter API Monitoring)", _NONE, ""),
    ("Reflect", _NONE, ""),
    ("Empirical", _NONE, ""),
)
"""The services whose dialects gonogo speaks."""


def page() -> str:
    """The page: nothing but the measured counts, the prices and the text go into it."""
    thousand, million = (of_load(_load(runs)) for runs in (1_000, 1_000_000))
    return TEXT.read_text().format(
        a_batch=A_BATCH,
        a_run=A_RUN,
        polls=costing.READS,
        target=costing.TARGET_SECONDS,
        table=_costs(thousand, million, of_month()),
        million=_money(sum(dollars(million).values())),
        month=_money(sum(dollars(of_month()).values())),
        hosted=_table(("service", "published price", "where"), HOSTED),
        call=costing.CALL_SECONDS,
        call_ms=costing.CALL_SECONDS * 1000,
        side=costing.SIDE_BY_SIDE,
        measured=_measured(),
        prices=_prices(),
        logged=costing.LOGGED,
        alarms=costing.ALARMS,
    )


def _load(runs: int) -> Load:
    return Load(batches=runs / A_BATCH, runs=runs, requests=runs * A_RUN)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _costs(*quantities: Mapping[str, float]) -> str:
    costs = [dollars(each) for each in quantities]
    pairs = list(zip(quantities, costs, strict=True))
    rows = [
        (price.what, *(_cell(each.get(name, 0), cost.get(name, 0)) for each, cost in pairs))
        for name, price in PRICES.items()
    ]
    whole = ("**in all**", *(f"**{_money(sum(cost.values()))}**" for cost in costs))
    return _table(("what", "1,000 runs", "1,000,000 runs", "a month of nothing"), [*rows, whole])


def _cell(quantity: float, cost: float) -> str:
    if not quantity:
        return "-"
    shown = f"{quantity:,.0f}" if quantity >= 10 else f"{quantity:.2g}"
    return f"{shown}: {_money(cost)}"


def _money(amount: float) -> str:
    return f"${amount:,.2f}" if amount >= 0.1 else f"${amount:.4f}"


def _measured() -> str:
    parts = measured()
    names = sorted({name for of in ("batch", "run", "request") for name in parts[of]})
    rows = [
        (name, *(f"{parts[of].get(name, 0):g}" for of in ("batch", "run", "request")))
        for name in names
    ]
    idle = ", ".join(f"{name} {value:g}" for name, value in parts["idle"].items())
    table = _table(("measured", "a batch", "a run", "a request"), rows)
    return f"{table}\n\nA minute of nothing: {idle}."


def _prices() -> str:
    rows = [(p.what, f"${p.dollars:g} for {p.per:,}", p.source) for p in PRICES.values()]
    return _table(("what", "price", "source"), rows)


def write() -> None:
    """Write the page."""
    PAGE.write_text(page())
