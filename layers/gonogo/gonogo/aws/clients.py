"""Clients of the AWS services: made on first use, with timeouts that fit a function's life."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
"""DynamoDB answers in milliseconds: a call that takes this long is better sent again."""
TRIES = 5
"""Tries of one call in all; botocore backs off with full jitter between them."""
CONNECTIONS = 20
"""An executor works on ten runs at once, each with a heartbeat."""


class Clients:
    """One client per service and process; botocore's clients may be shared by threads.

    botocore alone, not boto3: it imports faster, and its clients are the same.
    """

    def __init__(self, **overrides: Any) -> None:
        self._overrides = overrides
        # Making a client is not safe in threads, and an executor's threads may all want the first.
        self._lock = RLock()

    @cached_property
    def _session(self) -> Session:
        from botocore.session import get_session

        return get_session()

    def _make(self, service: str, *, lent: Mapping[str, str] | None = None, **settings: Any) -> Any:
        from botocore.config import Config

        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            max_pool_connections=CONNECTIONS,
            tcp_keepalive=True,
            **settings,
        )
        access = {**self._overrides, **(lent or {})}
        with self._lock:
            return self._session.create_client(service, config=config, **access)

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """Tables."""
        client: DynamoDBClient = self._make("dynamodb")
        return client

    @cached_property
    def kms(self) -> KMSClient:
        """The key of the secrets."""
        client: KMSClient = self._make("kms")
        return client

    @cached_property
    def s3(self) -> Any:
        """Files. Addresses are signed with version 4, and for what their users send alone."""
        return self._make(
            "s3", signature_version="s3v4", request_checksum_calculation="when_required"
        )

    def s3_lent(self, credentials: Mapping[str, str]) -> Any:
        """Files that a job of CodePipeline lends us; made each time: the credentials end soon."""
        lent = {
            "aws_access_key_id": credentials["accessKeyId"],
            "aws_secret_access_key": credentials["secretAccessKey"],
            "aws_session_token": credentials["sessionToken"],
        }
        return self._make(
            "s3", lent=lent, signature_version="s3v4", request_checksum_calculation="when_required"
        )

    @cached_property
    def codedeploy(self) -> Any:
        """Deployments that wait for our answer."""
        return self._make("codedeploy")

    @cached_property
    def codepipeline(self) -> Any:
        """Pipelines that wait for our answer."""
        return self._make("codepipeline")

    @cached_property
    def ecs(self) -> Any:
        """Deployments of services that wait for our answer."""
        return self._make("ecs")

    @cached_property
    def sqs(self) -> SQSClient:
        """Queues."""
        client: SQSClient = self._make("sqs")
        return client

    @cached_property
    def sns(self) -> SNSClient:
        """Topics."""
        client: SNSClient = self._make("sns")
        return client

    @cached_property
    def scheduler(self) -> EventBridgeSchedulerClient:
        """What rings when a schedule is due."""
        client: EventBridgeSchedulerClient = self._make("scheduler")
        return client
