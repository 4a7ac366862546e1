"""The local AWS: MiniStack in an environment of its own, on loopback."""

from __future__ import annotations

import os
import shutil
from http.client import HTTPConnection, HTTPException

from gonogo.local.place import Place, free_port
from gonogo.local.process import Process, start

NAME = "ministack"
USUAL_PORT = 8701
PLANES_PORT = 8703
"""Where the functions look for CodeDeploy, CodePipeline and ECS: `make demo-gate` serves them."""
FOLDERS = ("tmp", "s3", "state")


def running(place: Place) -> Process | None:
    """The recorded local AWS, if it lives and answers; a half of one is stopped and forgotten."""
    process = Process.recalled(place, NAME)
    if process is None:
        return None
    if process.alive() and healthy(process.port):
        return process
    process.stop()
    place.forget(NAME)
    return None


def started(place: Place) -> Process:
    """A fresh and empty local AWS."""
    clear(place)
    last = Process.recalled(place, NAME)
    port = free_port(last.port if last else None, USUAL_PORT)
    planes = free_port(place.recall("planes").get("port"), PLANES_PORT)
    place.remember("planes", {"port": planes})
    program = str(place.tool("ministack", "ministack"))
    return start(
        place,
        NAME,
        [program],
        port=port,
        mark=program,
        ready=lambda: healthy(port),
        env=_environment(place, port, f"http://127.0.0.1:{planes}"),
    )


def clear(place: Place) -> None:
    """Drop what the last one left: workers unpack their layers, and a killed one leaves them."""
    for folder in FOLDERS:
        shutil.rmtree(place.home / folder, ignore_errors=True)


def healthy(port: int, path: str = "/_ministack/ready") -> bool:
    """Whether a server on loopback answers 200 there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _environment(place: Place, port: int, planes: str) -> dict[str, str]:
    """All that it sees, and all that the functions' workers inherit from it."""
    folders = {name: place.home / name for name in ("home", *FOLDERS)}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["tmp"]),
        "GATEWAY_PORT": str(port),
        # Its own default is every interface.
        "BIND_HOST": "127.0.0.1",
        # A listener for MQTT devices would open 8883 on every interface, whatever BIND_HOST says.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Each function's calls are judged by its role, as on AWS.
        "AUTH": "true",
        "S3_DATA_DIR": str(folders["s3"]),
        "STATE_DIR": str(folders["state"]),
        "LOG_LEVEL": "INFO",
        "AWS_ENDPOINT_URL_CODEDEPLOY": planes,
        "AWS_ENDPOINT_URL_CODEPIPELINE": planes,
        "AWS_ENDPOINT_URL_ECS": planes,
    }
