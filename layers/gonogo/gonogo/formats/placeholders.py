"""Names of variables that the definition format takes, and `{{…}}` in texts rewritten to them."""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"\{\{([^{}]{1,500})\}\}")
_FOREIGN = re.compile(r"[^\w.$@-]+")
_RESERVED = re.compile("runscope_", re.IGNORECASE)


def variable_name(name: str) -> str:
    """The name, or the nearest that is accepted.

    >>> variable_name("base url")
    'base_url'
    >>> variable_name("runscope_x")
    '_runscope_x'
    """
    accepted = _FOREIGN.sub("_", name.strip())[:120] or "_"
    return f"_{accepted}" if _RESERVED.match(accepted) else accepted


def rewrite(text: str, replacement: Callable[[str], str]) -> str:
    """The text, each `{{name}}` replaced by what is said of its name.

    >>> rewrite("a {{ b c }}", lambda name: "{{%s}}" % variable_name(name))
    'a {{b_c}}'
    """
    if "{{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: replacement(found.group(1).strip()), text)


def names_in(text: str) -> list[str]:
    """The names of a text's placeholders."""
    return [found.strip() for found in _PLACEHOLDER.findall(text)]
