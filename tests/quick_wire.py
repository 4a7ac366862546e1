"""Real clients of botocore whose calls are answered in memory instead of sent.

Parameters are held to the service models, faults and rights stand where they stand with a real
service; only the wire and what is behind it are `tests/quick_aws.py`.
"""

from __future__ import annotations

from typing import Any

from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from gonogo.aws.clients import Clients
from tests.quick_aws import QuickClients

SERVICES = ("dynamodb", "kms", "sns", "sqs")
_ASKED = "asked"


class QuickWire:
    """What stands behind clients: the services of the stack that is open now."""

    def __init__(self) -> None:
        self.services = QuickClients()

    def under(self, clients: Clients) -> Clients:
        """These clients, with this wire under them."""
        for service in SERVICES:
            client = getattr(clients, service)
            client.meta.events.register(f"provide-client-params.{service}", _keep)
            client._endpoint._get_response = self._respond
        return clients

    def _respond(self, request: Any, operation: Any, context: Any) -> Any:
        service = getattr(self.services, operation.service_model.service_name)
        try:
            parsed = dict(getattr(service, xform_name(operation.name))(**context[_ASKED]) or {})
        except ClientError as error:
            parsed = dict(error.response)
        status = 400 if "Error" in parsed else 200
        parsed["ResponseMetadata"] = {"HTTPStatusCode": status, "HTTPHeaders": {}}
        return (AWSResponse(request.url, status, HTTPHeaders(), None), parsed), None


def _keep(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    """Botocore adds what is missing, as tokens, to these very parameters."""
    context[_ASKED] = params
