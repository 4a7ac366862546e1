"""Where the local stack keeps what it is: the folder `.gonogo/` of a clone."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gonogo.errors import NotFound

CLONE = Path(__file__).parents[4]
LET_GO_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A clone, the folder for its local stack, and the tools that the Makefile made beside them."""

    root: Path
    home: Path

    @classmethod
    def of_clone(cls, root: Path = CLONE) -> Place:
        """The usual place; `NotFound` where there is no clone around the library."""
        if not (root / "template.yaml").exists():
            raise NotFound("A local stack needs a clone of gonogo: there is no template.yaml here.")
        return cls(root, root / ".gonogo")

    @property
    def python(self) -> Path:
        """The Python that runs deployed functions: the local AWS's own."""
        return self.tool("ministack", "python")

    def tool(self, environment: str, name: str) -> Path:
        """A program of one of the environments in `.tools/`."""
        path = self.root / ".tools" / environment / "bin" / name
        if not path.exists():
            raise NotFound(f"There is no {path.relative_to(self.root)} yet: `make up` makes it.")
        return path

    def log(self, name: str) -> Path:
        """The log file of one process or build."""
        return self._file(f"logs/{name}.log")

    @property
    def summary(self) -> Path:
        """What the command line and the tests read."""
        return self.home / "local.json"

    def _file(self, name: str) -> Path:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def remember(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep a fact as `<name>.json`, whole or not at all; only the owner may read it."""
        path = self._file(f"{name}.json")
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(value, indent=2) + "\n")
        draft.replace(path)

    def recall(self, name: str) -> dict[str, Any]:
        """The fact of that name; empty if there is none, or only half of one."""
        try:
            value = json.loads((self.home / f"{name}.json").read_text())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def forget(self, name: str) -> None:
        """Drop a fact."""
        (self.home / f"{name}.json").unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the place for one command; a second one waits."""
        with self._file("lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def environment(place: Place, **more: str) -> dict[str, str]:
    """What a child may see: nothing of the caller's AWS, and a home inside the place."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    cache = os.environ.get("UV_CACHE_DIR") or str(Path.home() / ".cache" / "uv")
    home = place.home / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {**kept, "HOME": str(home), "UV_CACHE_DIR": cache, "SAM_CLI_TELEMETRY": "0", **more}


def credentials(endpoint: str) -> dict[str, str]:
    """Variables that lead every AWS client to the local AWS, and nowhere else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def free_port(last: int | None, usual: int | None) -> int:
    """The last port again, else the usual one, else any that is free on loopback."""
    end = time.monotonic() + LET_GO_SECONDS
    while last is not None:
        if _is_free(last):
            return last
        if time.monotonic() > end:
            break
        # Whoever was killed there a moment ago has not let go of it yet.
        time.sleep(0.02)
    if usual is not None and _is_free(usual):
        return usual
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Ports of a server just stopped are free; without this they look taken for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
