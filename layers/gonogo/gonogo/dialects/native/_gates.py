"""Gates natively: bindings are made, listed and deleted, and what was answered is shown."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request, Route, json_reply
from gonogo.dialects.native import _documents
from gonogo.dialects.native._documents import Document, batch_url, time
from gonogo.dialects.native._fields import Fields, key_of, read_body, read_query
from gonogo.dialects.native._terms import policy_of
from gonogo.domain.commands.gates import (
    Bind,
    BindingList,
    BindingView,
    GateList,
    GateTried,
    ListBindings,
    ListGates,
    TryGate,
    Unbind,
    Unbound,
)
from gonogo.domain.gate import Binding, Gate
from gonogo.errors import Invalid


def decode_bind(request: Request) -> Bind:
    """A new binding."""
    return _bind(request, None)


def decode_change(request: Request) -> Bind:
    """All of a binding anew."""
    return _bind(request, request.params["binding"])


def _bind(request: Request, binding: str | None) -> Bind:
    read_query(request)
    fields = Fields(read_body(request))
    suite, test = fields.text("suite"), fields.text("test")
    if suite and test:
        raise Invalid("One binding is to one thing.", field="test", accepted="a suite or a test")
    command = Bind(
        key=key_of(request),
        project=request.params["project"],
        kind=fields.needed_text("kind"),
        match=fields.variables("match"),
        target_kind="suite" if suite else "test" if test else "project",
        target=suite or test,
        environment=fields.text("environment"),
        variables=fields.variables("variables"),
        policy=policy_of(fields.inner("policy")),
        note=fields.maybe_empty("note") or "",
        binding=binding,
    )
    fields.end()
    return command


def decode_list(request: Request) -> ListBindings:
    """Every binding of a project."""
    read_query(request)
    return ListBindings(key=key_of(request), project=request.params["project"])


def decode_unbind(request: Request) -> Unbind:
    """One binding."""
    read_query(request)
    return Unbind(
        key=key_of(request),
        project=request.params["project"],
        binding=request.params["binding"],
    )


def decode_gates(request: Request) -> ListGates:
    """What was asked lately."""
    limit = read_query(request, "limit").get("limit", "20")
    if not limit.isdecimal() or not 1 <= int(limit[:4]) <= 100:
        raise Invalid("The limit cannot be taken.", field="limit", accepted="1 to 100")
    return ListGates(key=key_of(request), project=request.params["project"], limit=int(limit))


def decode_try(request: Request) -> TryGate:
    """A question that nobody asked."""
    read_query(request)
    fields = Fields(read_body(request))
    command = TryGate(
        key=key_of(request),
        kind=fields.needed_text("kind"),
        subject=fields.variables("subject"),
    )
    fields.end()
    return command


def encode_bound(view: BindingView, request: Request, links: Links) -> Reply:
    """The binding."""
    return json_reply(200 if request.method == "PUT" else 201, {"binding": _binding(view.binding)})


def encode_list(found: BindingList, request: Request, links: Links) -> Reply:
    """Oldest first."""
    return json_reply(200, {"bindings": [_binding(each) for each in found.bindings]})


def encode_unbound(done: Unbound, request: Request, links: Links) -> Reply:
    """Nothing more to say."""
    return Reply(status=204, content_type=None)


def encode_gates(found: GateList, request: Request, links: Links) -> Reply:
    """Newest first."""
    return json_reply(200, {"gates": [_gate(each, links) for each in found.gates]})


def encode_tried(tried: GateTried, request: Request, links: Links) -> Reply:
    """What would decide."""
    document: Document = {
        "binding": _binding(tried.binding) if tried.binding else None,
        "project": {"id": tried.project.id, "name": tried.project.name} if tried.project else None,
        "tests": tried.tests,
        "reason": tried.reason,
    }
    return json_reply(200, document)


def _binding(binding: Binding) -> Document:
    return {
        "id": binding.id,
        "project": binding.project,
        "kind": binding.kind,
        "match": dict(binding.match),
        "suite": binding.target if binding.target_kind == "suite" else None,
        "test": binding.target if binding.target_kind == "test" else None,
        "environment": binding.environment,
        "variables": dict(binding.variables),
        "policy": _documents.policy(binding.policy),
        "note": binding.note,
        "created_at": time(binding.created_at),
    }


def _gate(gate: Gate, links: Links) -> Document:
    return {
        "id": gate.id,
        "kind": gate.kind,
        "subject": dict(gate.subject),
        "answer": gate.answer,
        "reason": gate.reason,
        "outcome": gate.outcome or "open",
        "problem": gate.problem,
        "binding": gate.binding,
        "batch": gate.batch,
        "batch_url": batch_url(gate.batch, links) if gate.batch else None,
        "created_at": time(gate.created_at),
        "deadline_at": time(gate.deadline_at),
        "told_at": time(gate.told_at),
    }


_BINDINGS = "/projects/<project>/gates/bindings"
_BINDING = f"{_BINDINGS}/<binding>"
ROUTES = (
    Route(
        ("GET",),
        "/projects/<project>/gates",
        decode_gates,
        encode_gates,
        "List what deployments asked, and what they were told.",
    ),
    Route(
        ("GET",),
        _BINDINGS,
        decode_list,
        encode_list,
        "List what is run for which deployments.",
    ),
    Route(("POST",), _BINDINGS, decode_bind, encode_bound, "Say what is run for deployments."),
    Route(("PUT",), _BINDING, decode_change, encode_bound, "Change a binding."),
    Route(("DELETE",), _BINDING, decode_unbind, encode_unbound, "Delete a binding."),
    Route(
        ("POST",),
        "/gates/try",
        decode_try,
        encode_tried,
        "Tell what would be run for a deployment, and start nothing.",
    ),
)
