"""Everything that our code logs, as a log keeps it: fields and stack traces included."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter


class Said(logging.Handler):
    """Every line, in the form that the functions write and as the record's bare fields."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []
        self._formatter = LambdaPowertoolsFormatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self._formatter.format(record))
        self.lines.append(repr({**vars(record), "message": record.getMessage()}))

    def text(self) -> str:
        """All of it; what is escaped in JSON is there plain as well."""
        return "\n".join([*self.lines, *map(_unescaped, self.lines)])


def _unescaped(line: str) -> str:
    try:
        return json.dumps(json.loads(line), ensure_ascii=False)
    except ValueError:
        return ""


@contextmanager
def everything_said(level: int = logging.DEBUG) -> Iterator[Said]:
    """Listens to all loggers of ours from that level on, and to everybody's from `INFO` on."""
    said = Said(level)
    root, ours = logging.getLogger(), logging.getLogger("gonogo")
    own = Logger(service="gonogo")._logger
    before = [(each, each.level) for each in {root, ours, own}]
    root.addHandler(said)
    own.addHandler(said)
    try:
        for logger, _ in before:
            logger.setLevel(logging.INFO if logger is root else level)
        yield said
    finally:
        for logger, old in before:
            logger.removeHandler(said)
            logger.setLevel(old)
