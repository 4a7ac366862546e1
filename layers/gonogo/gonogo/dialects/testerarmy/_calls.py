"""Calls of webhooks: the address is the secret, and what comes is a build or a deployment."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import VENDOR, Asking
from gonogo.dialects.testerarmy._fields import Fields, is_address
from gonogo.dialects.testerarmy._hooks import HOOK, PR_NUMBER
from gonogo.dialects.testerarmy._wanted import Wanted, group_run, ids_document, metadata
from gonogo.domain.commands import StartByTrigger, Started
from gonogo.domain.commands.records import ReadByTicket
from gonogo.domain.record import Record
from gonogo.errors import Forbidden, Invalid, NotFound, Unauthorized

_GOOD = ("deployment_success", "success", "deployment.succeeded", "deployment.ready")
"""How deployers say that it is there."""


def _group(request: Request, links: Links) -> Talk:
    record = yield from _found(request, of_group=True)
    wanted = group_run(Fields(any_json(request), nulls=True), hook=True)
    targets: Any = record.body["targets"]
    started = yield from _started(targets[0], wanted)
    ids = ids_document(started)
    document = {
        "received": True,
        **ids,
        "batchIds": [started.batch.id],
        "groupId": targets[0]["group"],
        "metadata": metadata(wanted),
    }
    if ids["runIds"]:
        document["runId"] = ids["runIds"][0]
    return json_reply(202, document)


def _project(request: Request, links: Links) -> Talk:
    record = yield from _found(request, of_group=False)
    event = any_json(request)
    if not isinstance(event, dict):
        raise Invalid("Expected object", field="body")
    reason = _passed_over(event)
    targets: Any = record.body["targets"]
    if not reason and not targets:
        reason = "The webhook starts no group."
    if reason:
        return json_reply(200, {"received": True, "ignored": True, "reason": reason})
    wanted = _deployment(event, str(record.body.get("urlPattern") or ""))
    batches, runs = [], []
    for target in targets:
        started = yield from _started(target, wanted)
        batches.append(started.batch.id)
        runs += [run.id for run in started.runs]
    document: dict[str, object] = {"received": True, "batchId": batches[0], "batchIds": batches}
    return json_reply(200, {**document, "runId": runs[0]} if runs else document)


def _found(request: Request, *, of_group: bool) -> Asking[Record]:
    """The webhook of an address; a wrong id and a wrong secret are answered alike."""
    refusal = Unauthorized("The webhook's address is not right.")
    try:
        view = yield ReadByTicket(
            kind=HOOK, id=request.params["webhook"], ticket=request.params["secret"]
        )
    except NotFound:
        raise refusal from None
    record: Record = view.record
    if bool(record.body.get("group")) != of_group:
        raise refusal
    if not record.body["active"]:
        raise Forbidden("The webhook is not active.")
    return record


def _started(target: dict[str, Any], wanted: Wanted) -> Asking[Started]:
    started: Started = yield StartByTrigger(
        trigger=target["trigger"], kinds=(target["kind"],), terms=wanted.terms(), dialect=VENDOR
    )
    return started


def _passed_over(event: dict[str, Any]) -> str:
    """Why the event starts nothing; empty if it does."""
    if event.get("success") is False:
        return "The deployment did not succeed."
    said = event.get("event", event.get("type"))
    status = _inside(event, "deployment_status", "state")
    word = said if isinstance(said, str) else status
    if word is None:
        return "" if _address(event) or event.get("success") is True else "It is no deployment."
    return "" if word in _GOOD else f"The event {str(word)[:64]!r} is no deployment that succeeded."


def _deployment(event: dict[str, Any], pattern: str) -> Wanted:
    """Where the deployment is, and of which pull request."""
    number = _pull_request(event)
    url = _address(event)
    if not url and pattern and number:
        url = pattern.replace(PR_NUMBER, number)
    if not url and pattern and PR_NUMBER not in pattern:
        url = pattern
    if not url:
        raise Invalid(
            "Missing deployment URL: the event has none, and the webhook no URL pattern for it"
        )
    commit = next((c for c in map(event.get, ("commit", "commit_sha", "sha")) if c), "")
    facts = {"pull_request": number, "commit": commit if isinstance(commit, str) else ""}
    return Wanted(
        kept={"environment": "preview" if number else "production"},
        url=url,
        facts={name: text[:255] for name, text in facts.items() if text},
    )


def _pull_request(event: dict[str, Any]) -> str:
    """Its number as text; deployers write 0 for none."""
    number = event.get("pull_request_id")
    text = str(number) if isinstance(number, int | str) and not isinstance(number, bool) else ""
    return text if text.isdecimal() and int(text[:9]) > 0 else ""


def _address(event: dict[str, Any]) -> str:
    """Where the deployed thing is; `deployment_url` of Coolify is a page about deploying it."""
    places = (
        event.get("preview_fqdn"),
        event.get("fqdn"),
        _inside(event, "deployment_status", "environment_url"),
        _inside(event, "deployment_status", "target_url"),
        _inside(event, "payload", "url"),
    )
    for found in places:
        if isinstance(found, str) and found.strip():
            first = found.split(",")[0].strip()
            address = first if "://" in first else f"https://{first}"
            return address if is_address(address) else ""
    return ""


def _inside(event: dict[str, Any], *names: str) -> Any:
    found: Any = event
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


ROUTES = (
    Conversation(("POST",), "/webhook/<webhook>/<secret>", _project, "Take a deployment's event."),
    Conversation(
        ("POST",),
        "/groups/webhook/<webhook>/<secret>",
        _group,
        "Start a group by its webhook's address.",
    ),
)
