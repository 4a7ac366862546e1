"""The read-only pages: server-rendered, without script, behind a key."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from aws_lambda_powertools import Logger
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gonogo import __version__
from gonogo.dialects._contract import Reply
from gonogo.domain.commands import BatchView, ReadBatch, ReadRun, RunView
from gonogo.domain.commands.history import BatchList, ListBatches
from gonogo.domain.ids import NUMBER_BITS, number_of
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.errors import GonogoError, NotFound
from gonogo.reports.html import TEMPLATES as SHARED
from gonogo.settings import Settings
from gonogo.web.batch_page import batch_page
from gonogo.web.project_page import PAGE, project_page
from gonogo.web.reply import Answer, to_answer
from gonogo.web.request import Call, Event, decoded, read_event
from gonogo.web.run_page import run_page
from gonogo.web.session import HOURS, base_path, page_or_front, token_of

TEMPLATES = Path(__file__).parent / "templates"
_THING = re.compile(r"/ui/(runs|batches|projects)/([^/]{1,200})/?")
_FRONT = ("/", "/ui", "/ui/")


class Browse(Protocol):
    """What the pages read."""

    def key_of_session(self, token: str) -> Key | None:
        """The live key that opened a browser's session."""
        ...

    def key_of_secret(self, secret: str) -> Key | None:
        """The live key with this secret, for programs that send it as Bearer."""
        ...

    def read_run(self, command: ReadRun, key: Key) -> RunView:
        """A run; `NotFound` if the key does not open it."""
        ...

    def read_batch(self, command: ReadBatch, key: Key) -> BatchView:
        """A batch with results; `NotFound` if the key does not open it."""
        ...

    def list_batches(self, command: ListBatches, key: Key) -> BatchList:
        """A page of a project's batches; `NotFound` if the key does not open it."""
        ...

    def projects(self, key: Key) -> tuple[Project, ...]:
        """The projects that the key opens, by name."""
        ...


def build_pages(browse: Browse, settings: Settings) -> Callable[..., Answer]:
    """The handler of the `dashboard` function."""
    return _Pages(browse, settings).answer


class _Pages:
    """Templates, and which of them a path shows."""

    def __init__(self, browse: Browse, settings: Settings) -> None:
        self._browse = browse
        self._base = base_path(settings)
        self._logger = Logger(service="gonogo")
        # The style stands in the page and is allowed by its hash: one request, and no other style.
        self._style = (SHARED / "style.css").read_text(encoding="utf-8")
        self._policy = _policy(self._style)
        self._templates = Environment(
            loader=FileSystemLoader([TEMPLATES, SHARED]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def answer(self, event: Event, context: object = None) -> Answer:
        """Answer one event with a page."""
        call = read_event(event)
        try:
            reply = self._page(call)
        except GonogoError as error:
            # Unknown, another project's and malformed look the same.
            reply = self._render(404, "lost.html")
            self._logger.info("no page", extra={"request_id": call.id, "code": error.code})
        except Exception:  # the one place that records what nobody foresaw, and answers for it
            self._logger.exception("not foreseen", extra={"request_id": call.id})
            reply = self._render(500, "broken.html", request_id=call.id)
        return to_answer(reply, call.id)

    def _page(self, call: Call) -> Reply:
        thing = _THING.fullmatch(call.path)
        if thing is None and call.path not in _FRONT:
            raise NotFound("There is no such page.")
        key = self._key(call)
        if key is None:
            return self._sign_in(call)
        if thing is None:
            return self._front(call, key)
        kind, id = thing[1], decoded(thing[2])
        if kind == "projects":
            asked = ListBatches(key=None, project=id, limit=PAGE, before=_before(call))
            listed = self._browse.list_batches(asked, key)
            return self._render(200, "project.html", **project_page(listed, self._base))
        if kind == "runs":
            view = self._browse.read_run(ReadRun(key=None, run=id), key)
            return self._render(200, "run.html", **run_page(view, self._base))
        batch = self._browse.read_batch(ReadBatch(key=None, batch=id, results=True), key)
        return self._render(200, "batch.html", **batch_page(batch, self._base))

    def _key(self, call: Call) -> Key | None:
        token, bearer = token_of(call.cookies), call.request(call.path, {}).bearer
        key = self._browse.key_of_session(token) if token else None
        if key is None and bearer:
            key = self._browse.key_of_secret(bearer)
        return key if key is not None and key.allows("read") else None

    def _sign_in(self, call: Call) -> Reply:
        """The form; or, after a click on another site, the same page asked for once more.

        Such a click carries no SameSite=Strict cookie, and the page's own reload does.
        """
        if call.headers.get("sec-fetch-site") == "cross-site":
            return self._render(200, "again.html", refresh=0)
        refused = dict(call.query).get("refused") == "1"
        page = page_or_front(call.path)
        return self._render(401, "key.html", page=page, refused=refused, hours=HOURS)

    def _front(self, call: Call, key: Key) -> Reply:
        id = dict(call.query).get("id", "").strip()
        kind = _kind_of(id) if id else None
        if kind:
            location = ("Location", f"{self._base}/ui/{kind}/{id}")
            return Reply(status=303, content_type=None, headers=(location,))
        projects = [
            {"name": each.name, "href": f"{self._base}/ui/projects/{each.id}"}
            for each in self._browse.projects(key)
        ]
        return self._render(
            200,
            "front.html",
            key_name=key.name,
            key_role=key.role,
            missing=bool(id),
            projects=projects,
        )

    def _render(self, status: int, template: str, **values: object) -> Reply:
        common: Mapping[str, object] = {
            "base": self._base,
            "style": Markup(self._style),  # noqa: S704 — our own file
            "version": __version__,
        }
        text = self._templates.get_template(template).render({**common, **values})
        return Reply(
            status=status,
            body=text.encode("utf-8", errors="replace"),
            content_type="text/html; charset=utf-8",
            headers=self._policy,
        )


def _before(call: Call) -> int | None:
    """Where a page of a list begins; from the newest for what is no number."""
    text = dict(call.query).get("before", "")
    if (
        text.isascii()
        and text.isdecimal()
        and len(text) <= 16
        and 0 < int(text) <= 1 << NUMBER_BITS
    ):
        return int(text)
    return None


def _kind_of(id: str) -> str | None:
    """Whether an id is a run's or a batch's; both embed their kind."""
    for kind, page in (("run", "runs"), ("batch", "batches")):
        try:
            number = number_of(kind, id)  # type: ignore[arg-type]
        except NotFound:
            continue
        return page if id != str(number) else None
    return None


def _policy(style: str) -> tuple[tuple[str, str], ...]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return (
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
    )
