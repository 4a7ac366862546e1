"""The delivery log natively: what was told to whom, trials, and having something sent again."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request, Route, json_reply
from gonogo.dialects.native._documents import Document, batch_url, run_url, time
from gonogo.dialects.native._fields import Fields, key_of, read_body, read_query
from gonogo.domain.address import without_password
from gonogo.domain.commands.webhooks import (
    DeliveryList,
    DeliveryView,
    ListDeliveries,
    ReadDelivery,
    Redeliver,
    TestWebhook,
)
from gonogo.domain.delivery import Attempt, Delivery

_WEBHOOK = "/projects/<project>/webhooks/<webhook>"


def decode_of_webhook(request: Request) -> ListDeliveries:
    """Of a webhook."""
    read_query(request)
    project, webhook = request.params["project"], request.params["webhook"]
    return ListDeliveries(key=key_of(request), project=project, webhook=webhook)


def decode_of_batch(request: Request) -> ListDeliveries:
    """Of a batch and its runs."""
    read_query(request)
    return ListDeliveries(key=key_of(request), batch=request.params["batch"])


def decode_of_run(request: Request) -> ListDeliveries:
    """Of a run."""
    read_query(request)
    return ListDeliveries(key=key_of(request), run=request.params["run"])


def decode_read(request: Request) -> ReadDelivery:
    """One by its id."""
    read_query(request)
    return ReadDelivery(key=key_of(request), delivery=request.params["delivery"])


def decode_redeliver(request: Request) -> Redeliver:
    """One by its id; nothing else is asked."""
    _no_body(request)
    return Redeliver(key=key_of(request), delivery=request.params["delivery"])


def decode_test(request: Request) -> TestWebhook:
    """A webhook by its id; nothing else is asked."""
    _no_body(request)
    project, webhook = request.params["project"], request.params["webhook"]
    return TestWebhook(key=key_of(request), project=project, webhook=webhook)


def _no_body(request: Request) -> None:
    read_query(request)
    Fields(read_body(request)).end()


def encode_list(found: DeliveryList, request: Request, links: Links) -> Reply:
    """Newest first."""
    return json_reply(200, {"deliveries": [delivery(each, links) for each in found.deliveries]})


def encode_one(view: DeliveryView, request: Request, links: Links) -> Reply:
    """The delivery and its attempts."""
    return json_reply(200, delivery(view.delivery, links))


def encode_accepted(view: DeliveryView, request: Request, links: Links) -> Reply:
    """202: it is sent soon; its address tells what came of it."""
    document = delivery(view.delivery, links)
    return json_reply(202, document, ("Location", str(document["url"])))


def delivery(found: Delivery, links: Links) -> Document:
    """One delivery; a waiting one says when it is tried next."""
    batch = found.subject.id if found.subject.kind == "batch" else None
    return {
        "id": found.address,
        "event": found.event,
        "project": found.project,
        "webhook": found.webhook,
        # What came with a start may hold a password; whoever reads the log need not know it.
        "address": without_password(found.url)[0] if found.url else None,
        "batch": batch,
        "run": found.run,
        "about": _about(found, batch, links),
        "state": found.state,
        "created_at": time(found.created_at),
        "next_attempt_at": time(found.due_at) if found.state == "waiting" else None,
        "attempts": [_attempt(each) for each in found.attempts],
        "url": f"{links.dialect}/deliveries/{found.address}",
    }


def _about(found: Delivery, batch: str | None, links: Links) -> str | None:
    if found.run is not None:
        return run_url(found.run, links)
    return batch_url(batch, links) if batch else None


def _attempt(attempt: Attempt) -> Document:
    return {
        "at": time(attempt.at),
        "status": attempt.status,
        "problem": attempt.problem,
        "duration_ms": attempt.milliseconds,
        "answer": attempt.answer,
    }


ROUTES = (
    Route(
        ("POST",),
        f"{_WEBHOOK}/test",
        decode_test,
        encode_accepted,
        "Send a webhook an event that means nothing.",
    ),
    Route(
        ("GET",),
        f"{_WEBHOOK}/deliveries",
        decode_of_webhook,
        encode_list,
        "List the newest deliveries to a webhook.",
    ),
    Route(
        ("GET",),
        "/batches/<batch>/deliveries",
        decode_of_batch,
        encode_list,
        "List what was told about a batch and its runs.",
    ),
    Route(
        ("GET",),
        "/runs/<run>/deliveries",
        decode_of_run,
        encode_list,
        "List what was told about a run.",
    ),
    Route(("GET",), "/deliveries/<delivery>", decode_read, encode_one, "Read a delivery."),
    Route(
        ("POST",),
        "/deliveries/<delivery>/redeliver",
        decode_redeliver,
        encode_accepted,
        "Send something again, with the same id.",
    ),
)
