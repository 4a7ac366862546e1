from gonogo._registry import Registry
from gonogo.engine.auth._contract import AuthType

auth_types: Registry[AuthType] = Registry(__name__, AuthType)
