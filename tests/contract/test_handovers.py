"""What every store of what runs leave must do, and what the one on AWS must besides."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.handovers import SealedHandovers
from gonogo.aws.items import left_key
from gonogo.aws.sealing import Seal
from gonogo.aws.table import Table
from gonogo.domain.http import Cookie
from gonogo.domain.left import Left
from gonogo.errors import Invalid, Unavailable
from gonogo.stores import Handovers
from tests.builders import a_batch, a_run
from tests.fake_handovers import FakeHandovers
from tests.fakes import FakeClock

LEFT = Left(
    variables={"token": "s3cret-value", "empty": "", "ü": "{{x}}"},
    cookies=(
        Cookie(name="a", value="1", domain="api.test"),
        Cookie(
            name="b",
            value="",
            domain="api.test",
            host_only=False,
            path="/x",
            secure=True,
            expires_at=1.5,
        ),
    ),
    hidden=("s3cret-value",),
)
RUN = a_run(a_batch(2), attempt=1)
OTHER = a_run(a_batch(2), 1, attempt=1)


def noise(size: int) -> str:
    """A text that cannot be made smaller, the same each time."""
    return "".join(sha256(f"{n}".encode()).hexdigest() for n in range(size // 32))


@pytest.fixture
def handovers(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Handovers:
    """The `Handovers` port."""
    if host == "fake":
        return FakeHandovers()
    return on_aws(request, clock)[0]


def on_aws(request: pytest.FixtureRequest, clock: FakeClock) -> tuple[SealedHandovers, Table]:
    """The one on AWS, and its table."""
    tables: dict[str, Table] = request.getfixturevalue("tables")
    clients: Clients = request.getfixturevalue("aws")
    seal = Seal(clients, clients.kms.create_key()["KeyMetadata"]["Arn"])
    return SealedHandovers(tables["runs"], seal, clock), tables["runs"]


def test_what_is_left_is_found_as_it_was(handovers: Handovers) -> None:
    """Of every run that left something, in the order asked for."""
    handovers.leave(RUN, LEFT)
    handovers.leave(OTHER, Left(variables={"a": "b"}))
    assert tuple(handovers.of((OTHER, RUN))) == (Left(variables={"a": "b"}), LEFT)
    assert tuple(handovers.of((replace(RUN, number=7), RUN))) == (LEFT,)
    assert tuple(handovers.of(())) == ()


def test_an_empty_jar_is_not_no_jar(handovers: Handovers) -> None:
    """Whoever logged out left nobody logged in."""
    handovers.leave(RUN, Left(cookies=()))
    assert tuple(handovers.of((RUN,))) == (Left(cookies=()),)


def test_what_a_lost_attempt_left_is_not_the_runs(handovers: Handovers) -> None:
    """Only the attempt that ended the run is asked for."""
    handovers.leave(RUN, LEFT)
    assert tuple(handovers.of((replace(RUN, attempt=2),))) == ()
    handovers.leave(replace(RUN, attempt=2), Left(variables={"a": "2"}))
    assert tuple(handovers.of((replace(RUN, attempt=2),))) == (Left(variables={"a": "2"}),)


def test_too_much_is_refused_with_the_limit(handovers: Handovers) -> None:
    """And nothing of it is kept."""
    much = noise(100_000)
    with pytest.raises(Invalid) as refusal:
        handovers.leave(RUN, Left(variables={"a": much}))
    assert refusal.value.accepted
    assert tuple(handovers.of((RUN,))) == ()


def test_it_is_sealed_for_its_run(request: pytest.FixtureRequest, clock: FakeClock) -> None:
    """In the table stands a ciphertext, which opens nowhere else."""
    handovers, table = on_aws(request, clock)
    long = Left(variables={"token": "s3cret-value", "noise": noise(9000)})
    handovers.leave(RUN, long)
    item = table.get(left_key(RUN.number, 1))
    assert item
    assert len(item["parts"]) > 1
    assert b"s3cret" not in b"".join(item["parts"])
    table.put({**item, **left_key(OTHER.number, 1)._asdict()})
    with pytest.raises(Unavailable):
        tuple(handovers.of((OTHER,)))
    table.put({**item, "parts": item["parts"][::-1]})
    with pytest.raises(Unavailable):
        tuple(handovers.of((RUN,)))
