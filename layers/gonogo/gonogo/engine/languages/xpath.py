"""`xpath`: XPath over hostile XML and HTML, no entities, no network, no extensions, capped."""

from __future__ import annotations

import re

from lxml import etree

from gonogo.engine.expressions import Absent
from gonogo.engine.json_path import MAX_PATH
from gonogo.engine.languages._contract import Language

MAX_DESCENDANTS = 2
"""`//` and its long forms walk the whole tree; nested they multiply (`security.md` 3.1)."""
MAX_NODES = 10_000
MAX_DEPTH = 100

# `//`, and the axes that reach as far as it does.
_FAR = re.compile(r"//|(?:descendant|ancestor|following|preceding)(?:-or-self|-sibling)?\s*::")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")


def evaluate(document: bytes, encoding: str | None, path: str, kind: str = "XML") -> object:
    """Text of one node, a list of texts for several, or the path's own number, text or bool.

    >>> evaluate(b"<a><b x='1'/><b x='2'/></a>", None, "/a/b/@x")
    ['1', '2']
    >>> evaluate(b"<a><b/></a>", None, "count(/a/b)")
    1
    >>> evaluate(b"<a/>", None, "/a/b").why
    'nothing is at /a/b'
    >>> evaluate(b"<p>one<p class=x>two<br>three", None, "//p[@class='x']", "HTML")
    'twothree'
    """
    if len(path) > MAX_PATH or len(_FAR.findall(path)) > MAX_DESCENDANTS:
        limits = f"at most {MAX_PATH} characters and {MAX_DESCENDANTS} times //"
        return Absent(f"the XPath is too costly: {limits}", fault=True)
    try:
        root = _parse_html(document, encoding) if kind == "HTML" else _parse(document, encoding)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError) as error:
        return Absent(f"the body is not {kind} ({_first_line(error)})", fault=True)
    try:
        # XPath knows no default namespace: only those with a prefix can be named.
        prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
        if _TOO_DEEP(root):
            return Absent(f"the {kind} is nested deeper than {MAX_DEPTH}", fault=True)
        query = etree.XPath(path, namespaces=prefixes, regexp=False, smart_strings=False)
        return _value(query(root), path)
    except (etree.XPathError, etree.XSLTError, ValueError, MemoryError) as error:
        return Absent(f"the XPath failed ({_first_line(error)})", fault=True)


def _parse(document: bytes, encoding: str | None) -> etree._Element:
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(document, parser)


def _parse_html(document: bytes, encoding: str | None) -> etree._Element:
    parser = etree.HTMLParser(
        encoding=encoding,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(document, parser)
    if root is None:
        raise ValueError("nothing is in it")
    return root


def _value(found: object, path: str) -> object:
    if isinstance(found, float):
        return int(found) if found.is_integer() else found
    if not isinstance(found, list):
        return found
    if not found:
        return Absent(f"nothing is at {path[:200]}")
    if len(found) > MAX_NODES:
        return Absent(f"the XPath selects more than {MAX_NODES} nodes", fault=True)
    texts = [_text(node) for node in found]
    return texts[0] if len(texts) == 1 else texts


def _text(node: object) -> str:
    if isinstance(node, etree._Element):
        return "".join(str(text) for text in node.itertext())
    return str(node)


def _first_line(error: Exception) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return ((message or "").splitlines() or [type(error).__name__])[0][:200]


LANGUAGE = Language(evaluate)
