"""The tools that are compared: one file a tool."""

from benchmarks.peers._contract import Peer
from gonogo._registry import Registry

PEERS: Registry[Peer] = Registry(__name__, Peer)
