"""Up, down and status of the local stack: each does only what is missing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gonogo.local import ministack, sample, stack
from gonogo.local.fingerprint import fingerprint
from gonogo.local.ministack import healthy
from gonogo.local.place import Place, environment, free_port
from gonogo.local.process import DidNotStart, Process, start

GATEWAY = "gateway"
HEALTH = "/_gateway"
GATEWAY_PORT = 8700
PROCESSES = (sample.NAME, GATEWAY, ministack.NAME)

Say = Callable[[str], None]


def up(say: Say = lambda _: None, place: Place | None = None) -> dict[str, Any]:
    """Bring the stack up as the sources are now; answers what `local.json` holds."""
    place = place or Place.of_clone()
    with place.alone():
        began = time.monotonic()
        port = _gateway_port(place)
        base_url = f"http://127.0.0.1:{port}"
        deployed = _deployed(place, base_url, say)
        _gateway(place, port, deployed)
        api = sample.api(place)
        summary = _filled(place, base_url, deployed, api, say)
        say(f"Up after {time.monotonic() - began:.1f} s.")
        return summary


def down(say: Say = lambda _: None, place: Place | None = None) -> None:
    """Stop what `up` started, and forget what lived in it."""
    place = place or Place.of_clone()
    with place.alone():
        for name in PROCESSES:
            process = Process.recalled(place, name)
            if process and process.alive():
                process.stop()
                say(f"Stopped {name} (pid {process.pid}).")
            place.forget(name)
        for name in ("stack", "filled", "local"):
            place.forget(name)
        ministack.clear(place)


def status(place: Place | None = None) -> dict[str, str]:
    """One line for each part: running with its port, or stopped."""
    place = place or Place.of_clone()
    found = {}
    for name in reversed(PROCESSES):
        process = Process.recalled(place, name)
        alive = process is not None and process.alive()
        found[name] = f"running on 127.0.0.1:{process.port}" if process and alive else "stopped"
    return found


@dataclass(frozen=True, slots=True)
class Deployed:
    """The stack as it is deployed."""

    endpoint: str
    mark: str
    outputs: dict[str, str]

    @property
    def api_url(self) -> str:
        """The HTTP API inside the local AWS."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}"


def _deployed(place: Place, base_url: str, say: Say) -> Deployed:
    """The running stack if it is of these sources, else a deploy; a broken one is started anew."""
    values = stack.parameters(base_url)
    mark = fingerprint(place.root, parameters=[f"{k}={v}" for k, v in values.items()])
    cloud = ministack.running(place)
    known = place.recall("stack") if cloud else {}
    if cloud and known.get("mark") == mark:
        return Deployed(_endpoint(cloud), mark, known["outputs"])
    say("Building the template (sam build) …")
    stack.build(place)
    if cloud:
        try:
            return _deploy(place, cloud, values, mark, say)
        except DidNotStart:
            say("The deploy failed on the running local AWS; starting with an empty one …")
            cloud.stop()
    say("Starting the local AWS (MiniStack) …")
    for name in ("stack", "filled", "local"):
        place.forget(name)
    return _deploy(place, ministack.started(place), values, mark, say)


def _deploy(place: Place, cloud: Process, values: dict[str, str], mark: str, say: Say) -> Deployed:
    say("Deploying it (sam deploy) …")
    endpoint = _endpoint(cloud)
    place.forget("stack")
    stack.deploy(place, endpoint, values)
    outputs = stack.outputs(endpoint)
    place.remember("stack", {"mark": mark, "endpoint": endpoint, "outputs": outputs})
    return Deployed(endpoint, mark, outputs)


def _endpoint(cloud: Process) -> str:
    return f"http://127.0.0.1:{cloud.port}"


def _gateway_port(place: Place) -> int:
    """The port of the public base: kept as long as it can be, since every answer's URLs hold it."""
    last = Process.recalled(place, GATEWAY)
    if last and last.alive():
        return last.port
    return free_port(last.port if last else None, GATEWAY_PORT)


def _gateway(place: Place, port: int, deployed: Deployed) -> None:
    """The public address, leading to this deploy's API."""
    last, facts = Process.recalled(place, GATEWAY), place.recall(GATEWAY)
    if last and last.alive():
        if facts.get("target") == deployed.api_url and healthy(port, HEALTH):
            return
        last.stop()
    start(
        place,
        GATEWAY,
        [sys.executable, "-m", "gonogo.local.gateway", str(port), deployed.api_url],
        port=port,
        mark="gonogo.local.gateway",
        ready=lambda: healthy(port, HEALTH),
        env=environment(place),
        facts={"target": deployed.api_url},
    )


def _filled(
    place: Place, base_url: str, deployed: Deployed, api: Process, say: Say
) -> dict[str, Any]:
    """The first key and the sample project, made once for a stack and pushed for each deploy."""
    sample_url = f"http://127.0.0.1:{api.port}"
    mark = f"{deployed.mark} {base_url} {sample_url} {sample.version(place)}"
    filled, summary = place.recall("filled"), place.recall("local")
    if summary and filled.get("mark") == mark:
        return summary
    say("Pushing the sample project …")
    key = filled.get("key") or sample.first_key(place, deployed.endpoint, deployed.outputs)
    place.remember("filled", {"key": key})
    pushed = sample.push(place, base_url, key, sample_url)
    summary = {
        "base_url": base_url,
        "admin_key": key,
        "sample": sample.described(base_url, pushed, sample_url),
        "aws": {"endpoint": deployed.endpoint, **deployed.outputs},
    }
    place.remember("local", summary)
    place.remember("filled", {"key": key, "mark": mark})
    return summary
