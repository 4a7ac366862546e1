"""The services that gonogo stands on, in memory, in place of `Clients`: for tests of many steps."""

from __future__ import annotations

import hashlib
import json
from copy import copy
from itertools import count
from typing import Any
from uuid import uuid4

from gonogo.aws.clients import Clients
from tests.quick_client import QuickClient, refused
from tests.quick_dynamodb import QuickDynamo

_ARN = "arn:aws:{}:us-east-1:123456789012:{}"
_SQS = "AWS.SimpleQueueService"
_A_BATCH, _A_SEAL = 10, 4096
"""Messages that SQS takes in a call, and bytes that KMS does."""


class QuickSqs(QuickClient):
    """Queues: what was received does not come back; who dies with it is missed by the janitor."""

    service = "sqs"

    def __init__(self) -> None:
        super().__init__()
        self.queues: dict[str, list[dict[str, Any]]] = {}
        self._ids = count(1)

    def create_queue(self, QueueName: str, **_: Any) -> dict[str, str]:
        """A queue; its address is its name."""
        self.queues.setdefault(QueueName, [])
        return {"QueueUrl": QueueName}

    def get_queue_attributes(self, QueueUrl: str, **_: Any) -> dict[str, Any]:
        """Its name, and how many wait."""

        def read() -> dict[str, Any]:
            waiting = str(len(self.queues[QueueUrl]))
            arn = _ARN.format("sqs", QueueUrl)
            return {"Attributes": {"QueueArn": arn, "ApproximateNumberOfMessages": waiting}}

        return self._called("GetQueueAttributes", read)

    def put(self, queue: str, body: str, group: str = "") -> None:
        """A message, whoever sent it; groups are all the same here."""
        self.queues[queue].append(self._message(body))

    def _message(self, body: str) -> dict[str, Any]:
        id = f"m{next(self._ids)}"
        return {"MessageId": id, "ReceiptHandle": id, "Body": body}

    def send_message(self, QueueUrl: str, MessageBody: str, **_: Any) -> dict[str, Any]:
        """A message."""

        def send() -> dict[str, Any]:
            self.put(QueueUrl, MessageBody)
            return {}

        return self._called("SendMessage", send)

    def send_message_batch(self, QueueUrl: str, Entries: Any) -> dict[str, Any]:
        """Up to ten."""

        def send() -> dict[str, Any]:
            if len(Entries) > _A_BATCH:
                raise refused(f"{_SQS}.TooManyEntriesInBatchRequest", "SendMessageBatch")
            if len({entry["Id"] for entry in Entries}) < len(Entries):
                raise refused(f"{_SQS}.BatchEntryIdsNotDistinct", "SendMessageBatch")
            for entry in Entries:
                self.put(QueueUrl, entry["MessageBody"], entry.get("MessageGroupId", ""))
            return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

        return self._called("SendMessageBatch", send)

    def receive_message(self, QueueUrl: str, MaxNumberOfMessages: int = 1, **_: Any) -> Any:
        """The oldest ones."""

        def receive() -> dict[str, Any]:
            queue = self.queues[QueueUrl]
            found, queue[:] = queue[:MaxNumberOfMessages], queue[MaxNumberOfMessages:]
            return {"Messages": found} if found else {}

        return self._called("ReceiveMessage", receive)

    def delete_message(self, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:
        """Done with."""
        return self._called("DeleteMessage", dict)


class QuickSns(QuickClient):
    """Topics that tell queues."""

    service = "sns"

    def __init__(self, sqs: QuickSqs) -> None:
        super().__init__()
        self._sqs = sqs
        self._subscribed: dict[str, list[str]] = {}

    def create_topic(self, Name: str) -> dict[str, str]:
        """A topic."""
        arn = _ARN.format("sns", Name)
        self._subscribed.setdefault(arn, [])
        return {"TopicArn": arn}

    def subscribe(self, TopicArn: str, Endpoint: str, **_: Any) -> None:
        """A queue hears it."""
        self._subscribed[TopicArn].append(Endpoint.rpartition(":")[2])

    def publish(self, TopicArn: str, Message: str, **more: Any) -> dict[str, str]:
        """To every queue."""

        def tell() -> dict[str, str]:
            attributes = more.get("MessageAttributes", {})
            if not all(each["StringValue"] for each in attributes.values()):
                raise refused("InvalidParameterValue", "Publish")
            body = json.dumps({"Message": Message, "MessageAttributes": attributes})
            for queue in self._subscribed[TopicArn]:
                self._sqs.put(queue, body)
            return {"MessageId": str(uuid4())}

        return self._called("Publish", tell)


class QuickKms(QuickClient):
    """A key that seals nothing, but opens only with the same context."""

    service = "kms"

    def create_key(self) -> dict[str, Any]:
        """A key."""
        return {"KeyMetadata": {"Arn": _ARN.format("kms", "key/1")}}

    def encrypt(self, Plaintext: bytes, EncryptionContext: Any, **_: Any) -> dict[str, Any]:
        """The text, turned round behind its context."""

        def seal() -> dict[str, Any]:
            if len(Plaintext) > _A_SEAL:
                raise refused("ValidationException", "Encrypt")
            return {"CiphertextBlob": _digest(EncryptionContext) + Plaintext[::-1]}

        return self._called("Encrypt", seal)

    def decrypt(self, CiphertextBlob: bytes, EncryptionContext: Any, **_: Any) -> dict[str, Any]:
        """The text, or an error."""

        def read() -> dict[str, Any]:
            digest = _digest(EncryptionContext)
            if not CiphertextBlob.startswith(digest):
                raise refused("InvalidCiphertextException", "Decrypt")
            return {"Plaintext": CiphertextBlob[len(digest) :][::-1]}

        return self._called("Decrypt", read)


def _digest(context: dict[str, str]) -> bytes:
    return hashlib.sha256(json.dumps(context, sort_keys=True).encode()).digest()


class _Nothing:
    """A service of which nothing is known: whatever is made of it is made."""

    def __getattr__(self, operation: str) -> Any:
        return lambda **_: {}


class QuickClients(Clients):
    """`Clients` of services in memory."""

    def __init__(self, dynamodb: QuickDynamo | None = None, sqs: QuickSqs | None = None) -> None:
        super().__init__()
        dynamodb, sqs = dynamodb or QuickDynamo(), sqs or QuickSqs()
        made = {"dynamodb": dynamodb, "sqs": sqs, "sns": QuickSns(sqs), "kms": QuickKms()}
        vars(self).update(made, s3=_Nothing(), scheduler=_Nothing())

    def again(self) -> QuickClients:
        """Other clients of the same services: what befalls calls of the one spares the other."""
        other = QuickClients()
        for name in ("dynamodb", "sqs", "sns", "kms"):
            vars(other)[name] = copy(vars(self)[name])
        return other
