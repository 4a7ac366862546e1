"""Memories of a project: notes for an agent, kept up to a number by what matters most."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import Asking, Caller, known
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._kept import all_of, drop, keep, kind_of
from gonogo.dialects.testerarmy._times import iso
from gonogo.domain.commands.records import DeleteRecord
from gonogo.domain.project import Project
from gonogo.domain.record import Record
from gonogo.errors import Conflict

MAX_MEMORIES = 100
MEMORY = kind_of("memory")
CATEGORIES = ("site_structure", "test_insights", "user_preferences")
IMPORTANCE = ("low", "medium", "high")
_MOST_CONTENT = 20_000
_ALL = "/projects/<project>/memories"


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    found = yield from all_of(MEMORY, project, asking)
    document = {
        "memories": [_document(each) for each in found],
        "count": len(found),
        "maxMemories": MAX_MEMORIES,
    }
    return json_reply(200, document)


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    fields = Fields(any_json(request))
    body = {
        "category": fields.needed_choice("category", CATEGORIES),
        "title": fields.needed_text("title", most=200),
        "content": fields.needed_text("content", most=_MOST_CONTENT),
        "importance": fields.needed_choice("importance", IMPORTANCE),
    }
    pruned = yield from _pruned(project, str(body["importance"]), asking)
    record = yield from keep(MEMORY, project, dict(body), asking)
    return json_reply(201, {"memory": _document(record), "pruned": pruned})


def _pruned(project: Project, importance: str, asking: Caller) -> Asking[int]:
    """Make room: the least important go first, of those the oldest; none that matters as much."""
    held = yield from all_of(MEMORY, project, asking)
    excess = len(held) + 1 - MAX_MEMORIES
    rank = IMPORTANCE.index
    lesser = [each for each in held if rank(_importance(each)) < rank(importance)]
    if excess > len(lesser):
        raise Conflict(f"The project has {len(held)} memories, and none is less important.")
    gone = sorted(lesser, key=lambda each: (rank(_importance(each)), each.number))[: max(0, excess)]
    for each in gone:
        yield from drop(each, asking)
    return len(gone)


def _importance(record: Record) -> str:
    return str(record.body["importance"])


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    id = request.params["memory"].lower()
    yield DeleteRecord(key=asking.key, kind=MEMORY, id=id, project=project.id)
    return json_reply(200, {"deleted": True, "id": id})


def _document(record: Record) -> dict[str, object]:
    names = ("category", "title", "content", "importance")
    return {
        "id": record.id,
        **{name: record.body[name] for name in names},
        "createdAt": iso(record.created_at),
        "updatedAt": iso(record.changed_at),
    }


ROUTES = (
    Conversation(("GET",), _ALL, known(_list), "List a project's memories.", support="stored"),
    Conversation(
        ("POST",),
        _ALL,
        known(_create),
        "Keep a memory; of too many the least important go.",
        support="stored",
    ),
    Conversation(
        ("DELETE",), f"{_ALL}/<memory>", known(_delete), "Forget a memory.", support="stored"
    ),
)
