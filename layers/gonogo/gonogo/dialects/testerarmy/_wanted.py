"""What a start says besides what to start: platform, address, build; the same in all its forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gonogo.dialects.testerarmy._asking import VENDOR
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.domain.commands import Started
from gonogo.domain.http import Headers
from gonogo.domain.terms import Overrides, Terms
from gonogo.errors import Invalid

PLATFORMS = ("web", "ios", "android")
DEVICES = ("iphone", "ipad")
MODES = ("fast", "deep")
WORDS = ("production", "staging", "preview", "custom")
REGIONS = ("eu-north1", "us-west1")
_WAYS = ("appId", "bundleId", "artifactUrl")
"""How an app is named: by one of these at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """All of it, read."""

    kept: dict[str, Any] = field(default_factory=dict)
    """What the run's document gives back."""
    environment: str | None = None
    """A project environment's UUID."""
    url: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    headers: Headers = ()
    once: bool = False
    """Whether tests that run for the same commit already are not run again."""

    @property
    def mobile(self) -> dict[str, Any]:
        """What is said of the app; empty if nothing is."""
        found: dict[str, Any] = self.kept.get("mobile", {})
        return found

    def terms(self, environment_url: str = "") -> Terms:
        """The terms of the start; an address of its own wins over that of the environment."""
        commit = self.facts.get("commit", "")
        return Terms(
            facts=self.facts,
            overrides=Overrides(base_url=self.url or environment_url, headers=self.headers),
            group=f"{VENDOR} {commit}"[:255] if commit and self.once else "",
            once=bool(commit) and self.once,
            kept=self.kept,
        )


def group_run(fields: Fields, *, hook: bool = False) -> Wanted:
    """Of a group; a webhook has no pull request, and its commit may be empty."""
    kept: dict[str, Any] = _device(fields)
    environment = fields.uuid("projectEnvironmentId")
    url = fields.uri("targetUrl") or ""
    word = fields.choice("environment", WORDS)
    kept["environment"] = word or ("preview" if hook and url else None)
    mobile = fields.child("mobile")
    kept["mobile"] = _mobile(mobile) if mobile else None
    facts = {"commit": fields.text("commitSha", least=0 if hook else 1, most=255) or ""}
    if not hook:
        number = fields.whole("prNumber", least=1)
        facts["pull_request"] = str(number) if number is not None else ""
    return Wanted(kept=_said(kept), environment=environment, url=url, facts=_said(facts), once=True)


def test_run(fields: Fields) -> Wanted:
    """Of one test."""
    kept = {"mode": fields.choice("mode", MODES), **_device(fields)}
    app = fields.uuid("appId")
    kept["mobile"] = {"appId": app} if app else None
    return Wanted(kept=_said(kept), environment=fields.uuid("projectEnvironmentId"))


def pull_request_run(fields: Fields) -> Wanted:
    """Of a pull request: strict, and of one of two forms."""
    platform = fields.choice("platform", PLATFORMS) or "web"
    kept: dict[str, Any] = {"type": "ci", "platform": platform}
    url = ""
    if platform == "web":
        url = fields.uri("targetUrl") or ""
        if not url:
            raise fields.wrong("targetUrl", "Required")
    else:
        mobile = fields.child("mobile")
        kept["mobile"] = _mobile(mobile) if mobile else None
        kept["simulatorRegion"] = fields.choice("simulatorRegion", REGIONS)
    request = fields.needed_child("pullRequest")
    about, facts = _pull_request(request)
    fields.strict()
    kept |= {"title": about["title"], "input": {"pullRequest": about}}
    return Wanted(kept=_said(kept), url=url, facts=facts)


def _pull_request(fields: Fields) -> tuple[dict[str, Any], dict[str, str]]:
    about = _said(
        {
            "provider": fields.choice("provider", ("github",)),
            "number": fields.needed_whole("number", least=1),
            "title": fields.needed_text("title", most=500),
            "description": fields.text("description", least=0, most=5000),
            "baseBranch": fields.text("baseBranch", most=255),
            "headBranch": fields.text("headBranch", most=255),
            "commitSha": fields.needed_text("commitSha", most=100),
        }
    )
    fields.strict()
    facts = {"commit": about["commitSha"], "pull_request": str(about["number"])}
    return about, _said({**facts, "branch": about.get("headBranch", "")})


def _device(fields: Fields) -> dict[str, Any]:
    return {
        "platform": fields.choice("platform", PLATFORMS),
        "deviceModel": fields.choice("deviceModel", DEVICES),
    }


def _mobile(fields: Fields) -> dict[str, Any]:
    found = _said(
        {
            "appId": fields.uuid("appId"),
            "bundleId": fields.text("bundleId"),
            "artifactUrl": fields.uri("artifactUrl"),
            "artifactFilename": fields.text("artifactFilename"),
            "buildId": fields.text("buildId"),
        }
    )
    fields.strict()
    given = [name for name in _WAYS if name in found]
    if len(given) > 1:
        raise Invalid(f"Give only one of {', '.join(_WAYS)}", field="mobile")
    return found


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def ids_document(started: Started) -> dict[str, Any]:
    """Which runs wait, and which were canceled at once, as they run already."""
    ids = [run.id for run in started.runs]
    canceled = [run.id for run in started.runs if run.status == "canceled"]
    queued = [run.id for run in started.runs if run.status != "canceled"]
    return {
        "status": "queued" if queued else "cancelled",
        "batchId": started.batch.id,
        "runIds": ids,
        "queuedRunIds": queued,
        "cancelledRunIds": canceled,
        "count": len(ids),
    }


def metadata(wanted: Wanted, *, tells_commits: bool = False) -> dict[str, Any]:
    """What becomes of commit and app; `tells_commits`: the project has a webhook that does.

    That writes a status, and neither a check run nor a comment.
    """
    found: dict[str, Any] = {}
    if wanted.facts:
        found["github"] = {
            "configured": tells_commits,
            "checkRunCreated": False,
            "commentTargetResolved": False,
            **({} if tells_commits else {"status": "not_configured"}),
        }
    mobile = wanted.mobile
    if mobile:
        named = "appId" in mobile or "bundleId" in mobile
        source = (
            "app_id" if named else "artifact_url" if "artifactUrl" in mobile else "test_default"
        )
        about = {"resolvedAppId": mobile.get("appId"), "buildId": mobile.get("buildId")}
        found["mobile"] = {"source": source, **_said(about)}
    return found
