"""The first admin key: written into the catalog by who has AWS credentials, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from gonogo.domain.key import KeyShape
from gonogo.errors import GonogoError, Invalid

CATALOG_OUTPUT = "CatalogTable"
REGION = "set AWS_DEFAULT_REGION, or AWS_PROFILE to a profile with a region"


class AwsRefused(GonogoError):
    """AWS said no; the message says what was asked and what to do."""

    code = "aws_refused"


def first_key(*, name: str, shape: str, stack: str | None, table: str | None) -> dict[str, Any]:
    """Make an admin key in a deployment's catalog table, as `POST /v1/keys` would answer."""
    if (stack is None) == (table is None):
        raise Invalid(
            "Which deployment?", field="--bootstrap", accepted="either --stack NAME or --table NAME"
        )
    from gonogo.services.keys import issue
    from gonogo.settings import Settings
    from gonogo.wiring import Parts

    with told_plainly():
        parts = Parts(Settings(catalog_table=table or table_of(stack or "")))
        made = issue(parts.keys, parts.clock, name=name, role="admin", shape=cast(KeyShape, shape))
    key = made.key
    told = {"id": key.id, "name": key.name, "role": key.role, "projects": [], "hint": key.hint}
    return {"key": told, "secret": made.secret}


def table_of(stack: str) -> str:
    """The catalog table of a deployed stack, by its outputs."""
    from botocore.session import get_session

    client: Any = get_session().create_client("cloudformation")
    found = client.describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", ())}
    if CATALOG_OUTPUT not in outputs:
        raise Invalid(
            f"The stack {stack!r} has no output {CATALOG_OUTPUT}: it is not one of gonogo.",
            field="--stack",
            accepted="the name of a stack that `make deploy` made, or --table NAME",
        )
    return str(outputs[CATALOG_OUTPUT])


@contextmanager
def told_plainly() -> Iterator[None]:
    """What AWS's own library raises, as one sentence with what to do."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        NoCredentialsError,
        NoRegionError,
    )

    try:
        yield
    except NoCredentialsError as error:
        raise AwsRefused("There are no AWS credentials: sign in, or set AWS_PROFILE.") from error
    except NoRegionError as error:
        raise AwsRefused(f"No AWS region is named: {REGION}.") from error
    except ClientError as error:
        said = error.response.get("Error", {})
        raise AwsRefused(
            f"AWS refused {error.operation_name}: {said.get('Message') or said.get('Code')}"
        ) from error
    except BotoCoreError as error:
        raise AwsRefused(f"AWS could not be asked: {error}") from error
