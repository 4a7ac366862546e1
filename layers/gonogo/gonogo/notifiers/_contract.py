"""What a notifier is: the settings that it wants, and a pure function from outcome to request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gonogo.domain.address import without_password
from gonogo.domain.http import HttpRequest
from gonogo.errors import Invalid

MAX_ANSWER = 64 * 1024
"""Most of a receiver's answer that is read; the log shows its head."""
MAX_SETTING = 2000
AGENT = ("User-Agent", "gonogo")
JSON = ("Content-Type", "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An outcome, ready to be told."""

    id: str
    """The same at every attempt."""
    event: str
    at: float
    """The time of this attempt."""
    document: Mapping[str, object]
    """All of it, in the words that the receiver asked for."""
    project: str
    subject: str
    """`suite smoke`, `test Login`."""
    status: str
    """`go`, `no-go`, or how the run ended."""
    good: bool
    summary: str
    """One line: `3 of 4 runs passed`."""
    reasons: tuple[str, ...] = ()
    page: str = ""
    """Where people look."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Those that the (first) run was started with."""


def _any(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def is_web_address(text: str) -> bool:
    """Whether it is an address that a POST can be sent to.

    >>> is_web_address("https://hook.example/x"), is_web_address("ftp://hook.example")
    (True, False)
    """
    try:
        parts = urlsplit(text)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and _any(text)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: its name, what is taken, and what stands for it when it is not given."""

    name: str
    accepted: str
    fits: Callable[[str], bool] = _any
    default: str | None = None
    """None: it must be given."""
    secret: bool = False
    """Kept apart, never in an answer; a notifier has one at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """A kind of receiver."""

    title: str
    settings: tuple[Setting, ...]
    render: Callable[[Told, Mapping[str, str], tuple[str, ...]], HttpRequest]
    """From outcome, settings and secrets (newest first); `Invalid` if it cannot be told to it."""
    signs: bool = False
    """Whether it signs what it sends: then a secret is made with it, and can be rotated."""
    formats: bool = False
    """Whether the receiver may choose in whose words it is told."""

    @property
    def secret(self) -> Setting | None:
        """The setting that is kept apart."""
        return next((setting for setting in self.settings if setting.secret), None)

    def read(self, given: Mapping[str, object], *, without: str | None = None) -> dict[str, str]:
        """All settings but the one left out, secret or not; `Invalid` names what does not fit."""
        names = [setting.name for setting in self.settings]
        for name in given:
            if name not in names:
                raise Invalid(
                    f"There is no setting {name[:64]!r}.",
                    field=f"settings.{name[:64]}",
                    accepted=", ".join(names),
                )
        wanted = [setting for setting in self.settings if setting.name != without]
        return {setting.name: _value(setting, given.get(setting.name)) for setting in wanted}


def _value(setting: Setting, given: object) -> str:
    if given is None and setting.default is not None:
        return setting.default
    if isinstance(given, str) and len(given) <= MAX_SETTING and setting.fits(given):
        return given
    missing = "is missing" if given is None else "cannot be taken"
    raise Invalid(
        f"The setting {setting.name} {missing}.",
        field=f"settings.{setting.name}",
        accepted=setting.accepted,
    )


def post(url: str, body: bytes, *headers: tuple[str, str], timeout: float = 15.0) -> HttpRequest:
    """A POST of JSON that follows no redirect."""
    bare, authorization = without_password(url)
    return HttpRequest(
        method="POST",
        url=bare,
        headers=(JSON, AGENT, *authorization, *headers),
        body=body,
        timeout=timeout,
        follow_redirects=False,
        max_body=MAX_ANSWER,
    )
