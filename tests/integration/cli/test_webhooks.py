"""Webhooks on the command line: made, tried, looked into and told again."""

from __future__ import annotations

import json

import pytest

from tests.integration.cli.processes import Gonogo
from tests.integration.cli.stack import Stack
from tests.scripted_server import ScriptedServer, answer

SHOP = {"project": "shop", "tests": [{"name": "T", "steps": [{"url": "http://127.0.0.1:9/"}]}]}
WANTED = ("--project", "shop")
NO = b"HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nno!"


@pytest.fixture
def shop(tmp_path: object, stack: Stack, gonogo: Gonogo) -> None:
    """A project on the server."""
    status = stack.reply(
        "POST",
        "/v1/definitions",
        json.dumps(SHOP),
        {"authorization": f"Bearer {stack.admin}", "content_type": "application/json"},
    )["statusCode"]
    assert status == 200


def made(gonogo: Gonogo, stack: Stack, url: str) -> str:
    """The id of a fresh webhook."""
    done = gonogo("webhooks", "create", *WANTED, "--set", f"url={url}", "--json", **stack.env)
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["webhook"]["id"])


def test_the_secret_alone_is_on_standard_output(gonogo: Gonogo, stack: Stack, shop: None) -> None:
    """A script stores it; people read the rest."""
    url = "url=http://127.0.0.1:9/"
    done = gonogo("webhooks", "create", *WANTED, "--set", url, "--when", "change", **stack.env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("whsec_")
    listed = gonogo("webhooks", "list", *WANTED, **stack.env).stdout
    assert "http://127.0.0.1:9/  (change; enabled)" in listed
    assert done.stdout.strip() not in listed


def test_a_trial_that_arrives_is_a_success(gonogo: Gonogo, stack: Stack, shop: None) -> None:
    """And stands in the log."""
    with ScriptedServer([[answer(b"thanks")]]) as server:
        hook = made(gonogo, stack, server.url("/hook"))
        done = gonogo("webhooks", "test", hook, *WANTED, **stack.env)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "delivered" in done.stdout
        assert "200: thanks" in done.stdout
        assert b"webhook-signature: v1," in server.requests[0][0]
    log = gonogo("webhooks", "deliveries", hook, *WANTED, **stack.env)
    assert (log.returncode, "webhook.test" in log.stdout) == (0, True)


def test_a_trial_that_fails_is_told_again_on_demand(
    gonogo: Gonogo, stack: Stack, shop: None
) -> None:
    """Code 1 until it arrives; the log has both attempts."""
    with ScriptedServer([[NO]], [[answer(b"now")]]) as server:
        hook = made(gonogo, stack, server.url("/hook"))
        failed = gonogo("webhooks", "test", hook, *WANTED, **stack.env)
        assert (failed.returncode, "500: no!" in failed.stdout) == (1, True)
        delivery = failed.stdout.split()[0]
        done = gonogo("webhooks", "redeliver", delivery, "--json", **stack.env)
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = json.loads(done.stdout)["deliveries"]
    assert [attempt["status"] for attempt in told["attempts"]] == [500, 200]


def test_what_is_secret_comes_from_the_environment(
    gonogo: Gonogo, stack: Stack, shop: None
) -> None:
    """Slack's address is one."""
    wanted = ("webhooks", "create", *WANTED, "--kind", "slack", "--set-env", "url=SLACK_URL")
    missing = gonogo(*wanted, **stack.env)
    assert (missing.returncode, "SLACK_URL" in missing.stderr) == (2, True)
    done = gonogo(*wanted, **stack.env, SLACK_URL="https://hooks.example/secret-path")
    assert done.returncode == 0, done.stderr
    assert "secret-path" not in gonogo("webhooks", "list", *WANTED, "--json", **stack.env).stdout


def test_rotating_enabling_and_deleting(gonogo: Gonogo, stack: Stack, shop: None) -> None:
    """Each says what it did; what is gone is not found."""
    hook = made(gonogo, stack, "http://127.0.0.1:9/")
    rotated = gonogo("webhooks", "rotate", hook, *WANTED, "--overlap", "0", **stack.env)
    assert rotated.stdout.startswith("whsec_")
    assert gonogo("webhooks", "enable", hook, *WANTED, **stack.env).returncode == 0
    assert gonogo("webhooks", "delete", hook, *WANTED, **stack.env).returncode == 0
    gone = gonogo("webhooks", "enable", hook, *WANTED, **stack.env)
    assert (gone.returncode, "There is no webhook" in gone.stderr) == (2, True)


def test_deliveries_of_one_thing_are_asked_for(gonogo: Gonogo, stack: Stack, shop: None) -> None:
    """Of a webhook, a batch or a run."""
    for wanted in ((), ("--batch", "1", "--run", "2"), ("someid",)):
        done = gonogo("webhooks", "deliveries", *wanted, **stack.env)
        assert (done.returncode, "--batch" in done.stderr) == (2, True)
