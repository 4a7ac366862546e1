"""Command lines as the shells of Unix and of Windows split them into words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gonogo.errors import Invalid

END = "\n"
"""Ends a command; no word of one is this."""
_ESCAPES = {
    **{"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"},
    **{"e": "\x1b", "E": "\x1b", "\\": "\\", "'": "'", '"': '"', "?": "?"},
}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(.))", re.DOTALL
)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_WINDOWS = re.compile(r'\^"|\^\r?\n|^\s*curl\.exe\b')
_PARTS = re.compile(
    r"""
    (?P<comment>(?<![^\s;&|])\#[^\n]*)
  | (?P<continued>\\\r?\n|`\r?\n)
  | (?P<end>[;&|\n]+)
  | (?P<space>[ \t\r]+)
  | (?P<ansi>\$'(?:[^'\\]|\\.)*')
  | (?P<single>'[^']*')
  | (?P<double>\$?"(?:[^"\\]|\\.)*")
  | (?P<escaped>\\.)
  | (?P<variable>\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*))
  | (?P<open>['"])
  | (?P<plain>[^\s'"\\;&|$`]+|[$`\\])
    """,
    re.VERBOSE | re.DOTALL,
)


def words(text: str, name: str) -> Iterator[str]:
    """The words of a script, with `END` where a command ends."""
    yield from _windows(text, name) if _WINDOWS.search(text) else _unix(text, name)


def _unix(text: str, name: str) -> Iterator[str]:
    word: list[str] = []
    begun = False
    for found in _PARTS.finditer(text):
        kind, part = found.lastgroup, found.group()
        if kind == "open":
            line = text.count("\n", 0, found.start()) + 1
            raise Invalid(
                f"{name} cannot be read as a command line: no closing quotation in line {line}."
            )
        if kind in ("space", "comment", "continued", "end"):
            if begun:
                yield "".join(word)
            word, begun = [], False
            if kind == "end":
                yield END
            continue
        begun = True
        word.append(_meant(kind, part))
    if begun:
        yield "".join(word)


def _meant(kind: str | None, part: str) -> str:
    if kind == "single":
        return part[1:-1]
    if kind == "ansi":
        return _ESCAPE.sub(_character, part[2:-1])
    if kind == "double":
        inside = part[part.index('"') + 1 : -1]
        return re.sub(r'\\(["\\$`])|\\\r?\n', r"\1", _named(inside))
    if kind == "escaped":
        return part[1:]
    return _named(part) if kind == "variable" else part


def _named(text: str) -> str:
    """The shell's variables become ours; a `$` that is escaped stays."""
    return re.sub(
        r"\\.|" + _VARIABLE.pattern,
        lambda found: f"{{{{{found[1] or found[2]}}}}}" if found[1] or found[2] else found[0],
        text,
        flags=re.DOTALL,
    )


def _character(found: re.Match[str]) -> str:
    """What an escape inside `$'…'` stands for."""
    code = found[1] or found[2] or found[3]
    if code or found[4]:
        point = int(code, 16) if code else int(found[4], 8)
        return chr(point) if 0 < point < 0x110000 else "\ufffd"
    return _ESCAPES.get(found[5], found[0])


def _windows(text: str, name: str) -> Iterator[str]:
    """What cmd makes of carets, then what a program makes of quotes."""
    for line in _uncareted(text).split(END):
        word, quoted, begun, index = "", False, False, 0
        while index < len(line):
            letter = line[index]
            if letter == "\\" and line[index + 1 : index + 2] in ('"', "\\"):
                word, index = word + line[index + 1], index + 1
            elif letter == '"' and quoted and line[index + 1 : index + 2] == '"':
                word, index = word + '"', index + 1
            elif letter == '"':
                quoted, begun = not quoted, True
            elif letter in " \t\r" and not quoted:
                if word or begun:
                    yield word
                word, begun = "", False
            else:
                word += "\n" if letter == "\0" else letter
            index += 1
        if quoted:
            raise Invalid(f"{name} cannot be read as a command line: no closing quotation.")
        if word or begun:
            yield word
        yield END


def _uncareted(text: str) -> str:
    """Lines that a caret joins are one; a line end that belongs to a value is NUL."""
    text = text.replace("\r\n", "\n").replace("\0", " ")
    made, quoted, index = [], False, 0
    while index < len(text):
        letter, following = text[index], text[index + 1 : index + 2]
        if letter == "^" and following == "\n" and not quoted:
            value = text[index + 2 : index + 3] == "\n"  # browsers double a value's line end
            made.append("\0" if value else " ")
            index += 2 if value else 1
        elif letter == "^" and following and not quoted:
            made.append(following)
            index += 1
        else:
            quoted = quoted != (letter == '"')
            made.append(END if letter == "&" and not quoted else letter)
        index += 1
    return "".join(made)
