"""Which tests of a target a native start means, and on which terms: its fields and parameters."""

from __future__ import annotations

import re

from gonogo.dialects.native._fields import Fields
from gonogo.domain.http import Headers
from gonogo.domain.terms import (
    MAX_FACTS,
    Overrides,
    Policy,
    Selection,
    StartCookie,
    Terms,
)
from gonogo.errors import Invalid

MAX_NAMED = 500
"""Tests that one start may name."""
MAX_TAGS = 50
MAX_COOKIES = 50
_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
PARAMETERS = (
    "gonogo_test",
    "gonogo_tags",
    "gonogo_commit",
    "gonogo_branch",
    "gonogo_group",
    "gonogo_supersede",
)
"""What a trigger's address may say besides where to run and whom to tell."""


def selection_in(fields: Fields) -> Selection:
    """`tests` and `tags`."""
    return Selection(
        tests=fields.texts("tests", most=MAX_NAMED), tags=fields.lists("tags", most=MAX_TAGS)
    )


def terms_in(fields: Fields) -> Terms:
    """`build`, `overrides`, `policy`, `group`, `supersede` and `notify`."""
    facts = fields.variables("build")
    if len(facts) > MAX_FACTS:
        raise Invalid("The build has too many facts.", field="build", accepted=f"up to {MAX_FACTS}")
    notify = fields.flag("notify")
    return Terms(
        facts=facts,
        overrides=_overrides(fields.inner("overrides")),
        policy=policy_of(fields.inner("policy")),
        group=fields.text("group") or "",
        supersede=fields.flag("supersede") or False,
        notify=notify is not False,
    )


def _overrides(fields: Fields | None) -> Overrides:
    if fields is None:
        return Overrides()
    base_url = fields.text("base_url") or ""
    if base_url and not base_url.startswith(("https://", "http://")):
        raise fields.wrong("base_url", "an address that begins with https:// or http://")
    hosts = fields.variables("hosts")
    for host in (part for pair in hosts.items() for part in pair):
        if not _HOST.fullmatch(host):
            raise fields.wrong("hosts", "an object of `host` or `host:port`, and what replaces it")
    parameters = fields.variables("parameters")
    headers = fields.variables("headers")
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not value.isprintable():
            raise fields.wrong("headers", "an object of header names and values of one line")
    cookies = tuple(_cookie(each) for each in fields.objects("cookies", most=MAX_COOKIES))
    fields.end()
    return Overrides(
        base_url=base_url.rstrip("/"),
        hosts=tuple(hosts.items()),
        parameters=tuple(parameters.items()),
        headers=tuple(headers.items()),
        cookies=cookies,
    )


def _cookie(fields: Fields) -> StartCookie:
    cookie = StartCookie(
        name=fields.needed_text("name"),
        value=fields.text("value") or "",
        domain=fields.text("domain") or "",
        path=fields.text("path") or "/",
        secure=fields.flag("secure") or False,
    )
    if not _NAME.fullmatch(cookie.name):
        raise fields.wrong("name", "a cookie's name: letters, digits and few other characters")
    if not cookie.value.isprintable() or set(cookie.value) & set('",;\\ '):
        raise fields.wrong("value", "a cookie's value: no blanks, quotes, commas, semicolons")
    fields.end()
    return cookie


def policy_of(fields: Fields | None) -> Policy:
    """What counts towards a verdict; without fields everything must pass."""
    if fields is None:
        return Policy()
    refused = fields.flag("allow_refused")
    ratio = fields.number("min_pass_ratio")
    if ratio is not None and not 0 < ratio <= 1:
        raise fields.wrong("min_pass_ratio", "a number above 0 and up to 1")
    policy = Policy(
        allow_errored=fields.flag("allow_errored") or False,
        allow_refused=refused is not False,
        allow_empty=fields.flag("allow_empty") or False,
        min_pass_ratio=1.0 if ratio is None else ratio,
        non_blocking=fields.texts("non_blocking", most=MAX_TAGS),
    )
    fields.end()
    return policy


def selection_of(pairs: Headers) -> Selection:
    """What a trigger's parameters select: each `gonogo_tags` is a list of which all must fit."""
    tags = tuple(
        tuple(tag.strip() for tag in value.split(",") if tag.strip(" !"))
        for name, value in pairs
        if name == "gonogo_tags"
    )
    if not all(tags):
        raise Invalid("A tag query names a tag.", field="gonogo_tags", accepted="smoke,!slow")
    return Selection(
        tests=tuple(value for name, value in pairs if name == "gonogo_test" and value), tags=tags
    )


def terms_of(pairs: Headers) -> Terms:
    """What a trigger's parameters say of the build, and of the batches before."""
    last = {name: value for name, value in pairs if name in PARAMETERS}
    supersede = last.get("gonogo_supersede", "false")
    if supersede not in ("true", "false"):
        raise Invalid("It is a yes or no.", field="gonogo_supersede", accepted="true or false")
    known = (("commit", "gonogo_commit"), ("branch", "gonogo_branch"))
    return Terms(
        facts={fact: last[name] for fact, name in known if last.get(name)},
        group=last.get("gonogo_group", ""),
        supersede=supersede == "true",
    )
