"""The library as a reader without running it sees it: modules, classes, what names stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "layers/gonogo"
FOREIGN = ("gonogo/cli/", "gonogo/local/")
"""Hosts outside Lambda, which no function holds."""
Body = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for: a module, a class, a function or a value of a module."""

    kind: str
    module: str
    name: str = ""


@dataclass(slots=True)
class Class:
    """A class: its methods, and the annotations of its fields."""

    module: Module
    node: ast.ClassDef
    methods: dict[str, Body] = field(default_factory=dict)
    fields: dict[str, ast.expr] = field(default_factory=dict)

    @property
    def symbol(self) -> Symbol:
        """The class as what a name stands for."""
        return Symbol("class", self.module.name, self.node.name)

    @property
    def is_protocol(self) -> bool:
        """Whether others implement it."""
        return any(isinstance(b, ast.Name) and b.id == "Protocol" for b in self.node.bases)


@dataclass(slots=True)
class Module:
    """A module: what its names stand for, without following them further."""

    name: str
    tree: ast.Module
    functions: dict[str, Body] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)
    values: dict[str, ast.expr] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)


def imported(nodes: Iterator[ast.AST]) -> dict[str, tuple[str, str]]:
    """Names that import statements bind: to a module, or to a name of one."""
    found: dict[str, tuple[str, str]] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for each in node.names:
                found[each.asname or each.name.split(".")[0]] = (each.name, "")
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            for each in node.names:
                found[each.asname or each.name] = (origin, each.name)
    return found


def _read(path: Path, name: str) -> Module:
    module = Module(name, ast.parse(path.read_text()))
    for node in module.tree.body:
        if isinstance(node, Body):
            module.functions[node.name] = node
        elif isinstance(node, ast.ClassDef):
            module.classes[node.name] = _class(module, node)
        elif isinstance(node, ast.Assign):
            module.values |= {t.id: node.value for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            module.values[node.target.id] = node.value
        # Also those for types only: annotations name them.
        elif isinstance(node, ast.Import | ast.ImportFrom | ast.If):
            module.imports |= imported(ast.walk(node))
    return module


def _class(module: Module, node: ast.ClassDef) -> Class:
    made = Class(module, node)
    for each in node.body:
        if isinstance(each, Body):
            made.methods[each.name] = each
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            made.fields[each.target.id] = each.annotation
    return made


class Modules(Mapping[str, Module]):
    """Modules by their names, each read when it is first asked for."""

    def __init__(self) -> None:
        inside = [
            path
            for path in (LIBRARY / "gonogo").rglob("*.py")
            if not str(path.relative_to(LIBRARY)).startswith(FOREIGN)
        ]
        self._paths = {_name(path, LIBRARY): (path, LIBRARY) for path in inside}
        self._paths |= {_name(p, ROOT): (p, ROOT) for p in (ROOT / "functions").rglob("*.py")}
        self._read: dict[str, Module] = {}

    def __getitem__(self, name: str) -> Module:
        if name not in self._read:
            self._read[name] = _read(self._paths[name][0], name)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@cache
def modules() -> Modules:
    """Every module that functions hold."""
    return Modules()


def _name(path: Path, root: Path) -> str:
    parts = path.parent if path.name == "__init__.py" else path.with_suffix("")
    return ".".join(parts.relative_to(root).parts)


def members(package: str) -> Iterator[Module]:
    """The modules of a package that are extensions."""
    for name in modules():
        inner = name.removeprefix(f"{package}.")
        if inner != name and "." not in inner and not inner.startswith("_"):
            yield modules()[name]


@cache
def named(module: str, name: str) -> Symbol | None:
    """What a name of a module stands for, followed through imports; None for what is foreign."""
    if module not in modules():
        return None
    at = modules()[module]
    if name in at.functions:
        return Symbol("function", module, name)
    if name in at.classes:
        return Symbol("class", module, name)
    if name in at.values:
        return Symbol("value", module, name)
    if name in at.imports and at.imports[name] != (module, name):
        return followed(*at.imports[name])
    # A package may import a module of its own by the package's name.
    if f"{module}.{name}" in modules():
        return Symbol("module", f"{module}.{name}")
    return None


def followed(module: str, name: str) -> Symbol | None:
    """What an import brings."""
    if not name:
        return Symbol("module", module) if module in modules() else None
    return named(module, name)


def class_of(symbol: Symbol) -> Class:
    """The class that a symbol names."""
    return modules()[symbol.module].classes[symbol.name]


@cache
def lineage(symbol: Symbol) -> tuple[Class, ...]:
    """A class and those that it inherits from, as far as they are ours."""
    return tuple(_lineage(symbol))


def _lineage(symbol: Symbol) -> Iterator[Class]:
    of = class_of(symbol)
    yield of
    for base in of.node.bases:
        bare = base.value if isinstance(base, ast.Subscript) else base
        parent = named(symbol.module, bare.id) if isinstance(bare, ast.Name) else None
        if parent and parent.kind == "class":
            yield from lineage(parent)
