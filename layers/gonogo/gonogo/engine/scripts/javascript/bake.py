"""Makes the machine that scripts run in: the engine, the libraries and the prelude in one file.

`python -m gonogo.engine.scripts.javascript.bake NODE_MODULES` runs the libraries once, and puts the
engine's memory as it then is into the WebAssembly file itself: every script begins there.
The same inputs give the same bytes; `machine.sha256` is committed and says which.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from gonogo.engine.scripts.javascript import compiled, guest, wasm

ENGINE_SHA256 = "d4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9"
"""Of `quickjs.wasm` in the package quickjs-wasi 3.6.2."""
MAINS = {
    "underscore": "underscore/underscore-umd.js",
    "chai": "chai/chai.js",
    "chai-fuzzy": "chai-fuzzy/index.js",
    "chai-json-schema": "chai-json-schema/index.js",
    "tv4": "tv4/tv4.js",
    "jsonpointer.js": "jsonpointer.js/src/jsonpointer.js",
    "moment": "moment/moment.js",
    "crypto-js": "crypto-js/index.js",
    "@xmldom/xmldom": "@xmldom/xmldom/lib/index.js",
    "pathval": "pathval/index.js",
    "type-detect": "type-detect/type-detect.js",
}
FOLDERS = ("crypto-js", "@xmldom/xmldom/lib")
"""Whose files are modules of their own."""


def bake(packages: Path) -> bytes:
    """The engine with everything loaded, as a WebAssembly module."""
    engine = (packages / "quickjs-wasi" / "quickjs.wasm").read_bytes()
    found = hashlib.sha256(engine).hexdigest()
    if found != ENGINE_SHA256:
        raise ValueError(f"quickjs.wasm has the hash {found}, not the one that is known.")
    memory, stack = guest.prepared(engine, _source(packages))
    return wasm.with_memory(engine, memory, stack, guest.EXPORTS)


def _source(packages: Path) -> str:
    """One program: the libraries' modules, and the prelude around them."""
    names = sorted(_modules(packages))
    modules = ",\n".join(
        f"{json.dumps(name)}(module, exports, require) {{\n{(packages / name).read_text()}\n}}"
        for name in names
    )
    prelude = "\n".join(
        path.read_text() for path in sorted((Path(__file__).parent / "prelude").glob("*.js"))
    )
    # The libraries are sloppy code, the prelude is strict.
    return (
        "(function () { const global = globalThis;\n"
        f"const mains = {json.dumps(MAINS)}; const modules = {{ {modules} }};\n"
        f'(function () {{ "use strict";\n{prelude}\n'
        f"addResponseClaims(chai); offerGlobals(); }})(); }})();"
    )


def _modules(packages: Path) -> Iterator[str]:
    yield from set(MAINS.values())
    for folder in FOLDERS:
        for path in (packages / folder).glob("*.js"):
            name = path.relative_to(packages).as_posix()
            if name not in MAINS.values():
                yield name


def _licences(packages: Path) -> Mapping[str, Path]:
    """Every package's licence, by the name it is kept under."""
    found: dict[str, Path] = {}
    for manifest in sorted([*packages.glob("*/package.json"), *packages.glob("@*/*/package.json")]):
        package = manifest.parent.relative_to(packages).as_posix().replace("/", "-")
        texts = sorted([*manifest.parent.glob("LICEN*"), *manifest.parent.glob("README*")])
        if texts:
            found[f"{package}.txt"] = texts[0]
    return found


def main(packages: Path) -> None:
    """Write the machine and the licences into the package's data."""
    built = Path(__file__).parent / "built"
    (built / "licences").mkdir(parents=True, exist_ok=True)
    machine = bake(packages)
    digest = Path(__file__).parent / "machine.sha256"
    if "--pin" in sys.argv:
        digest.write_text(hashlib.sha256(machine).hexdigest() + "\n")
    elif digest.read_text().strip() != hashlib.sha256(machine).hexdigest():
        raise SystemExit("The machine is another than machine.sha256 names; --pin names this one.")
    compiled.replace(built / "machine.wasm", machine)
    for name, path in _licences(packages).items():
        shutil.copyfile(path, built / "licences" / name)
    compiled.write(machine, built)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
