from gonogo._registry import Registry
from gonogo.engine.builtins._contract import BuiltIn

built_ins: Registry[BuiltIn] = Registry(__name__, BuiltIn)
