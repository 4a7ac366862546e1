"""The variables of a run, and how `{{placeholders}}` are replaced by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random

from gonogo.engine.builtins import built_ins
from gonogo.engine.builtins._contract import BuiltIn, Draw
from gonogo.engine.template import Call, Part, Template, parse, split
from gonogo.engine.vault import Vault
from gonogo.errors import UndefinedSecret, UndefinedVariable, Unjudged
from gonogo.ports import Clock

MAX_TEXT = 5 * 1024 * 1024
"""Longest text that substitution may make: variables made of variables grow quickly."""


class Scope:
    """Variables over run context over built-ins.

    Only initial variables may be made of placeholders themselves. They are replaced once, at the
    start; one that needs what is not known yet waits for its first use. What steps extract is
    data: it is never looked into.
    """

    def __init__(
        self,
        initial: Mapping[str, str],
        context: Mapping[str, str],
        clock: Clock,
        random: Random,
        vault: Vault | None = None,
        *,
        known: Mapping[str, str] | None = None,
    ) -> None:
        """`known`: what an earlier run left, over the initial ones; it is data too."""
        self._context = context
        self._clock = clock
        self._random = random
        self._vault = vault or Vault()
        known = known or {}
        written = {name: text for name, text in initial.items() if name not in known}
        self._values = {name: text for name, text in written.items() if "{{" not in text}
        self._values |= known
        self._waiting = {name: text for name, text in written.items() if "{{" in text}
        self._changed: set[str] = set()
        self._resolving: list[str] = []
        for name in tuple(self._waiting):
            try:
                self._variable(name, "An initial variable")
            except Unjudged:
                continue  # It may become known; if not, its first use says so.

    def render(self, text: str, where: str) -> str:
        """The text with every placeholder replaced; raises `Unjudged`, which names `where`."""
        if "{{" not in text:
            return text
        return self._join(parse(text), where)

    def set(self, name: str, text: str) -> None:
        """Give a variable its value, whatever it was."""
        self._changed.add(name)
        self._become(name, text)

    def _become(self, name: str, text: str) -> None:
        self._waiting.pop(name, None)
        self._values[name] = text

    @contextmanager
    def also(self, values: Mapping[str, str]) -> Iterator[None]:
        """Have these variables too for a while; then each is again what it was before."""
        hidden = {name: self._values[name] for name in values if name in self._values}
        waiting = {name: self._waiting[name] for name in values if name in self._waiting}
        for name, text in values.items():
            self._become(name, text)
        try:
            yield
        finally:
            for name in values:
                self._values.pop(name, None)
            self._values.update(hidden)
            self._waiting.update(waiting)

    def forget(self, name: str) -> None:
        """Take a variable away."""
        self._waiting.pop(name, None)
        self._values.pop(name, None)

    def snapshot(self) -> dict[str, str]:
        """Every variable as it stands."""
        return {**self._waiting, **self._values}

    def changed(self) -> dict[str, str]:
        """Those that were set since the beginning."""
        return {name: text for name, text in self._values.items() if name in self._changed}

    def _join(self, template: Template, where: str) -> str:
        if len(template) == 1:
            return self._part(template[0], where)
        texts: list[str] = []
        size = 0
        for part in template:
            text = self._part(part, where)
            size += len(text)
            if size > MAX_TEXT:
                raise Unjudged(f"{_plain(where)}: the text grows beyond {MAX_TEXT} characters.")
            texts.append(text)
        return "".join(texts)

    def _part(self, part: Part, where: str) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Call):
            return self._call(part, where)
        return self._variable(part.name, where)

    def _variable(self, name: str, where: str) -> str:
        if name in self._values:
            return self._values[name]
        if name in self._waiting:
            return self._resolve(name, where)
        if name in self._context:
            return self._context[name]
        if name in built_ins:
            return self._call(Call(name, ()), where)
        raise UndefinedVariable(name, where)

    def _resolve(self, name: str, where: str) -> str:
        if name in self._resolving:
            circle = " → ".join([*self._resolving[self._resolving.index(name) :], name])
            raise Unjudged(f"{_plain(where)}: the variables are defined by each other: {circle}.")
        self._resolving.append(name)
        try:
            text = self._join(parse(self._waiting[name]), f"{_plain(where)}, variable {name},")
        finally:
            self._resolving.pop()
        self._become(name, text)
        return text

    def _call(self, call: Call, where: str) -> str:
        if call.name not in built_ins:
            raise UndefinedVariable(f"{call.name}()", where)
        built_in = built_ins[call.name]
        most = len(built_in.parameters)
        arguments = [self._join(part, where) for part in split(call.arguments, max(most, 1))]
        if not built_in.fewest() <= len(arguments) <= most:
            raise Unjudged(f"{_plain(where)}: write {_usage(call.name, built_in)}.")
        draw = Draw(self._clock.now(), self._random, self._vault.needed)
        try:
            return built_in.make(draw, *arguments)
        except UndefinedSecret as error:
            raise UndefinedSecret(error.name, where) from None
        except Unjudged as error:
            raise Unjudged(f"{_plain(where)}: {error.message}") from None


def _plain(where: str) -> str:
    """The place without the comma that closes an insertion."""
    return where.removesuffix(",")


def _usage(name: str, built_in: BuiltIn) -> str:
    """How a built-in is written."""
    full = f"{{{{{name}({', '.join(built_in.parameters)})}}}}"
    if not built_in.parameters:
        return f"{{{{{name}}}}}"
    return f"{{{{{name}}}}} or {full}" if built_in.fewest() == 0 else full
