"""What TesterArmy's clients keep in a project: credentials, memories, files and apps."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.dialects.testerarmy._memories import MAX_MEMORIES
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.dialects.testerarmy_door import Army, http_step

PASSWORD = "correct horse battery"
LOGIN = {"kind": "login", "label": "Ann", "username": "ann", "password": PASSWORD}
MEMORY = {"category": "test_insights", "title": "Slow", "content": "Wait.", "importance": "low"}


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, and a key for it."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def at(army: Army, rest: str) -> str:
    """A path below the project."""
    return f"/projects/{army.project}/{rest}"


# ---- credentials ---------------------------------------------------------------------------------


def test_a_credential_is_listed_without_its_password(army: Army) -> None:
    """Which stands in no answer and in no table in the clear."""
    status, made = army.call("POST", at(army, "credentials"), LOGIN)
    assert status == 201
    listed = army.ok("GET", at(army, "credentials"))["credentials"]
    assert listed == [made["credential"]]
    assert {**listed[0], "id": "", "createdAt": ""} == {
        "id": "",
        "kind": "login",
        "authMethod": "password",
        "label": "Ann",
        "username": "ann",
        "hasAuthInstructions": False,
        "createdAt": "",
    }
    assert not [item for item in army.stack.stored("catalog") if PASSWORD in item]


def test_a_request_sends_a_password_by_its_credential(army: Army) -> None:
    """It is a secret of the project, and masked wherever it shows."""
    id = army.ok("POST", at(army, "credentials"), LOGIN)["credential"]["id"]
    step = http_step(headers={"X-Password": f"{{{{get_secret(credential-{id})}}}}"})
    run = army.ok("POST", f"/tests/{army.test('Log in', step)}/runs", {})["runId"]
    army.stack.execute()
    assert army.http is not None
    assert ("X-Password", PASSWORD) in army.http.requests[0].headers
    assert army.ok("GET", f"/runs/{run}")["output"]["result"] == "PASS"
    assert not [item for item in army.stack.stored("runs") if PASSWORD in item]


@pytest.mark.parametrize(
    ("body", "method"),
    [
        ({**LOGIN, "password": "x"}, "password"),
        ({**LOGIN, "authMethod": "google"}, "google"),
        ({"kind": "inbox", "label": "Mail"}, "password"),
    ],
)
def test_every_form_of_a_credential_is_kept(army: Army, body: dict[str, str], method: str) -> None:
    """A password may be of one character."""
    made = army.ok("POST", at(army, "credentials"), body)["credential"]
    assert (made["kind"], made["authMethod"]) == (body["kind"], method)


def test_a_login_by_instructions_needs_no_password(army: Army) -> None:
    """That there are instructions is told, they are not."""
    body = {"kind": "login", "authMethod": "custom", "label": "SSO", "authInstructions": "Click."}
    made = army.ok("POST", at(army, "credentials"), body)["credential"]
    assert (made["authMethod"], made["hasAuthInstructions"]) == ("custom", True)
    assert "Click." not in str(army.ok("GET", at(army, "credentials")))


# ---- memories ------------------------------------------------------------------------------------


def test_a_memory_is_kept_listed_and_forgotten(army: Army) -> None:
    """The list says how many there may be."""
    status, made = army.call("POST", at(army, "memories"), MEMORY)
    assert (status, made["pruned"]) == (201, 0)
    memory = made["memory"]
    assert {name: memory[name] for name in MEMORY} == MEMORY
    assert memory["createdAt"] == memory["updatedAt"]
    listed = army.ok("GET", at(army, "memories"))
    assert listed == {"memories": [memory], "count": 1, "maxMemories": MAX_MEMORIES}
    gone = army.ok("DELETE", at(army, f"memories/{memory['id']}"))
    assert gone == {"deleted": True, "id": memory["id"]}
    assert army.refused("DELETE", at(army, f"memories/{memory['id']}"))[0] == 404


def test_of_too_many_memories_the_oldest_of_the_least_important_go(
    army: Army, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What matters as much as the new one stays; if all does, the new one is refused."""
    monkeypatch.setattr("gonogo.dialects.testerarmy._memories.MAX_MEMORIES", 3)
    for title, importance in (("a", "medium"), ("b", "low"), ("c", "low")):
        army.ok("POST", at(army, "memories"), {**MEMORY, "title": title, "importance": importance})
        army.clock.advance(1)
    wanted = {**MEMORY, "title": "d", "importance": "high"}
    assert [army.ok("POST", at(army, "memories"), wanted)["pruned"] for _ in range(3)] == [1, 1, 1]
    titles = [each["title"] for each in army.ok("GET", at(army, "memories"))["memories"]]
    assert titles == ["d", "d", "d"]
    assert army.refused("POST", at(army, "memories"), wanted)[0] == 409


# ---- files and apps ------------------------------------------------------------------------------


def uploaded(army: Army, rest: str, name: str = "shop.apk", **fields: Any) -> dict[str, Any]:
    """What the confirmation of an upload says; the PUT goes straight to the store."""
    body = {"filename": name, "fileSize": 5, **fields}
    begun = army.ok("POST", at(army, f"{rest}/upload"), body)
    assert begun["uploadUrl"].startswith("https://")
    assert (begun["filename"], begun["fileSize"]) == (name, 5)
    assert begun["removeAfter"] == fields.get("removeAfter")
    army.stack.parts.files.put(begun["storageKey"], b"12345", "application/octet-stream")
    confirm = {**body, "storageKey": begun["storageKey"]}
    status, made = army.call("POST", at(army, f"{rest}/upload/confirm"), confirm)
    assert status == 201
    document: dict[str, Any] = made["app" if rest == "mobile" else "file"]
    return document


def test_an_app_is_uploaded_confirmed_listed_and_deleted(army: Army) -> None:
    """It goes by itself when its time is over."""
    app = uploaded(army, "mobile", removeAfter=3600)
    assert (app["platform"], app["source"]) == ("android", "api_upload")
    assert (app["removeAfter"], app["expiresAt"]) == (3600, "2026-11-18T12:06:40.000Z")
    assert army.ok("GET", at(army, "mobile")) == {"apps": [app]}
    army.clock.advance(3601)
    assert army.ok("GET", at(army, "mobile")) == {"apps": []}
    other = uploaded(army, "mobile", "Shop.IPA")
    assert (other["platform"], other["expiresAt"], other["removeAfter"]) == ("ios", None, None)
    assert army.ok("DELETE", at(army, f"mobile/{other['id']}")) == {"deleted": True}
    assert army.refused("DELETE", at(army, f"mobile/{other['id']}"))[0] == 404


def test_an_app_may_come_with_the_call(army: Army) -> None:
    """Its bytes arrive as they were sent, whatever they are."""
    content = bytes(range(256)) + b"\r\n--\n\r" + bytes(range(255, -1, -1))
    body = (
        b'--b\r\nContent-Disposition: form-data; name="removeAfter"\r\n\r\n60\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="shop.apk"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--b--\r\n"
    )
    event: dict[str, Any] = {
        "headers": {
            "authorization": f"Bearer {army.key}",
            "content-type": 'multipart/form-data; boundary="b"',
        },
        "isBase64Encoded": True,
    }
    status, made = army.call("POST", at(army, "mobile"), base64.b64encode(body).decode(), **event)
    assert status == 201
    app = made["app"]
    assert (app["fileSize"], app["source"]) == (len(content), "manual_upload")
    assert app["removeAfter"] == 60
    (stored,) = army.stack.clients.s3.list_objects_v2(Bucket="files")["Contents"]
    found = army.stack.clients.s3.get_object(Bucket="files", Key=stored["Key"])
    assert found["Body"].read() == content


def test_a_file_is_uploaded_listed_and_deleted(army: Army) -> None:
    """By an addition of ours: the vendor has only a list."""
    file = uploaded(army, "files", "a.png", mediaType="image/png", description="A picture.")
    assert (file["mediaType"], file["fileSize"]) == ("image/png", 5)
    assert (file["projectId"], file["description"]) == (army.project, "A picture.")
    assert army.ok("GET", at(army, "files")) == {"files": [file]}
    army.ok("DELETE", at(army, f"files/{file['id']}"))
    assert army.ok("GET", at(army, "files")) == {"files": []}
