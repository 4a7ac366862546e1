"""The command `gonogo`: finds the subcommand, runs it, and turns how it ended into an exit code."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Any

import click

from gonogo import __version__
from gonogo._registry import Registry
from gonogo.cli.exits import ERROR, INTERRUPTED
from gonogo.errors import GonogoError, Invalid

COMMANDS: Registry[click.Command] = Registry("gonogo.cli.commands", click.Command)


class LazyCommands(click.Group):
    """One file per subcommand, imported only when it is called (or listed by `--help`)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand, by name."""
        return list(COMMANDS.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One subcommand; None lets click say that there is none."""
        return COMMANDS[cmd_name] if cmd_name in COMMANDS.names else None


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="gonogo %(version)s")
def cli() -> None:
    """API tests that say go or no-go to a deployment."""


def answer(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is told on standard error."""
    try:
        result: Any = cli.main(list(arguments), prog_name="gonogo", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return ERROR
    except GonogoError as error:
        tell_error(error)
        return ERROR
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return ERROR  # whoever read the output has left (`| head`)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            sys.excepthook(*sys.exc_info())
            return ERROR
        click.echo(f"Error: The output cannot be written: {error.strerror}.", err=True)
        return ERROR
    except Exception:
        # Python would leave with 1, which means no-go here.
        sys.excepthook(*sys.exc_info())
        return ERROR
    return result if isinstance(result, int) else 0


def tell_error(error: GonogoError) -> None:
    """Say on standard error what is wrong and what would be accepted."""
    lines = [f"Error: {error.message}"]
    if isinstance(error, Invalid):
        if error.field:
            lines.append(f"  field:    {error.field}")
        if error.accepted:
            lines.append(f"  accepted: {error.accepted}")
    click.echo("\n".join(lines), err=True)
