"""Terms of a start inside items: packed, with only what differs from a plain start."""

from __future__ import annotations

from typing import Any

from gonogo.aws.documents import pack, unpack
from gonogo.domain.terms import Overrides, Policy, StartCookie, Terms

_PLAIN = Terms()
_OF_POLICY = ("allow_errored", "allow_refused", "allow_empty", "min_pass_ratio")
_OF_COOKIE = ("name", "value", "domain", "path", "secure", "expires_at")


def packed_terms(terms: Terms) -> bytes | None:
    """A batch's terms; None for those of a plain start, which stores nothing."""
    if terms == _PLAIN:
        return None
    document = {
        "facts": dict(terms.facts),
        "overrides": _overrides_document(terms.overrides),
        "policy": _policy_document(terms.policy),
        "group": terms.group,
        "supersede": terms.supersede,
        "once": terms.once,
        "silent": not terms.notify,
        "kept": dict(terms.kept),
    }
    return pack({name: value for name, value in document.items() if value})


def terms_of(packed: bytes | None) -> Terms:
    """A batch's terms back."""
    if not packed:
        return _PLAIN
    document: dict[str, Any] = unpack(packed)
    return Terms(
        facts=document.get("facts", {}),
        overrides=_overrides(document.get("overrides", {})),
        policy=_policy(document.get("policy", {})),
        group=document.get("group", ""),
        supersede=document.get("supersede", False),
        once=document.get("once", False),
        notify=not document.get("silent", False),
        kept=document.get("kept", {}),
    )


def packed_overrides(overrides: Overrides) -> bytes | None:
    """What is replaced in a run; None if nothing is."""
    return pack(_overrides_document(overrides)) if overrides.any else None


def overrides_of(packed: bytes | None) -> Overrides:
    """What is replaced in a run, back."""
    return _overrides(unpack(packed)) if packed else Overrides()


def _overrides_document(overrides: Overrides) -> dict[str, Any]:
    document = {
        "base_url": overrides.base_url,
        "hosts": [list(pair) for pair in overrides.hosts],
        "parameters": [list(pair) for pair in overrides.parameters],
        "headers": [list(pair) for pair in overrides.headers],
        "cookies": [[getattr(each, name) for name in _OF_COOKIE] for each in overrides.cookies],
    }
    return {name: value for name, value in document.items() if value}


def _overrides(document: dict[str, Any]) -> Overrides:
    def pairs(name: str) -> tuple[tuple[str, str], ...]:
        return tuple((first, second) for first, second in document.get(name, ()))

    return Overrides(
        base_url=document.get("base_url", ""),
        hosts=pairs("hosts"),
        parameters=pairs("parameters"),
        headers=pairs("headers"),
        cookies=tuple(
            StartCookie(**dict(zip(_OF_COOKIE, stored, strict=False)))
            for stored in document.get("cookies", ())
        ),
    )


def _policy_document(policy: Policy) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(policy, name) for name in _OF_POLICY}
    values["non_blocking"] = list(policy.non_blocking)
    plain = {name: getattr(_PLAIN.policy, name) for name in _OF_POLICY} | {"non_blocking": []}
    return {name: value for name, value in values.items() if value != plain[name]}


def _policy(document: dict[str, Any]) -> Policy:
    known: dict[str, Any] = {name: document[name] for name in _OF_POLICY if name in document}
    return Policy(**known, non_blocking=tuple(document.get("non_blocking", ())))
