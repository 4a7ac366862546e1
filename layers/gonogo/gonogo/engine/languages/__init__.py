from gonogo._registry import Registry
from gonogo.engine.languages._contract import Language

languages: Registry[Language] = Registry(__name__, Language)
