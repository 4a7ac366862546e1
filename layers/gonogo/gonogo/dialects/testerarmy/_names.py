"""Names as gonogo takes them: one printable line, which what clients call a thing need not be."""

from __future__ import annotations


def plain(text: str, most: int = 255) -> str:
    """A name made of the text; empty if nothing of it can stand in one.

    >>> plain(" Log in\\n and out ")
    'Log in and out'
    """
    line = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(line.split())[:most].strip()
