"""Hides secrets in texts: every secret that a run used, in every form that it may have taken."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.domain.secret import SHORTEST
from gonogo.engine.renderings import renderings

MASK = "***"
ELLIPSIS = "…"
"""Ends what was cut; a secret may have been cut with it."""
_LEAST_REST = 4
"""Characters of a cut secret that still tell something."""
_MOST_CUTS = 50


class Mask:
    """The secrets of one run. The time grows with the text and the number of secrets."""

    def __init__(self, *values: str) -> None:
        self._values: set[str] = set()
        self._forms: tuple[str, ...] = ()
        self._periods: dict[str, int] = {}
        for value in values:
            self.learn(value)

    @property
    def size(self) -> int:
        """How many secrets it knows."""
        return len(self._values)

    def learn(self, value: str) -> None:
        """Hide this too. What is shorter than a secret may be is left: it stands in all texts."""
        if len(value) < SHORTEST or value in self._values:
            return
        self._values.add(value)
        forms = {form for form in renderings(value) if len(form) >= SHORTEST}
        self._forms = tuple(forms.union(self._forms))

    def holds(self, text: str) -> bool:
        """Whether a secret stands in the text."""
        return any(form in text for form in self._forms)

    def within(self, *texts: str) -> tuple[str, ...]:
        """The secrets that stand in these texts, in any form."""
        everything = "\n".join(texts)
        if not self.holds(everything):
            return ()
        return tuple(sorted(each for each in self._values if Mask(each).holds(everything)))

    def text(self, text: str, *, cut: bool = False) -> str:
        """The text with its secrets hidden; `cut`: it may end in the midst of one.

        >>> mask = Mask("s3cret/value")
        >>> mask.text("GET /?k=s3cret%2Fvalue"), mask.text("it was s3cret/va…"), mask.text("ok")
        ('GET /?k=***', 'it was ***…', 'ok')
        """
        if not self._forms or not text:
            return text
        spans = [*self._whole(text), *self._parts(text, cut)]
        return _hidden(text, sorted(spans)) if spans else text

    def _whole(self, text: str) -> Iterator[tuple[int, int]]:
        for form in self._forms:
            at = text.find(form)
            while at >= 0:
                yield at, at + len(form)
                if form not in self._periods:
                    self._periods[form] = _period(form)
                at += self._periods[form]  # it may begin again before it ends
                if not text.startswith(form, at):
                    at = text.find(form, at)

    def _parts(self, text: str, cut: bool) -> Iterator[tuple[int, int]]:
        """Beginnings of secrets that end where the text was cut."""
        for end in _ends(text, cut):
            for form in self._forms:
                start = form[:_LEAST_REST]
                at = text.find(start, max(0, end - len(form)), end)
                while at >= 0:
                    if form.startswith(text[at:end]):
                        yield at, end
                        break
                    at = text.find(start, at + 1, end)


def _period(form: str) -> int:
    """The shortest way from one occurrence to another that overlaps it.

    >>> _period("abab"), _period("abca"), _period("abc")
    (2, 3, 3)
    """
    borders = [0] * len(form)
    for end in range(1, len(form)):
        border = borders[end - 1]
        while border and form[end] != form[border]:
            border = borders[border - 1]
        borders[end] = border + (form[end] == form[border])
    return len(form) - borders[-1]


def _ends(text: str, cut: bool) -> Iterator[int]:
    if cut:
        yield len(text)
    at = text.rfind(ELLIPSIS)
    for _ in range(_MOST_CUTS):
        if at < 0:
            return
        yield at
        at = text.rfind(ELLIPSIS, 0, at)


def _hidden(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with a mask for each stretch; those that touch or overlap are one."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        if start > end or not parts:
            parts += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*parts, text[end:]])
