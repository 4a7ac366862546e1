"""What our code must not ask of AWS: what stands for AWS in memory refuses it, as moto does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from gonogo.aws.clients import Clients
from tests.contract.template_tables import make_tables

KEY = {"pk": {"S": "a"}, "sk": {"S": "a"}}
PLACE = {"Key": KEY, "UpdateExpression": "SET #a = :a", "ExpressionAttributeNames": {"#a": "a"}}
VALUES = {":a": {"S": "a"}}


def a_key_twice(clients: Clients, table: str) -> object:
    """In one read of many."""
    return clients.dynamodb.batch_get_item(RequestItems={table: {"Keys": [KEY, KEY]}})


def an_item_twice(clients: Clients, table: str) -> object:
    """In one transaction."""
    write: Any = {"Put": {"TableName": table, "Item": KEY}}
    return clients.dynamodb.transact_write_items(
        TransactItems=[write, write], ClientRequestToken=str(uuid4())
    )


def an_item_too_many(clients: Clients, table: str) -> object:
    """In one transaction."""
    items = ({"pk": {"S": "a"}, "sk": {"S": str(number)}} for number in range(101))
    writes: Any = [{"Put": {"TableName": table, "Item": item}} for item in items]
    return clients.dynamodb.transact_write_items(
        TransactItems=writes, ClientRequestToken=str(uuid4())
    )


def a_value_for_nothing(clients: Clients, table: str) -> object:
    """That no expression names."""
    return _updated(clients, table, {**VALUES, ":b": {"S": "b"}})


def a_value_forgotten(clients: Clients, table: str) -> object:
    """That an expression names."""
    return _updated(clients, table, {":b": {"S": "b"}})


def _updated(clients: Clients, table: str, values: Mapping[str, Any]) -> object:
    request: Any = {**PLACE, "ExpressionAttributeValues": values}
    return clients.dynamodb.update_item(TableName=table, **request)


def eleven_messages(clients: Clients, table: str) -> object:
    """In one call."""
    return _sent(clients, table, [str(number) for number in range(11)])


def one_id_twice(clients: Clients, table: str) -> object:
    """In one call."""
    return _sent(clients, table, ["1", "1"])


def _sent(clients: Clients, name: str, ids: list[str]) -> object:
    url = clients.sqs.create_queue(QueueName=name)["QueueUrl"]
    entries: Any = [{"Id": id, "MessageBody": "m"} for id in ids]
    return clients.sqs.send_message_batch(QueueUrl=url, Entries=entries)


def an_attribute_without_value(clients: Clients, table: str) -> object:
    """Of a message to a topic."""
    topic = clients.sns.create_topic(Name=table)["TopicArn"]
    empty: Any = {"status": {"DataType": "String", "StringValue": ""}}
    return clients.sns.publish(TopicArn=topic, Message="m", MessageAttributes=empty)


def a_long_secret(clients: Clients, table: str) -> object:
    """A byte longer than KMS takes."""
    key = clients.kms.create_key()["KeyMetadata"]["Arn"]
    return clients.kms.encrypt(KeyId=key, Plaintext=b"x" * 4097, EncryptionContext={"a": "b"})


@pytest.mark.parametrize("host", ["aws", "quick"])
@pytest.mark.parametrize(
    "ask",
    [
        a_key_twice,
        an_item_twice,
        an_item_too_many,
        a_value_for_nothing,
        a_value_forgotten,
        eleven_messages,
        one_id_twice,
        an_attribute_without_value,
        a_long_secret,
    ],
    ids=lambda ask: ask.__name__,
)
def test_what_aws_refuses_is_refused(
    aws: Clients, host: str, ask: Callable[[Clients, str], object]
) -> None:
    """Whatever the code of the refusal."""
    prefix = f"no{uuid4().hex[:8]}-"
    make_tables(aws.dynamodb, prefix)
    with pytest.raises(ClientError):
        ask(aws, f"{prefix}guards")
