"""K2: a ciphertext that was changed, or moved to where it does not belong, opens nowhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import cycle, islice
from typing import Any
from unittest.mock import patch

from gonogo.aws.clients import Clients
from gonogo.aws.sealing import Seal
from gonogo.aws.secrets import KmsSecrets
from gonogo.aws.table import Table
from gonogo.domain.ids import ProjectId
from gonogo.domain.secret import SecretHead
from gonogo.errors import Unavailable
from tests.aws_stack import OFFLINE
from tests.contract.template_tables import make_tables
from trust._figure import Figure, Measured

_MINE, _OTHER = ProjectId("mine"), ProjectId("other")
_VALUE = "s3cret-value/" * 700
"""Three parts of KMS's size."""
Item = dict[str, Any]
Tamper = Callable[[Item, random.Random], Item]


def _measure(cases: int) -> Measured:
    from moto import mock_aws

    cases = cases or 24
    with mock_aws():
        safe, table, seal = _built()
        opened = [what for what, taken in islice(_tries(safe, table, seal), cases) if taken]
    kinds = f": {', '.join(sorted(set(opened)))}" if opened else ""
    return Measured(figure=f"{len(opened)} of {cases}{kinds}", holds=not opened)


def _built() -> tuple[KmsSecrets, Table, Seal]:
    clients = Clients(**OFFLINE)
    make_tables(clients.dynamodb)
    table, key = Table(clients, "catalog"), clients.kms.create_key()["KeyMetadata"]["Arn"]
    return KmsSecrets(table, clients, key), table, Seal(clients, key)


def _tries(safe: KmsSecrets, table: Table, seal: Seal) -> Iterator[tuple[str, bool]]:
    """What was tried, and whether anything was read; secrets and sealed texts in turn."""
    chance = random.Random(1)  # noqa: S311
    safe.put(_MINE, SecretHead(name="api key", created_at=0, changed_at=0), _VALUE)
    (item,) = table.query("PROJECT#mine", prefix="SECRET#")
    for name, tamper in cycle(_TAMPERED.items()):
        wrong = tamper({**item, "parts": list(item["parts"])}, chance)
        table.put(wrong)
        project, of = wrong["pk"].partition("#")[2], wrong["sk"].partition("#")[2]
        yield name, _opens(partial(safe.value, ProjectId(project), of))
        context = {"webhook": str(chance.random())}
        sealed = seal.close("whsec_0123456789", {**context, "project": _MINE})
        # Another's, none, and the right one with more in it.
        for wrong_place in ({**context, "project": _OTHER}, context, {**context, "a": "b"}):
            yield "a sealed text elsewhere", _opens(partial(seal.open, sealed, wrong_place))


def _opens(read: Callable[[], object]) -> bool:
    try:
        return read() is not None
    except (Unavailable, UnicodeDecodeError):
        return False


def _flipped(item: Item, chance: random.Random) -> Item:
    """One bit of one part, behind the name of the key."""
    at = chance.randrange(len(item["parts"]))
    part = bytearray(item["parts"][at])
    part[chance.randrange(len(part) // 2, len(part))] ^= 1 << chance.randrange(8)
    item["parts"][at] = bytes(part)
    return item


_TAMPERED: dict[str, Tamper] = {
    "a bit flipped": _flipped,
    "another project's": lambda item, _: {**item, "pk": f"PROJECT#{_OTHER}"},
    "another name": lambda item, _: {**item, "sk": "SECRET#other"},
    "parts swapped": lambda item, _: {**item, "parts": item["parts"][::-1]},
    "a part lost": lambda item, _: {**item, "parts": item["parts"][:-1]},
    "a part twice": lambda item, _: {**item, "parts": item["parts"][:1] + item["parts"]},
    "cut short": lambda item, _: {**item, "parts": [p[:-3] for p in item["parts"]]},
    "nothing of it": lambda item, chance: {**item, "parts": [chance.randbytes(60)]},
}


def _bound_to_nothing() -> AbstractContextManager[object]:
    """Encrypted, and whoever moves the item has moved the secret."""

    def contexts(_project: object, _name: object, count: int) -> Iterator[dict[str, str]]:
        return iter([{}] * count)

    return patch("gonogo.aws.secrets._contexts", contexts)


def _without_places() -> AbstractContextManager[object]:
    """Bound to project and name, and the parts to no order."""

    def contexts(project: str, name: str, count: int) -> Iterator[dict[str, str]]:
        return iter([{"project": project, "secret": name}] * count)

    return patch("gonogo.aws.secrets._contexts", contexts)


FIGURE = Figure(
    id="K2",
    claim="ciphertexts with a bit flipped, cut, reordered, or moved to another project, name or "
    "webhook, that still open",
    bar="0 of 400",
    measure=_measure,
    many=400,
    planted={"bound to nothing": _bound_to_nothing, "parts without order": _without_places},
)
