"""What the stack stores is encrypted, is reached by TLS alone, and outlives the stack."""

from __future__ import annotations

import pytest

from tests.rights.policies import listed
from tests.transformed import resources, source, transformed

POLICIES = {
    "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues"),
    "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics"),
    "AWS::S3::Bucket": ("AWS::S3::BucketPolicy", "Bucket"),
}
KEPT = ("CatalogTable", "RunsTable", "FilesBucket", "SecretsKey")


def test_everything_stored_is_encrypted() -> None:
    """Tables, queues, topics, the bucket; logs are by CloudWatch itself."""
    for name, table in resources("AWS::DynamoDB::Table").items():
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}, name
    for name, queue in resources("AWS::SQS::Queue").items():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True, name
    for name, topic in resources("AWS::SNS::Topic").items():
        assert topic["Properties"]["KmsMasterKeyId"], name
    for name, bucket in resources("AWS::S3::Bucket").items():
        assert bucket["Properties"]["BucketEncryption"], name


@pytest.mark.parametrize("kind", POLICIES)
def test_nothing_is_sent_in_the_clear(kind: str) -> None:
    """Each queue, topic and bucket has one policy, which denies what does not come by TLS."""
    policy, field = POLICIES[kind]
    denied: list[str] = []
    for each in resources(policy).values():
        held = [reference["Ref"] for reference in listed(each["Properties"][field])]
        for statement in each["Properties"]["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny":
                assert statement["Principal"] == "*"
                assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                denied += held
    assert sorted(denied) == sorted(resources(kind))


@pytest.mark.parametrize("name", KEPT)
def test_what_people_made_outlives_the_stack(name: str) -> None:
    """Whoever deletes the stack by mistake, or replaces a resource, loses nothing."""
    resource = transformed()["Resources"][name]
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("name", ["CatalogTable", "RunsTable"])
def test_tables_can_be_had_as_they_were(name: str) -> None:
    """At any second of the last 35 days."""
    table = transformed()["Resources"][name]["Properties"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_stage_throttles_and_gates_can_be_kept_free() -> None:
    """Callers have a limit before the functions have; executions for gates can be reserved."""
    settings = transformed()["Resources"]["ApiStage"]["Properties"]["DefaultRouteSettings"]
    assert settings == {
        "ThrottlingBurstLimit": {"Ref": "ApiBurst"},
        "ThrottlingRateLimit": {"Ref": "ApiRate"},
    }
    gates = resources("AWS::Lambda::Function")["GatesFunction"]["Properties"]
    assert "GatesReserve" in str(gates["ReservedConcurrentExecutions"])
    # New accounts have ten executions in all and may reserve none: a default would not deploy.
    assert source()["Parameters"]["GatesReserve"]["Default"] == 0
