"""A stored thing as its client wrote it: the client's own spelling wherever it still holds.

Our definitions and Runscope's differ in spelling (`args` beside the URL or in it, a method in small
letters), and some fields mean nothing here. A client that compares what it sent with what it reads
would see a change in every one of them. So what was sent is kept, and shown again as long as it
still means what is stored; what somebody changed since, by a push or natively, is shown as it is.
"""

from __future__ import annotations

from collections.abc import Collection

from gonogo.dialects.runscope._reading import Plain


def overlaid(stored: Plain, sent: Plain, sent_means: Plain, own: Collection[str]) -> Plain:
    """What is stored, in the words that were sent.

    `stored` and `sent_means` are both written by us: from what is stored, and from what was sent.
    `own` are the fields that only the server says.

    >>> overlaid({"url": "/?a=1"}, {"url": "/", "args": {"a": "1"}}, {"url": "/?a=1"}, ())
    {'url': '/', 'args': {'a': '1'}}
    >>> overlaid({"url": "/b"}, {"url": "/", "x": 1}, {"url": "/?a=1"}, ())
    {'url': '/b', 'x': 1}
    """
    said = {
        name: value
        for name, value in sent.items()
        if name not in own and not (value is None and name in stored)
    }
    if stored == sent_means:
        return {**stored, **said}
    return {**stored, **{name: value for name, value in said.items() if name not in stored}}
