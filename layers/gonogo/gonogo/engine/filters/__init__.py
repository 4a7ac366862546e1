from gonogo._registry import Registry
from gonogo.engine.filters._contract import Filter

filters: Registry[Filter] = Registry(__name__, Filter)
