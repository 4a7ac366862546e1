"""Which calls of AWS a function's code can make: whatever its entry point can come to, followed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from tests.rights.code import Body, Symbol, class_of, lineage, members, modules, named
from tests.rights.types import Scope

ADAPTERS = "gonogo.aws."
PURE = tuple(
    f"gonogo.{name}"
    for name in ("dialects", "domain", "formats", "importers", "notifiers", "reports")
)
"""Packages that cannot reach an adapter: they know no port (a test says so)."""
TABLE = Symbol("class", "gonogo.aws.table", "Table")
_OF_ANY_OBJECT = {name for kind in (str, dict, list, set, bytes, tuple) for name in dir(kind)}
_IN_A_TRANSACTION = {"Put", "Update", "Delete", "ConditionCheck"}


@dataclass(frozen=True, slots=True)
class At:
    """Where an adapter works: the settings it was made with, and the index that it asks."""

    settings: frozenset[str] = frozenset()
    index: str = ""


@dataclass(frozen=True, slots=True)
class AwsCall:
    """An operation of a client (`dynamodb.get_item`), and where."""

    operation: str
    at: At


@dataclass(frozen=True, slots=True)
class _Unit:
    """A body that is reached: a function, a method of a class, a class's or a module's values."""

    symbol: Symbol
    method: str = ""
    owner: Symbol | None = None
    at: At = At()


@dataclass(slots=True)
class Reached:
    """What an entry point comes to."""

    calls: set[AwsCall] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    """Uses of what may be an adapter's method, of things whose kind could not be read off."""
    made: set[Symbol] = field(default_factory=set)
    asked: set[tuple[Symbol, str, At]] = field(default_factory=set)
    bound: dict[Symbol, frozenset[str]] = field(default_factory=dict)
    why: dict[AwsCall, str] = field(default_factory=dict)
    """By which way a call is come to."""
    _waiting: list[tuple[_Unit, _Unit | None]] = field(default_factory=list)
    _before: dict[_Unit, _Unit | None] = field(default_factory=dict)
    _now: _Unit | None = None
    _general: list[tuple[Symbol, str, At]] = field(default_factory=list)
    _held: set[tuple[Symbol, str, Symbol]] = field(default_factory=set)
    _fields: set[tuple[Symbol | str, str]] = field(default_factory=set)

    def follow(self) -> None:
        """Follow all that waits."""
        while self._waiting:
            unit, before = self._waiting.pop()
            if unit not in self._before:
                self._before[unit] = before
                self._apply(unit)

    def _wait_for(self, unit: _Unit) -> None:
        if not unit.symbol.module.startswith(PURE):
            self._waiting.append((unit, self._now))

    def _way(self, unit: _Unit | None) -> str:
        """From the entry point to a body."""
        steps: list[str] = []
        while unit:
            steps.append(f"{unit.symbol.module}.{unit.symbol.name}.{unit.method}".rstrip("."))
            unit = self._before[unit]
        return " > ".join(reversed(steps))

    def _apply(self, unit: _Unit) -> None:
        self._now = unit
        facts = _facts(unit.symbol, unit.method, unit.owner)
        at = At(unit.at.settings, facts.index or unit.at.index)
        for call in facts.calls:
            self.calls.add(AwsCall(call, at))
            self.why.setdefault(AwsCall(call, at), self._way(unit))
        self.unread |= set(facts.unread)
        for of, settings in facts.bound:
            self.bound[of] = self.bound.get(of, frozenset()) | settings
        for symbol in facts.reached:
            self.reach(symbol, at)
        for of, name in facts.used:
            self.use(of, name, at)
        self._hold(facts)

    def _hold(self, facts: _Facts) -> None:
        """Functions in fields of records are come to once anybody uses such a field."""
        self._held |= set(facts.held)
        self._fields |= {(of, name) for of, name in facts.used}
        self._fields |= facts.loose
        for of, name, function in list(self._held):
            if (_package(of.module), name) in self._fields or (of, name) in self._fields:
                self._held.discard((of, name, function))
                self.reach(function, At())

    def reach(self, symbol: Symbol, at: At) -> None:
        """A name is used: what it stands for may be called."""
        if symbol.kind == "class":
            self._make(symbol, at)
        else:
            inside = symbol.module.startswith(ADAPTERS)
            self._wait_for(_Unit(symbol, at=at if inside else At()))

    def _make(self, symbol: Symbol, at: At) -> None:
        place = self.place(symbol, at)
        self._wait_for(_Unit(symbol, "", symbol, place))
        for each in lineage(symbol):
            for name in each.methods:
                if name.startswith("__"):
                    self._wait_for(_Unit(each.symbol, name, symbol, place))
        if symbol not in self.made:
            self.made.add(symbol)
            for asked, name, then in list(self._general):
                if symbol in stands_in(asked):
                    self._wait(symbol, name, then)

    def use(self, of: Symbol, name: str, at: At) -> None:
        """A method (or property) of a class is used; of a protocol, any that stands for it."""
        if (of, name, at) in self.asked:
            return
        self.asked.add((of, name, at))
        self._wait(of, name, at)
        if stands_in(of):
            self._general.append((of, name, at))
        for made in self.made & stands_in(of):
            self._wait(made, name, at)

    def _wait(self, of: Symbol, name: str, at: At) -> None:
        for each in lineage(of):
            if name in each.methods:
                self._wait_for(_Unit(each.symbol, name, of, self.place(of, at)))
                return

    def place(self, of: Symbol, at: At) -> At:
        """Where a class works: with its own settings, or with those of the adapter that uses it."""
        if not of.module.startswith(ADAPTERS):
            return At()
        return At(self.bound[of], at.index) if of in self.bound and of != TABLE else at


@cache
def _every() -> tuple[Symbol, ...]:
    impure = [name for name in modules() if not name.startswith(PURE)]
    return tuple(each.symbol for name in impure for each in modules()[name].classes.values())


@cache
def stands_in(asked: Symbol) -> frozenset[Symbol]:
    """Classes that inherit from this one or implement it, by their methods' names and words."""
    if asked.module.startswith(PURE):
        return frozenset()
    heirs = {made for made in _every() if any(e.symbol == asked for e in lineage(made)[1:])}
    wanted = _forms(asked) if class_of(asked).is_protocol else {}
    if wanted:
        heirs |= {made for made in _every() if wanted.items() <= _forms(made).items()}
    return frozenset(heirs - {asked})


@cache
def _forms(of: Symbol) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in reversed(list(lineage(of))):
        for name, body in each.methods.items():
            if not name.startswith("_"):
                words = (*body.args.args, *body.args.kwonlyargs)
                found[name] = tuple(word.arg for word in words)
    return found


@dataclass(slots=True)
class _Facts:
    """What one body does, wherever it works."""

    index: str = ""
    calls: list[str] = field(default_factory=list)
    reached: list[Symbol] = field(default_factory=list)
    used: list[tuple[Symbol, str]] = field(default_factory=list)
    bound: list[tuple[Symbol, frozenset[str]]] = field(default_factory=list)
    held: list[tuple[Symbol, str, Symbol]] = field(default_factory=list)
    """Functions that a record holds, in which field: they are come to where the field is used."""
    loose: set[tuple[str, str]] = field(default_factory=set)
    """Attributes of what could not be read off, with the packages that its module speaks of."""
    unread: list[str] = field(default_factory=list)


@cache
def _facts(symbol: Symbol, method: str, owner: Symbol | None) -> _Facts:
    return _Reader(symbol, method, owner).facts


class _Reader:
    """Reads one body."""

    def __init__(self, symbol: Symbol, method: str, owner: Symbol | None) -> None:
        self.facts = _Facts()
        self._module = symbol.module
        self._inside = symbol.module.startswith(ADAPTERS)
        parts = list(_parts(symbol, method))
        whole = ast.Module([], [])
        whole.body = [ast.Expr(p) if isinstance(p, ast.expr) else p for p in parts]
        self._scope = Scope(symbol.module, owner, whole)
        self._in_records: set[int] = set()
        nodes = list(_spoken(parts))
        for node in nodes:
            if isinstance(node, ast.Call):
                self._record(node)
        for node in nodes:
            if id(node) not in self._in_records:
                self._read(node)

    def _record(self, node: ast.Call) -> None:
        """`GateKind(tell=tell)` calls nothing yet."""
        made = self._scope.thing(node.func)
        if made is None or made.of is None or made.kind != "symbol" or made.of.kind != "class":
            return
        fields = [name for each in reversed(lineage(made.of)) for name in each.fields]
        given = [*zip(fields, node.args, strict=False), *((k.arg, k.value) for k in node.keywords)]
        for name, value in given:
            if name in fields and isinstance(value, ast.Name) and not self._local(value.id):
                symbol = self._scope.symbol(value.id)
                if symbol and symbol.kind == "function":
                    self.facts.held.append((made.of, str(name), symbol))
                    self._in_records.add(id(value))

    def _read(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name) if not self._local(name):
                self._name(name)
            case ast.Attribute(value=value, attr=attr):
                self._attribute(value, attr)
            case ast.Call():
                self._call(node)
            case ast.Dict() if self._inside:
                self._document(node)

    def _document(self, node: ast.Dict) -> None:
        """An index that is asked, a write in a transaction."""
        for key, value in zip(node.keys, node.values, strict=True):
            match key, value:
                case ast.Constant(value="IndexName"), ast.Constant(value=str(index)):
                    self.facts.index = index
                case ast.Constant(value=str(kind)), ast.Dict() | ast.Call():
                    if kind in _IN_A_TRANSACTION:
                        self.facts.calls.append(f"dynamodb.transaction_{kind}")

    def _local(self, name: str) -> bool:
        scope = self._scope
        return any(name in names for names in (scope.declared, scope.assigned, scope.looped))

    def _name(self, name: str) -> None:
        symbol = self._scope.symbol(name)
        if symbol and symbol.kind == "value":
            self.facts.reached += _registered(symbol)
        if symbol and symbol.kind != "module":
            self.facts.reached.append(symbol)

    def _attribute(self, value: ast.expr, attr: str) -> None:
        base = self._scope.thing(value)
        if base is None:
            self.facts.loose |= {(package, attr) for package in self._packages()}
        elif base.kind == "client":
            self.facts.calls.append(f"{base.name}.{attr}")
        elif base.of and base.of.kind == "module":
            found = named(base.of.module, attr)
            self.facts.reached += [found] if found and found.kind != "module" else []
        elif base.of and base.of.kind == "class":
            self.facts.used.append((base.of, attr))

    def _packages(self) -> set[str]:
        """Of whose things an untyped name may be: the module's own, and what it imports."""
        spoken = {**modules()[self._module].imports, **self._scope.imports}
        return {_package(name) for name in (self._module, *(of for of, _ in spoken.values()))}

    def _call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Attribute(value=of, attr=attr) if attr in adapter_methods():
                if self._scope.thing(of) is None:
                    self.facts.unread.append(f"{self._module}: {ast.unparse(node.func)}")
        called = self._scope.thing(node.func)
        if called and called.kind == "operation" and called.name.endswith("presigned_url"):
            (operation, *_) = node.args
            assert isinstance(operation, ast.Constant)
            service = called.name.split(".")[0]
            self.facts.calls.append(f"{service}.{operation.value!s}")
        if self._inside or called is None or called.kind != "symbol" or called.of is None:
            return
        if called.of.module.startswith(ADAPTERS) and called.of.kind == "class":
            self.facts.bound.append((called.of, frozenset(self._settings(node))))

    def _settings(self, node: ast.AST) -> Iterator[str]:
        """The settings in an expression, those behind its local names included."""
        for each in ast.walk(node):
            match each:
                case ast.Attribute(value=value, attr=attr):
                    base = self._scope.thing(value)
                    if base and base.of and base.of.name == "Settings":
                        yield attr
                case ast.Name(id=name) if name in self._scope.assigned:
                    behind = self._scope.assigned[name]
                    if name not in {n.id for n in ast.walk(behind) if isinstance(n, ast.Name)}:
                        yield from self._settings(behind)


def _package(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _parts(symbol: Symbol, method: str) -> Iterator[ast.expr | ast.stmt]:
    module = modules()[symbol.module]
    if symbol.kind == "function":
        yield module.functions[symbol.name]
    elif symbol.kind == "value":
        yield module.values[symbol.name]
    elif method:
        yield module.classes[symbol.name].methods[method]
    else:
        for each in module.classes[symbol.name].node.body:
            if not isinstance(each, Body):
                yield each


def _spoken(parts: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes that run: all but annotations."""
    waiting: list[ast.AST] = list(parts)
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns"):
                held = value if isinstance(value, list) else [value]
                waiting += [each for each in held if isinstance(each, ast.AST)]


def _registered(symbol: Symbol) -> Iterator[Symbol]:
    """The members of a registry: whoever holds it may ask for any."""
    if symbol.module.startswith(PURE):
        return
    match modules()[symbol.module].values[symbol.name]:
        case ast.Call(func=ast.Name(id="Registry"), args=[package, *_]):
            name = package.value if isinstance(package, ast.Constant) else symbol.module
            for module in members(str(name)):
                for value in module.values:
                    yield Symbol("value", module.name, value)


@cache
def adapter_methods() -> frozenset[str]:
    """Names of methods of adapters that no object of the language has."""
    adapters = [modules()[name] for name in modules() if name.startswith(ADAPTERS)]
    classes = [each for module in adapters for each in module.classes.values()]
    methods = {name for each in classes for name in each.methods if not name.startswith("_")}
    return frozenset(methods - _OF_ANY_OBJECT)


@cache
def reached_from(module: str) -> Reached:
    """What an entry point comes to; read again until no adapter's settings are news."""
    bound: Mapping[Symbol, frozenset[str]] = {}
    while True:
        found = Reached(bound=dict(bound))
        of = modules()[module]
        for name in of.functions:
            found.reach(Symbol("function", module, name), At())
        found.follow()
        if found.bound == bound:
            return found
        bound = found.bound
