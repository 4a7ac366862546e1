"""Where a process takes its machine from: compiled before, portable, or compiled now."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gonogo.engine.scripts.javascript import compiled, loading, machine
from gonogo.engine.scripts.javascript.loading import Shelf
from gonogo.errors import Internal
from tests.hostile_scripts import DEPTHS, LOOPS, MEMORIES, NATIVE, PATTERNS, PROMISES, VALUES
from tests.scripts import script

ROOT = Path(__file__).resolve().parents[3]
BUILT = Path(loading.__file__).parent / "built"
OWN, PORTABLE = f"{compiled.NATIVE}.cwasm", "pulley64.cwasm"
GROUPS = (DEPTHS, LOOPS, MEMORIES, NATIVE, PATTERNS, PROMISES, VALUES)
SOURCE = "variables.set('a', _.max([1, 2])); assert.equal(moment.utc(0).year(), 1970)"


def folder(tmp_path: Path, *names: str) -> Path:
    """A build that has only these files beside the machine."""
    for name in ("machine.wasm", *names):
        shutil.copy(BUILT / name, tmp_path)
    return tmp_path


@pytest.fixture
def portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """All scripts run in the portable machine, as in a Lambda that was built elsewhere."""
    shelf = Shelf(folder(tmp_path, PORTABLE, compiled.LIST))
    monkeypatch.setattr(machine, "_shelf", shelf)
    return shelf


def test_this_computers_own_code_comes_first(tmp_path: Path) -> None:
    assert not Shelf(folder(tmp_path, OWN, PORTABLE, compiled.LIST)).machine().portable


def test_code_for_another_processor_gives_way_to_the_portable_one(tmp_path: Path) -> None:
    """As when a stack that was built on one kind of processor runs on the other."""
    place = folder(tmp_path, PORTABLE, compiled.LIST)
    (place / OWN).write_bytes((place / PORTABLE).read_bytes())
    hashes = json.loads((place / compiled.LIST).read_text())
    (place / compiled.LIST).write_text(json.dumps(hashes | {OWN: hashes[PORTABLE]}))
    assert Shelf(place).machine().portable


@pytest.mark.parametrize("changed", [OWN, PORTABLE])
def test_a_compiled_file_that_is_not_the_builds_is_not_loaded(changed: str, tmp_path: Path) -> None:
    """It is code: a file whose hash is another is passed over."""
    place = folder(tmp_path, OWN, PORTABLE, compiled.LIST)
    content = bytearray((place / changed).read_bytes())
    content[-1] ^= 1
    (place / changed).write_bytes(content)
    found = compiled.load(place, json.loads((place / compiled.LIST).read_text())["machine"])
    assert found is not None
    assert found.portable == (changed == OWN)


def test_code_of_another_machine_is_not_loaded(tmp_path: Path) -> None:
    """A build that stopped half-way leaves the older machine's code beside the newer machine."""
    assert compiled.load(folder(tmp_path, OWN, PORTABLE, compiled.LIST), "0" * 64) is None


def test_a_changed_machine_is_refused(tmp_path: Path) -> None:
    (tmp_path / "machine.wasm").write_bytes(b"\0asm\1\0\0\0")
    with pytest.raises(Internal, match="not the one that was tested"):
        Shelf(tmp_path).machine()


def test_a_machine_that_was_not_built_says_how(tmp_path: Path) -> None:
    with pytest.raises(Internal, match="make scripting"):
        Shelf(tmp_path).machine()


def test_without_compiled_files_the_machine_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_shelf", Shelf(folder(tmp_path)))
    assert script(SOURCE, seconds=30).changes == {"a": "2"}


def test_the_portable_machine_gives_the_same_results(portable: Shelf) -> None:
    assert portable.machine().portable
    found = script(SOURCE + "; log(CryptoJS.MD5('a'), Math.random())")
    portable._machine = compiled.load(BUILT, portable._wanted())
    again = script(SOURCE + "; log(CryptoJS.MD5('a'), Math.random())")
    assert (found.changes, found.output) == (again.changes, again.output)


@pytest.mark.parametrize(
    "source",
    [source for group in GROUPS for source in list(group.values())[:2]],
)
def test_the_portable_machine_has_the_same_limits(source: str, portable: Shelf) -> None:
    outcome = script(source, seconds=0.4)
    assert outcome.seconds < 0.4 + 1.5
    assert len(outcome.output) < 70_000


def test_much_work_brings_the_quicker_machine(
    portable: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Little work does not: compiling takes longer than it would save."""
    script(SOURCE)
    portable.settle(0)
    assert portable._compiling is None
    monkeypatch.setattr(loading, "COMPILE_AFTER", 0.0)
    script(SOURCE)
    portable.settle(60)
    assert not portable.machine().portable
    assert script(SOURCE).passed


def test_a_process_that_ends_while_it_compiles_ends_well(tmp_path: Path) -> None:
    """Nobody waits for a machine that no script will use."""
    folder(tmp_path, PORTABLE, compiled.LIST)
    code = (
        "import sys; from pathlib import Path; from tests.scripts import script\n"
        "from gonogo.engine.scripts.javascript import loading, machine\n"
        "loading.COMPILE_AFTER = 0; machine._shelf = loading.Shelf(Path(sys.argv[1]))\n"
        "assert script('1').passed; assert machine._shelf._compiling.is_alive()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)  # noqa: S603 -- ours


def test_the_lock_files_agree_on_the_version_that_compiles() -> None:
    """A compiled file is good for the very version that made it: the layer's must be ours."""
    versions = {
        line.split()[0]
        for name in ("scripting", "development")
        for line in (ROOT / f"requirements/{name}.txt").read_text().splitlines()
        if line.startswith("wasmtime==")
    }
    assert len(versions) == 1
