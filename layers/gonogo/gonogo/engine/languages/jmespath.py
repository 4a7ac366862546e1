"""`jmespath`: JMESPath over a JSON document."""

from __future__ import annotations

import jmespath
from jmespath.exceptions import JMESPathError

from gonogo.engine.expressions import Absent
from gonogo.engine.json_document import parse
from gonogo.engine.json_path import MAX_PATH
from gonogo.engine.languages._contract import Language


def evaluate(document: bytes, expression: str) -> object:
    """What the expression gives. Its null is nothing found: the language has no other word for it.

    >>> evaluate(b'{"a": [{"b": 1}, {"b": 2}]}', "a[?b > `1`].b | [0]")
    2
    >>> evaluate(b'{"a": [3, 1]}', "sort(a)")
    [1, 3]
    >>> evaluate(b"{}", "a.b").why
    'nothing is at a.b, or null'
    >>> evaluate(b"{}", "sort(a").why
    'the JMESPath failed (Invalid jmespath expression: Incomplete expression:)'
    """
    if len(expression) > MAX_PATH:
        return Absent(f"the JMESPath has more than {MAX_PATH} characters", fault=True)
    value = parse(document)
    if isinstance(value, Absent):
        return value
    try:
        found: object = jmespath.search(expression, value)
    except JMESPathError as error:
        return Absent(f"the JMESPath failed ({str(error).splitlines()[0][:200]})", fault=True)
    except (TypeError, AttributeError, KeyError, IndexError) as error:
        # The library's functions trip over some values that its own checks let through.
        return Absent(f"the JMESPath failed ({type(error).__name__})", fault=True)
    return Absent(f"nothing is at {expression[:200]}, or null") if found is None else found


LANGUAGE = Language(evaluate)
