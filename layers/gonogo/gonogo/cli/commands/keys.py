"""`gonogo keys`: create, list, rotate and revoke API keys."""

from __future__ import annotations

from typing import Any

import click

from gonogo.cli.options import JSON

ROLES = ("trigger", "read", "write", "admin")
SHAPES = ("native", "uuid", "sk", "bug0")


@click.group("keys")
def keys() -> None:
    """Create, list, rotate and revoke API keys. Needs GONOGO_KEY of role admin."""


@keys.command("create")
@click.option("--name", default="command line", show_default=True, help="For people.")
@click.option("--role", type=click.Choice(ROLES), help="Each includes those before it.")
@click.option("--project", "projects", metavar="P", multiple=True, help="Bound to it; not admin.")
@click.option(
    "--shape",
    type=click.Choice(SHAPES),
    default="native",
    show_default=True,
    help="Other than native: for clients that check how a key looks.",
)
@click.option("--expires", metavar="TIME", help="Such as 2030-01-31T12:00:00Z.")
@click.option("--bootstrap", is_flag=True, help="The first admin key, with AWS credentials.")
@click.option("--stack", metavar="NAME", help="With --bootstrap: the CloudFormation stack.")
@click.option("--table", metavar="NAME", help="With --bootstrap: the catalog table.")
@JSON
def create(
    *,
    name: str,
    role: str | None,
    projects: tuple[str, ...],
    shape: str,
    expires: str | None,
    bootstrap: bool,
    stack: str | None,
    table: str | None,
    as_json: bool,
) -> int:
    """Make a key. Its secret is shown this once."""
    if bootstrap:
        if role not in (None, "admin") or projects or expires:
            raise click.UsageError("--bootstrap makes an admin key of all projects, without end.")
        from gonogo.cli.bootstrap import first_key

        made = first_key(name=name, shape=shape, stack=stack, table=table)
    else:
        if stack or table:
            raise click.UsageError("--stack and --table need --bootstrap.")
        if role is None:
            raise click.UsageError(f"--role is missing: one of {', '.join(ROLES)}.")
        made = _created(name=name, role=role, projects=projects, shape=shape, expires=expires)
    _tell_created(made, as_json)
    return 0


@keys.command("list")
@JSON
def list_keys(*, as_json: bool) -> int:
    """Every key, newest first; secrets are known to nobody."""
    from gonogo.cli.client import connect
    from gonogo.cli.screen import clean, tell_json

    answer = connect().call("GET", "/v1/keys")
    if as_json:
        tell_json(answer)
        return 0
    for key in answer["keys"]:
        bound = ", ".join(key["projects"]) or "all projects"
        ends = f", until {key['expires_at']}" if key["expires_at"] else ""
        used = f"used {key['last_used_at']}" if key["last_used_at"] else "never used"
        said = f"{key['id']}  {key['role']:8} {key['hint']:16} {clean(key['name'])}"
        click.echo(f"{said}  ({bound}{ends}; {used})")
    return 0


@keys.command("rotate")
@click.argument("key_id", metavar="ID")
@click.option("--overlap", type=int, metavar="SECONDS", help="The old one works too; a day.")
@click.option("--expires", metavar="TIME", help="The new one's end, if not as long as before.")
@JSON
def rotate(*, key_id: str, overlap: int | None, expires: str | None, as_json: bool) -> int:
    """Make a key in the place of another. Its secret is shown this once."""
    from gonogo.cli.client import address, connect

    given = {"overlap": overlap, "expires_at": expires}
    body = {name: value for name, value in given.items() if value is not None}
    made = connect().call("POST", address("keys", key_id, "rotate"), body, once=True)
    if not as_json:
        before = made["replaced"]
        ends = f"works until {before['expires_at']}" if before else "works no more"
        click.echo(f"The key {key_id} {ends}.", err=True)
    _tell_created(made, as_json)
    return 0


@keys.command("revoke")
@click.argument("key_id", metavar="ID")
def revoke(*, key_id: str) -> int:
    """Make a key useless at once; ID as `gonogo keys list` shows it."""
    from gonogo.cli.client import address, connect

    connect().call("DELETE", address("keys", key_id))
    click.echo(f"The key {key_id} is revoked.")
    return 0


def _created(
    *, name: str, role: str, projects: tuple[str, ...], shape: str, expires: str | None
) -> Any:
    from gonogo.cli.client import connect

    body: dict[str, object] = {"name": name, "role": role, "shape": shape}
    if projects:
        body["projects"] = list(projects)
    if expires:
        body["expires_at"] = expires
    return connect().call("POST", "/v1/keys", body, once=True)


def _tell_created(made: Any, as_json: bool) -> None:
    from gonogo.cli.screen import tell_json

    if as_json:
        tell_json(made)
        return
    key = made["key"]
    click.echo(f"Made the {key['role']} key {key['name']} ({key['id']}).", err=True)
    click.echo("Its secret, shown this once:", err=True)
    click.echo(made["secret"])


COMMAND = keys
