"""What AWS charges, with where it was read and when: us-east-1, first tier, without free tiers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one kind of use."""

    what: str
    dollars: float
    per: int
    source: str

    @property
    def each(self) -> float:
        """Dollars for one."""
        return self.dollars / self.per


_MILLION = 1_000_000
_UNREAD = "AWS price list, as commonly quoted; the page itself could not be read"
PRICES = {
    "writes": Price("DynamoDB write units", 0.625, _MILLION, "airbyte.com, dynamodb-pricing, 2026"),
    "reads": Price("DynamoDB read units", 0.125, _MILLION, "airbyte.com, dynamodb-pricing, 2026"),
    "stored": Price(
        "GB of DynamoDB kept for a month, restorable", 0.45, 1, f"0.25 + 0.20; {_UNREAD}"
    ),
    "invocations": Price(
        "Lambda invocations", 0.20, _MILLION, "cloudchipr.com, aws-lambda-pricing, 2024"
    ),
    "gb_seconds": Price(
        "Lambda GB-seconds, arm64", 0.0000133334, 1, "cloudchipr.com, aws-lambda-pricing, 2024"
    ),
    "api": Price("API Gateway calls, HTTP API", 1.00, _MILLION, "appropri8.com, December 2025"),
    "sqs": Price(
        "SQS requests, fair queue", 0.50, _MILLION, "cloudburn.io, amazon-sqs-pricing, March 2026"
    ),
    "sns": Price(
        "SNS publishes", 0.50, _MILLION, "factualminds.com, amazon-sns-pricing, June 2026"
    ),
    "logs": Price("GB of logs taken in", 0.50, 1, _UNREAD),
    "traces": Price("X-Ray traces", 5.00, _MILLION, _UNREAD),
    "alarms": Price("CloudWatch alarms, each month", 0.10, 1, _UNREAD),
    "keys": Price("KMS key, each month", 1.00, 1, _UNREAD),
}
