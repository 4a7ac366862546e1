"""The machine for scripts as it is built, loaded and shared: what one script alone cannot show."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gonogo.engine.scripts.javascript import bake, guest, machine
from tests.hostile_scripts import ATTACKS
from tests.scripts import script

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ROOT / ".tools/scripting/node_modules"
MEGABYTE = 1024 * 1024


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096


def test_the_same_packages_give_the_machine_that_is_pinned() -> None:
    pinned = Path(bake.__file__).with_name("machine.sha256").read_text().strip()
    assert hashlib.sha256(bake.bake(PACKAGES)).hexdigest() == pinned


def test_every_package_brings_its_licence() -> None:
    kept = {path.stem for path in (Path(bake.__file__).parent / "built/licences").glob("*")}
    assert {"chai", "crypto-js", "moment", "quickjs-wasi", "underscore", "@xmldom-xmldom"} <= kept


def test_another_engine_is_refused(tmp_path: Path) -> None:
    (tmp_path / "quickjs-wasi").mkdir()
    (tmp_path / "quickjs-wasi/quickjs.wasm").write_bytes(b"\0asm\1\0\0\0")
    with pytest.raises(ValueError, match="not the one that is known"):
        bake.bake(tmp_path)


def test_a_run_without_scripts_never_loads_the_engine() -> None:
    """It costs a second where it has to be compiled, and memory everywhere."""
    code = (
        "import sys; from tests.engine_runs import a_step, run\n"
        "assert run(a_step()).status == 'passed'; assert 'wasmtime' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)  # noqa: S603 -- ours


def test_endless_loops_side_by_side_end_together() -> None:
    ends: list[float] = []

    def loop() -> None:
        assert not script("for(;;){}", seconds=1.0).passed
        ends.append(time.monotonic())

    threads = [threading.Thread(target=loop) for _ in range(machine.SIDE_BY_SIDE)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == machine.SIDE_BY_SIDE
    assert max(ends) - started < 2.5


def test_memory_is_given_back() -> None:
    """A machine that is not closed keeps its memory for ever."""
    script("1")
    before = resident()
    for source in list(ATTACKS.values()):
        script(source, seconds=0.1)
        assert resident() - before < 128 * MEGABYTE
    assert resident() - before < 64 * MEGABYTE


def test_the_machine_has_no_other_exports_and_imports() -> None:
    module = machine._shelf.machine().module
    assert {export.name for export in module.exports} <= guest.EXPORTS
    assert len(module.imports) == 12
