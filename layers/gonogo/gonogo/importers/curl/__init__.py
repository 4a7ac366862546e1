"""`curl` command lines: what each would send becomes a step."""

from __future__ import annotations

import re

from gonogo.errors import Invalid
from gonogo.formats.fields import by_name, encoded_url, has, said
from gonogo.formats.placeholders import names_in
from gonogo.importers._contract import Imported, Importer, Notes, Options, Plain, Source
from gonogo.importers._draft.layout import Group, arrange
from gonogo.importers.curl._command import Command, parse
from gonogo.importers.curl._words import END, words

_NEXT = ("--next", "-:")
_PROGRAM = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE)


def read(source: Source, options: Options) -> Imported:
    """Every `curl …` of the text, as one test unless chosen otherwise."""
    notes = Notes()
    root = Group("curl")
    for name in names_in(source.text):
        notes.check("the command line", f"{{{{{name}}}}} stands in it and is read as a variable")
    commands = [
        parse(each, f"command {number}", notes) for number, each in enumerate(_commands(source), 1)
    ]
    for command in commands:
        for url in command.urls:
            root.add(_step(command, url))
        if not command.urls:
            notes.lost(command.where, "a command without a URL")
    document = arrange(root, options.per or "all", notes)
    insecure = ["insecure" in command.flags for command in commands]
    if all(insecure):
        document = {"environments": [{"name": "curl", "verify_tls": False}], **document}
    for command, given in zip(commands, insecure, strict=True):
        if given and not all(insecure):
            notes.lost(command.where, "-k; set `verify_tls: false` in an environment")
    return Imported(document, notes)


def _commands(source: Source) -> list[list[str]]:
    """The words of each command, without what stands before and after it."""
    found: list[list[str]] = []
    current: list[str] | None = None
    for word in words(source.text, source.name):
        if word == END:
            current = None
        elif word in _NEXT and current is not None:
            current = []
            found.append(current)
        elif current is not None:
            current.append(word)
        elif _PROGRAM.fullmatch(word):  # whatever stands before it: `sudo`, `X=1`
            current = []
            found.append(current)
    if not found:
        raise Invalid(f"{source.name} holds no `curl` command.")
    return found


def _step(command: Command, url: str) -> Plain:
    if "://" not in url and not url.startswith("{{"):
        url = f"http://{url}"
    data = "&".join(command.data) if not command.json else "".join(command.data)
    headers = list(command.headers)
    if command.json:
        headers += [
            (name, "application/json")
            for name in ("Content-Type", "Accept")
            if not has(headers, name.lower())
        ]
    gets = "get" in command.flags
    sends = command.posts and not gets
    query = [*command.queries, *([data] if gets and data else [])]
    if sends and data and not has(headers, "content-type"):
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    method = command.method or ("HEAD" if "head" in command.flags else "POST" if sends else "GET")
    return said(
        {
            "type": "request",
            "method": method,
            "url": encoded_url(_with_query(url, query)),
            "headers": by_name(headers),
            "body": data if sends else "",
            "multipart": command.multipart,
            "auth": _auth(command),
            "timeout": command.timeout,
            "follow_redirects": "follow" in command.flags,
        }
    )


def _with_query(url: str, more: list[str]) -> str:
    before, hash, fragment = url.partition("#")
    for part in more:
        before += ("" if before.endswith(("?", "&")) else "&" if "?" in before else "?") + part
    return f"{before}{hash}{fragment}"


def _auth(command: Command) -> dict[str, str]:
    """Basic unless said otherwise; `--aws-sigv4 aws:amz:REGION:SERVICE` signs with the user."""
    auth = command.auth
    if auth.get("type") != "basic":
        return auth
    if command.aws:
        _, _, region, service, *_ = [*command.aws.split(":"), "", "", "", ""]
        keys = {"access_key": auth["username"], "secret_key": auth["password"]}
        place = {"region": region or "us-east-1", "service": service or "execute-api"}
        return {"type": "aws_sigv4", **keys, **place}
    return {**auth, "type": "digest"} if "digest" in command.flags else auth


IMPORTER = Importer(title="curl command lines", read=read)
