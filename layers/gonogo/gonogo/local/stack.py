"""Build and deploy of the real template to the local AWS, by the real `sam`."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Mapping
from typing import Any

from gonogo.local import quirks
from gonogo.local.place import Place, credentials, environment
from gonogo.local.process import run

STACK = "gonogo"


def parameters(public_base: str) -> dict[str, str]:
    """What differs from a deploy to AWS: the host's Python and processor, and reach."""
    return {
        "Runtime": f"python{sys.version_info.major}.{sys.version_info.minor}",
        "Architecture": "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64",
        "PublicBase": public_base,
        "EgressMode": "local",
        "CatalogProtection": "false",
        # See the template: the local AWS would stop polling.
        "ExecutorConcurrency": "0",
        # One machine, many tests at once: throttling is AWS's to show.
        "ApiBurst": "5000",
        "ApiRate": "5000",
    }


def build(place: Place) -> None:
    """`sam build`, the layers for the Python that runs the functions here."""
    tools = f"{place.root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    env = environment(place, PATH=tools, LAYER_TARGET="host", LAYER_HOST_PYTHON=str(place.python))
    sam = str(place.tool("sam", "sam"))
    run(place, "build", [sam, "build", "--build-dir", str(place.home / "build")], env)


def deploy(place: Place, endpoint: str, values: Mapping[str, str]) -> None:
    """`sam deploy` of what was built."""
    # SAM looks every five seconds whether a change is done; here it is done in one.
    env = environment(place, SAM_CLI_POLL_DELAY="0.2", **credentials(endpoint))
    command = [str(place.tool("sam", "sam")), "deploy", "--stack-name", STACK]
    command += ["--template-file", str(place.home / "build" / "template.yaml")]
    command += ["--config-file", str(place.root / "samconfig.toml")]
    command += ["--no-confirm-changeset", "--no-progressbar", "--parameter-overrides"]
    command += [f"{name}={value}" for name, value in values.items()]
    run(place, "deploy", command, env)
    quirks.settle(client_of(endpoint), STACK)


def outputs(endpoint: str) -> dict[str, str]:
    """The outputs of the deployed stack, by name."""
    (stack,) = client_of(endpoint)("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}


def client_of(endpoint: str) -> Callable[[str], Any]:
    """Makes clients of the local AWS."""
    from botocore.session import get_session

    session, variables = get_session(), credentials(endpoint)
    return lambda service: session.create_client(
        service,
        endpoint_url=endpoint,
        region_name=variables["AWS_DEFAULT_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
