"""The languages that scripts are written in; one file or folder each, loaded on first use."""

from gonogo._registry import Registry
from gonogo.engine.scripts._contract import Language

languages: Registry[Language] = Registry(__name__, Language)
