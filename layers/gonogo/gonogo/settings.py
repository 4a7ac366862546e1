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
    kms_key_arn: str = ""
    """The key that secrets are encrypted with."""
    files_bucket: str = ""
    """Where files are kept that vendors' clients upload."""
    queue_url: str = ""
    outcomes_topic: str = ""
    schedule_group: str = ""
    """Where EventBridge Scheduler keeps what rings for schedules."""
    schedule_target: str = ""
    """The function that hears it."""
    schedule_role: str = ""
    """What it is called with."""
    schedule_dead_letters: str = ""
    action_provider: str = ""
    """Name of our own action type in CodePipeline; empty where there is none."""
    action_version: str = "1"
    public_base: str = ""
    """Base of every absolute URL that an answer holds, without a trailing slash."""
    dialect_bases: str = ""
    """Bases that a dialect's clients insist on, with spaces between: `<dialect>.<name>=<url>`."""
    default_location: str = "us1"
    egress_mode: str = "public"
    egress_allow_cidrs: str = ""
    egress_deny_cidrs: str = ""
    egress_allow_ports: str = ""
    """Ports and ranges that tests may reach, separated by commas; empty for any."""
    egress_proxy: str = ""
    """`http://host:port` of the proxy that every request goes through; then it enforces."""
    egress_allow_own: str = "false"
    """`true` lets tests call the deployment that runs them."""
    own_host: str = ""
    """The API's own host, where `public_base` is another one."""
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
        if settings.egress_allow_own not in ("true", "false"):
            raise Invalid(
                f"EGRESS_ALLOW_OWN is {settings.egress_allow_own!r}.",
                field="EGRESS_ALLOW_OWN",
                accepted="true, false",
            )
        return settings

    def own_bases(self) -> tuple[str, ...]:
        """Every base that this deployment itself answers at."""
        dialects = (entry.partition("=")[2] for entry in self.dialect_bases.split())
        own = f"https://{self.own_host}" if self.own_host else ""
        return tuple(base for base in (self.public_base, own, *dialects) if base)
