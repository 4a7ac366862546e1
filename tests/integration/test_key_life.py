"""K3: a key's whole life through the front door: made, used, exchanged, ended, revoked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from gonogo.domain.key import ROLES, Role, checksum, hash_of, new_secret
from tests.api_door import Answer, ApiDoor
from tests.fakes import FakeClock, FakeHttp
from tests.quick_stack import quick_stack
from tests.said import everything_said

STEP = {"method": "GET", "url": "http://api.example/"}
DOCUMENT = {"project": "orders", "tests": [{"name": "Health", "steps": [STEP]}]}
ASKED: dict[Role, tuple[str, str]] = {
    "trigger": ("POST", "/v1/projects/orders/preview"),
    "read": ("GET", "/v1/projects/orders/batches"),
    "write": ("GET", "/v1/projects/orders/secrets"),
    "admin": ("GET", "/v1/keys"),
}
"""Of each role something that the role before it may not do."""


class Holder:
    """A door, and what the holder of a key can do there."""

    def __init__(self, door: ApiDoor) -> None:
        self.door = door
        door.push(DOCUMENT)

    def ask(self, method: str, path: str, key: str, body: object = None) -> Answer:
        """A call with a key."""
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        return self.door.send(method, path, body, headers)

    def make(self, role: Role = "read", **fields: Any) -> tuple[str, str]:
        """A key's id and its secret."""
        wanted = {"name": "ci", "role": role, **fields}
        if role != "admin":
            wanted |= {"projects": ["orders"]}
        made = self.ask("POST", "/v1/keys", self.door.admin, wanted)
        assert made.status == 201, made.json
        return made.json["key"]["id"], made.json["secret"]

    def works(self, key: str) -> bool:
        """Whether the key is still taken."""
        status = self.ask("GET", "/v1/me", key).status
        assert status in (200, 401)
        return status == 200

    def rotate(self, id: str, **body: Any) -> Any:
        """The answer to an exchange."""
        answer = self.ask("POST", f"/v1/keys/{id}/rotate", self.door.admin, body)
        assert answer.status == 201, answer.json
        return answer.json

    def listed(self, id: str) -> Any:
        """What is told of a key."""
        keys = self.ask("GET", "/v1/keys", self.door.admin).json["keys"]
        return next(key for key in keys if key["id"] == id)


@contextmanager
def _door() -> Iterator[ApiDoor]:
    http = FakeHttp()
    with quick_stack(FakeClock(), http) as stack:
        yield ApiDoor(stack, http)


@pytest.fixture
def holder() -> Iterator[Holder]:
    """A fresh stack."""
    with _door() as door:
        yield Holder(door)


def _counted(holder: Holder, call: str) -> list[str]:
    """The calls of a kind to the database, from now on."""
    database, made = holder.door.stack.clients.dynamodb, []
    original = getattr(database, call)

    def counted(**request: Any) -> Any:
        made.append(call)
        return original(**request)

    setattr(database, call, counted)
    return made


def test_a_key_is_too_long_to_guess() -> None:
    """At least 170 bit of chance, and of 2,000 none comes twice."""
    assert 30 * math.log2(62) >= 170
    assert len({new_secret() for _ in range(2_000)}) == 2_000


def test_a_key_with_a_typing_mistake_costs_no_read(holder: Holder) -> None:
    """Its checksum is wrong: the table is not asked."""
    asked = _counted(holder, "get_item")
    body = new_secret().removeprefix("gonogo_")
    wrong = [body[:at] + ("a" if body[at] != "a" else "b") + body[at + 1 :] for at in range(36)]
    for each in wrong:
        assert holder.ask("GET", "/v1/me", f"gonogo_{each}").status == 401
    assert asked == []
    assert holder.ask("GET", "/v1/me", f"gonogo_{body[:30]}{checksum(body[:30])}").status == 401
    assert len(asked) == 1


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_those_before_it_may_and_no_more(holder: Holder, role: Role) -> None:
    """403 for what is above it, in its own project."""
    _, key = holder.make(role)
    for wanted, (method, path) in ASKED.items():
        body = {} if method == "POST" else None
        status = holder.ask(method, path, key, body).status
        assert status == (200 if ROLES.index(role) >= ROLES.index(wanted) else 403), wanted


def test_a_key_ends_when_it_should(holder: Holder) -> None:
    """To the second, and its end is told."""
    _, key = holder.make(expires_at="2026-11-18T11:07:40Z")
    holder.door.advance(59)
    assert holder.works(key)
    holder.door.advance(1)
    assert not holder.works(key)


def test_a_revoked_key_is_refused_by_the_very_next_call(holder: Holder) -> None:
    """By a process that knew it too: nothing keeps keys. A minute would be allowed."""
    id, key = holder.make()
    assert holder.works(key)
    assert holder.ask("DELETE", f"/v1/keys/{id}", holder.door.admin).status == 204
    assert not holder.works(key)


def test_an_exchanged_key_works_beside_the_new_one_for_the_overlap(holder: Holder) -> None:
    """Then only the new one does, with the same name, role, projects and look."""
    id, old = holder.make("write", shape="sk")
    said = holder.rotate(id, overlap=3600)
    assert said["key"]["id"] != id
    assert {name: said["key"][name] for name in ("name", "role", "projects", "expires_at")} == {
        name: holder.listed(id)[name] if name != "expires_at" else None
        for name in ("name", "role", "projects", "expires_at")
    }
    assert said["secret"].startswith("sk_")
    assert said["replaced"]["expires_at"] == holder.listed(id)["expires_at"]
    holder.door.advance(3599)
    assert [holder.works(key) for key in (old, said["secret"])] == [True, True]
    holder.door.advance(1)
    assert [holder.works(key) for key in (old, said["secret"])] == [False, True]


def test_an_exchange_without_overlap_ends_the_old_key_at_once(holder: Holder) -> None:
    """As for one that others know."""
    id, old = holder.make()
    said = holder.rotate(id, overlap=0)
    assert said["replaced"] is None
    assert [holder.works(key) for key in (old, said["secret"])] == [False, True]


def test_an_exchange_never_lengthens_the_old_keys_life(holder: Holder) -> None:
    """And the new one lives as long as the old one was made for, or as is said."""
    id, _ = holder.make(expires_at="2026-11-18T12:06:40Z")
    holder.door.advance(1800)
    said = holder.rotate(id)
    assert said["replaced"]["expires_at"] == "2026-11-18T12:06:40.000Z"
    assert said["key"]["expires_at"] == "2026-11-18T12:36:40.000Z"
    again = holder.rotate(said["key"]["id"], expires_at="2027-01-01T00:00:00+00:00")
    assert again["key"]["expires_at"] == "2027-01-01T00:00:00.000Z"


@pytest.mark.parametrize("end", [None, "2026-11-18T12:06:40Z"])
def test_an_exchange_whose_answer_was_lost_is_made_once_more(
    holder: Holder, end: str | None
) -> None:
    """The end that the first one gave to the old key is not that of the next one."""
    id, _ = holder.make(**({"expires_at": end} if end else {}))
    first, second = (holder.rotate(id, overlap=60)["key"] for _ in range(2))
    assert first["expires_at"] == second["expires_at"]
    assert bool(first["expires_at"]) is bool(end)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"overlap": -1}, "overlap"),
        ({"overlap": 31 * 86_400}, "overlap"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"role": "admin"}, "role"),
    ],
)
def test_an_exchange_takes_nothing_else(holder: Holder, body: Any, field: str) -> None:
    """Least of all other rights."""
    id, _ = holder.make()
    refused = holder.ask("POST", f"/v1/keys/{id}/rotate", holder.door.admin, body)
    assert (refused.status, refused.json["field"]) == (400, field)


def test_only_an_admin_exchanges_keys(holder: Holder) -> None:
    """Whoever stole a key could lock its owner out; of unknown and ended ones there is nothing."""
    id, key = holder.make("write", expires_at="2026-11-18T11:07:40Z")
    path = f"/v1/keys/{id}/rotate"
    assert holder.ask("POST", path, key, {}).status == 403
    assert holder.ask("POST", "/v1/keys/none/rotate", holder.door.admin, {}).status == 404
    holder.door.advance(60)
    assert holder.ask("POST", path, holder.door.admin, {}).status == 409


def test_the_last_use_is_told_to_the_minute(holder: Holder) -> None:
    """Written at most once a minute, however busy the key is; a refusal is no use."""
    id, key = holder.make()
    assert holder.listed(id)["last_used_at"] is None
    writes = _counted(holder, "update_item")
    for _ in range(120):
        assert holder.works(key)
        holder.door.advance(1)
    assert len(writes) == 2
    assert holder.listed(id)["last_used_at"] == "2026-11-18T11:07:40.000Z"
    assert holder.ask("GET", "/v1/keys", key).status == 403


def test_a_use_that_cannot_be_noted_stops_nobody(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note is not worth a refused start."""
    _, key = holder.make()

    def throttled(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")

    monkeypatch.setattr(holder.door.stack.clients.dynamodb, "update_item", throttled)
    assert holder.works(key)


def test_exchanges_stand_in_the_log_of_changes(holder: Holder) -> None:
    """Of the projects that the key opens."""
    id, _ = holder.make()
    holder.door.advance(1)
    made = holder.rotate(id)["key"]["id"]
    found = holder.ask("GET", "/v1/projects/orders/audit", holder.door.admin).json["entries"]
    of_keys = [(each["deed"], each["id"]) for each in found if each["kind"] == "key"]
    assert of_keys == [("rotated", made), ("created", id)]


def test_no_key_stands_in_a_table_or_in_a_log() -> None:
    """Of twenty keys, used, exchanged, revoked and mistyped: the hash alone is kept."""
    with everything_said() as said, _door() as door:
        holder = Holder(door)
        made = [holder.make(shape=shape) for shape in ("native", "uuid", "sk", "bug0")] * 3
        keys = [key for _, key in made] + [door.admin]
        for id, key in made[:4]:
            holder.ask("GET", "/v1/me", key)
            keys.append(holder.rotate(id, overlap=60)["secret"])
            holder.ask("GET", f"/v1/me?key={key}&x={key[:-1]}", key[:-1])
        holder.ask("DELETE", f"/v1/keys/{made[0][0]}", door.admin)
        stored = "".join(
            item for t in ("catalog", "runs", "guards") for item in door.stack.stored(t)
        )
    assert hash_of(keys[-1]) in stored
    assert len(said.lines) > 20
    log = said.text()
    for key in keys:
        assert key not in stored
        assert key[:-1] not in log + json.dumps(stored)
