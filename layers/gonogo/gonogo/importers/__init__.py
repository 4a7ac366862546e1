"""The formats that tests are brought from: one file or folder each."""

from gonogo._registry import Registry
from gonogo.importers._contract import Importer

importers: Registry[Importer] = Registry(__name__, Importer)
