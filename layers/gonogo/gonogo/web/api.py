"""The HTTP API as one function: an event in, a command dispatched, an answer in its dialect out."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from gonogo.dialects._contract import Conversation, Reply, Request, Route
from gonogo.domain import commands
from gonogo.domain.strict_json import MAX_BYTES
from gonogo.errors import GonogoError, Internal, Invalid, NotFound, TooLarge
from gonogo.settings import Settings
from gonogo.web.asking import Asking
from gonogo.web.extras import EXTRAS, Extra
from gonogo.web.reply import Answer, body_of, headers_of, to_answer
from gonogo.web.request import Call, Event, read_event
from gonogo.web.routing import HasMethods, Mounted, allowed, choose, mount_all, place
from gonogo.web.session import SignIn
from gonogo.web.talking import hold

Dispatch = Callable[[commands.Command], commands.Answer]
Handler = Callable[..., Answer]

MAX_SEGMENT = 512
"""Longest id or name in a path; a longer one cannot be stored, so it is unknown."""
_ANY = "ANY"
"""The one method that the resolver sees: a path's own endpoint tells methods apart."""


@dataclass(slots=True)
class _Visit:
    """One call on its way through the resolver, and what its line in the log will say."""

    call: Call
    path: str
    mounted: Mounted
    started: float
    fields: dict[str, object] = field(default_factory=dict)


_Respond = Callable[[Request, _Visit], Reply]


def build(dispatch: Dispatch, settings: Settings, sign_in: SignIn | None = None) -> Handler:
    """The handler of the `api` function; without `sign_in` no browser can sign in."""
    return _Api(dispatch, settings, sign_in).answer


class _Api:
    """All routes of all dialects on one resolver."""

    def __init__(self, dispatch: Dispatch, settings: Settings, sign_in: SignIn | None) -> None:
        self._dispatch = dispatch
        self._settings = settings
        self._sign_in = sign_in
        self._logger = Logger(service="gonogo")
        self._mounts = mount_all(settings)
        self._resolver = APIGatewayHttpResolver(enable_validation=False)
        self._slashed = {"/"}
        for mounted in self._mounts:
            for path, routes in mounted.paths():
                self._add(path, routes, partial(self._by_route, routes))
        for extra in EXTRAS:
            self._add(extra.path, (extra,), partial(self._by_extra, extra))
        self._resolver.not_found(self._unknown)

    def answer(self, event: Event, context: object = None) -> Answer:
        """Answer one event; nothing leaves as an exception, and what was not foreseen is logged."""
        call = read_event(event)
        path, mounted = place(call.path, call.host, self._mounts)
        visit = _Visit(call, path, mounted, time.perf_counter())
        try:
            return self._resolver.resolve(_routed(visit, self._slashed), context)  # type: ignore[arg-type]
        except Exception:  # the one place that records what nobody foresaw, and answers for it
            self._logger.exception("not foreseen", extra={"request_id": call.id} | visit.fields)
            error = Internal(f"Something broke on our side. The request's id is {call.id}.")
            reply = mounted.dialect.encode_error(error, call.request(path, {}))
            return to_answer(reply, call.id)

    def _add(self, path: str, routes: Sequence[HasMethods], respond: _Respond) -> None:
        def endpoint(**params: str) -> Response[str]:
            visit = self._visit
            # Routes by their pattern: the id in a trigger's path is a secret.
            visit.fields.update(route=path, dialect=visit.mounted.name)
            below = visit.path.removeprefix(visit.mounted.dialect.mount)
            request = visit.call.request(below, params)
            try:
                _check(request)
                reply = _options(routes) if request.method == "OPTIONS" else respond(request, visit)
            except GonogoError as error:
                reply = self._refuse(error, request, visit)
            return self._finish(reply, visit)

        if path.endswith("/"):
            self._slashed.add(path)
        self._resolver.route(path, method=_ANY)(endpoint)

    def _by_route(
        self, routes: tuple[Route | Conversation, ...], request: Request, visit: _Visit
    ) -> Reply:
        route, links = choose(request.method, routes), visit.mounted.links
        try:
            _check_body(visit.call)
        except (Invalid, TooLarge):
            if not route.any_body:
                raise
            request = replace(request, body=b"")
        instead = route.instead(request, links)
        if instead is not None:
            return instead

        asking = Asking(request)

        def dispatch(command: commands.Command) -> commands.Answer:
            answer = self._dispatch(asking.fit(command))
            asking.note(answer)
            visit.fields.update(_ids(answer))
            return answer

        reply = hold(route.talk(request, links), dispatch)
        return replace(reply, headers=reply.headers + asking.headers) if asking.headers else reply

    def _by_extra(self, extra: Extra, request: Request, visit: _Visit) -> Reply:
        _check_body(visit.call)
        return choose(request.method, (extra,)).reply(request, self._settings, self._sign_in)

    def _unknown(self, error: Exception) -> Response[str]:
        visit = self._visit
        request = visit.call.request(visit.path, {})
        missing = NotFound("There is nothing at this address.")
        return self._finish(self._refuse(missing, request, visit), visit)

    def _refuse(self, error: GonogoError, request: Request, visit: _Visit) -> Reply:
        visit.fields["code"] = error.code
        return visit.mounted.dialect.encode_error(error, request)

    @property
    def _visit(self) -> _Visit:
        visit: _Visit = self._resolver.current_event.raw_event["visit"]
        return visit

    def _finish(self, reply: Reply, visit: _Visit) -> Response[str]:
        """The reply for the resolver, and one line in the log."""
        call = visit.call
        line: dict[str, object] = {
            "request_id": call.id,
            "method": call.method,
            "status": reply.status,
            "milliseconds": round((time.perf_counter() - visit.started) * 1000, 1),
        }
        self._logger.info("answered", extra=line | visit.fields)
        headers = headers_of(reply, call.id)
        body, packed = ("", False) if call.method == "HEAD" else body_of(reply, headers)
        response = Response(status_code=reply.status, body=body, headers=headers)
        response.base64_encoded = packed
        return response


def _routed(visit: _Visit, slashed: Container[str]) -> dict[str, Any]:
    """What the resolver needs of an event: a path; it carries the rest along unseen.

    A slash at the end is the same address, but for the few that are written with one: clients that
    follow no redirect must find it too.
    """
    path = visit.path if visit.path in slashed else visit.path.rstrip("/")
    http = {"method": _ANY, "path": path}
    return {
        "version": "2.0",
        "rawPath": path,
        "requestContext": {"stage": "$default", "http": http},
        "headers": {},
        "visit": visit,
    }


def _check(request: Request) -> None:
    """What no operation takes."""
    if any(len(value.encode(errors="replace")) > MAX_SEGMENT for value in request.params.values()):
        raise NotFound("There is nothing at this address.")


def _check_body(call: Call) -> None:
    """What only a route that takes any body passes over."""
    if call.body is None:
        raise Invalid("The body is said to be base64 and is not.", field="body")
    if len(call.body) > MAX_BYTES:
        raise TooLarge(
            f"The body has {len(call.body)} bytes.", accepted=f"at most {MAX_BYTES} bytes"
        )


def _options(routes: Sequence[HasMethods]) -> Reply:
    return Reply(status=204, content_type=None, headers=(("Allow", allowed(routes)),))


def _ids(answer: commands.Answer) -> dict[str, object]:
    """The ids that find a call's batch or run in other functions' logs."""
    if isinstance(answer, commands.Started | commands.BatchView):
        return {"batch": answer.batch.id, "project": answer.batch.project}
    if isinstance(answer, commands.RunView):
        return {"run": answer.run.id, "batch": answer.run.batch, "project": answer.run.project}
    return {}
