"""What kind of thing an expression is: by annotations, which are everywhere in strict code."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache

from tests.rights.code import Body, Symbol, followed, imported, lineage, modules, named

CLIENTS = Symbol("class", "gonogo.aws.clients", "Clients")
_ONE = {"tuple", "list", "Sequence", "Iterable", "Iterator", "set", "frozenset", "Collection"}
_PROPERTIES = {"property", "cached_property"}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an expression is.

    `instance` of a class, `symbol` itself, `method` of a class, `client` of a service,
    `operation` of a client, or `many` of another thing.
    """

    kind: str
    of: Symbol | None = None
    name: str = ""
    each: Thing | None = None


@dataclass(slots=True)
class Scope:
    """The names inside one function or method, those of functions inside it included."""

    module: str
    owner: Symbol | None
    node: ast.AST
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    declared: dict[str, ast.expr] = field(default_factory=dict)
    assigned: dict[str, ast.expr] = field(default_factory=dict)
    looped: dict[str, ast.expr] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.imports = imported(ast.walk(self.node))
        for node in ast.walk(self.node):
            match node:
                case ast.arg(arg=name, annotation=ast.expr() as annotation):
                    self.declared[name] = annotation
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                    self.declared[name] = annotation
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.assigned[name] = value
                case ast.NamedExpr(target=ast.Name(id=name), value=value):
                    self.assigned[name] = value
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    pairs = zip(names, values, strict=False)
                    self.assigned |= {n.id: v for n, v in pairs if isinstance(n, ast.Name)}
                case ast.ExceptHandler(type=ast.expr() as kind, name=str(name)):
                    self.declared[name] = kind
                case ast.For(target=ast.Name(id=name), iter=over):
                    self.looped[name] = over
                case ast.comprehension(target=ast.Name(id=name), iter=over):
                    self.looped[name] = over

    def symbol(self, name: str) -> Symbol | None:
        """What a name that is not local stands for."""
        if name in self.imports:
            return followed(*self.imports[name])
        return named(self.module, name)

    def thing(self, node: ast.expr | None) -> Thing | None:
        """What an expression is; None where that cannot be read off."""
        match node:
            case ast.Name(id=name):
                return self._of_name(name)
            case ast.Attribute(value=value, attr=name):
                return attribute(self.thing(value), name)
            case ast.Call(func=func):
                return self._of_call(func)
            case ast.BoolOp(values=values):
                return next(filter(None, map(self.thing, values)), None)
            case ast.IfExp(body=one, orelse=other):
                return self.thing(one) or self.thing(other)
            case ast.Subscript(value=value):
                inner = self.thing(value)
                return inner.each if inner else None
            case ast.NamedExpr(value=value):
                return self.thing(value)
        return None

    def _of_name(self, name: str) -> Thing | None:
        if name in ("self", "cls") and self.owner:
            return Thing("instance", self.owner)
        if name in self._open:  # `x = x or …`
            return None
        self._open.add(name)
        try:
            if name in self.declared:
                return annotated(self.declared[name], self)
            if name in self.assigned:
                return self.thing(self.assigned[name])
            if name in self.looped:
                many = self.thing(self.looped[name])
                return many.each if many else None
        finally:
            self._open.discard(name)
        symbol = self.symbol(name)
        if symbol and symbol.kind == "value":
            return _of_value(symbol)
        return Thing("symbol", symbol) if symbol else None

    def _of_call(self, func: ast.expr) -> Thing | None:
        called = self.thing(func)
        if called is None or called.of is None:
            return None
        if called.kind == "symbol" and called.of.kind == "class":
            return Thing("instance", called.of)
        if called.kind == "symbol" and called.of.kind == "function":
            return _given(called.of)
        if called.kind == "method":
            return _returned(called)
        return None


@cache
def _of_value(symbol: Symbol) -> Thing | None:
    """What a value of a module is; a registry is many of what its members are."""
    value = modules()[symbol.module].values[symbol.name]
    scope = Scope(symbol.module, None, value)
    match value:
        case ast.Call(func=ast.Name(id="Registry"), args=[_, contract]):
            return Thing("many", each=annotated(contract, scope))
    return scope.thing(value)


@cache
def _given(function: Symbol) -> Thing | None:
    body = modules()[function.module].functions[function.name]
    return annotated(body.returns, Scope(function.module, None, body))


@cache
def _returned(method: Thing) -> Thing | None:
    assert method.of
    for each in lineage(method.of):
        if method.name in each.methods:
            body = each.methods[method.name]
            scope = Scope(each.module.name, each.symbol, body)
            if isinstance(body.returns, ast.Name) and body.returns.id == "Self":
                return Thing("instance", method.of)
            return annotated(body.returns, scope)
    return None


def annotated(node: ast.expr | None, scope: Scope) -> Thing | None:
    """What an annotation says."""
    match node:
        case ast.Constant(value=str(text)):
            return annotated(ast.parse(text, mode="eval").body, scope)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return annotated(left, scope) or annotated(right, scope)
        case ast.Subscript(value=ast.Name(id=name), slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            each = annotated(parts[0 if name in _ONE else -1], scope)
            return Thing("many", each=each)
        case ast.Name(id=name):
            symbol = scope.symbol(name)
            return Thing("instance", symbol) if symbol and symbol.kind == "class" else None
        case ast.Attribute(value=ast.Name(id=name), attr=inner_name):
            symbol = scope.symbol(name)
            found = named(symbol.module, inner_name) if symbol else None
            return Thing("instance", found) if found and found.kind == "class" else None
    return None


def attribute(value: Thing | None, name: str) -> Thing | None:
    """What an attribute of a thing is."""
    if value is None:
        return None
    if value.kind == "client":
        return Thing("operation", name=f"{value.name}.{name}")
    if value.kind == "symbol" and value.of and value.of.kind == "module":
        found = named(value.of.module, name)
        return Thing("symbol", found) if found else None
    if value.kind in ("instance", "symbol") and value.of and value.of.kind == "class":
        return _member(value.of, name)
    return None


@cache
def _member(of: Symbol, name: str) -> Thing | None:
    if of == CLIENTS and not name.startswith("_"):
        return Thing("client", name=name)
    for each in lineage(of):
        scope = Scope(each.module.name, each.symbol, ast.Module([], []))
        if name in each.fields:
            return annotated(each.fields[name], scope)
        if name in each.methods:
            if _PROPERTIES & _decorators(each.methods[name]):
                return annotated(each.methods[name].returns, _inside(each.methods[name], scope))
            return Thing("method", of, name)
        set_here = _set_by(each.methods.get("__init__"), name)
        if set_here is not None:
            return Scope(each.module.name, each.symbol, each.methods["__init__"]).thing(set_here)
    return None


def _inside(body: Body, scope: Scope) -> Scope:
    return Scope(scope.module, scope.owner, body)


def _decorators(body: Body) -> set[str]:
    return {each.id for each in body.decorator_list if isinstance(each, ast.Name)}


def _set_by(body: Body | None, name: str) -> ast.expr | None:
    """What `__init__` sets an attribute to."""
    for node in ast.walk(body) if body else ():
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=value
            ):
                if attr == name:
                    return value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for target, value in zip(names, values, strict=False):
                    if isinstance(target, ast.Attribute) and target.attr == name:
                        return value
            case ast.AnnAssign(target=ast.Attribute(attr=attr), annotation=annotation):
                if attr == name:
                    return ast.Call(annotation, [], [])
    return None
