from gonogo._registry import Registry
from gonogo.engine.sources._contract import Source

sources: Registry[Source] = Registry(__name__, Source)
