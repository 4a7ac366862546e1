"""What a deployment decides: read once from the environment, frozen, and nothing else reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gonogo.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field per environment variable; the variable is the field's name in capitals."""

    catalog_table: str = ""
    runs_table: str = ""
    guards_table: str = ""
    queue_url: str = ""
    outcomes_topic: str = ""
    public_base: str = ""
    """Base of every absolute URL that an answer holds, without a trailing slash."""
    dialect_bases: str = ""
    """Bases that a dialect's clients insist on, with spaces between: `<dialect>.<name>=<url>`."""
    default_location: str = "us1"
    egress_mode: str = "public"
    egress_allow_cidrs: str = ""
    egress_deny_cidrs: str = ""
    aws_lambda_runtime_api: str = ""
    """Set by Lambda: host and port of its runtime API, which no request may reach."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from `os.environ`; what is not set keeps its default."""
        known = cls.__dataclass_fields__
        values = {name: environ[name.upper()] for name in known if environ.get(name.upper())}
        settings = cls(**values)
        if settings.egress_mode not in ("public", "vpc", "local"):
            raise Invalid(
                f"EGRESS_MODE is {settings.egress_mode!r}.",
                field="EGRESS_MODE",
                accepted="public, vpc, local",
            )
        return settings
