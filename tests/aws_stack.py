"""A whole gonogo in this process: the template's tables, queue and topic in memory, real adapters.

Each move is made with the rights of the function that makes it. Tables, queues, topics and keys are
`tests/quick_aws.py` behind clients of botocore: it passes the contract suites that moto passes.
Files and schedules are moto's, which is not atomic under threads (`security.md`, finding 7).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from gonogo import wiring
from gonogo.aws.clients import Clients
from gonogo.domain.commands import Answer, Command
from gonogo.domain.delivery import Outcome
from gonogo.domain.messages import outcome_of, run_of
from gonogo.ports import Clock, HttpSender
from gonogo.settings import Settings
from tests.contract.template_tables import make_tables
from tests.quick_aws import QuickClients
from tests.quick_wire import QuickWire
from tests.rights.enforced import acting_as, watch

OFFLINE = {
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


_WIRE = QuickWire()


@cache
def _clients(whose: str) -> Clients:
    """Made once: that is the slow part of a stack. They reach whichever stack is open."""
    clients = _WIRE.under(Clients(**OFFLINE))
    return watch(clients) if whose == "ours" else clients


class AwsStack:
    """The parts of a deployment, and the moves that queue, topic and schedule would make."""

    def __init__(self, clock: Clock, http: HttpSender | None = None) -> None:
        self.clock = clock
        self.clients, self.outside = self._connected()
        """Those of the functions, and the test's own."""
        self.settings = self._make()
        self._http = http
        self.announced: list[Outcome] = []
        """Every outcome that the topic ever delivered."""
        self.restart()

    def _connected(self) -> tuple[Clients, Clients]:
        _WIRE.services = QuickClients()
        return _clients("ours"), _clients("the test's")

    def restart(self) -> None:
        """A fresh process: nothing is remembered but what is stored."""
        self.parts = wiring.Parts(self.settings, self.clock, self.clients)
        if self._http is not None:
            self.parts.http = self._http

    def _make(self) -> Settings:
        make_tables(self.clients.dynamodb)
        sqs, sns = self.outside.sqs, self.outside.sns
        queue = sqs.create_queue(QueueName="runs")["QueueUrl"]
        topic = sns.create_topic(Name="outcomes")["TopicArn"]
        self._inbox = sqs.create_queue(QueueName="inbox")["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=self._inbox, AttributeNames=["QueueArn"])
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=attributes["Attributes"]["QueueArn"])
        self.clients.s3.create_bucket(Bucket="files")
        self.clients.scheduler.create_schedule_group(Name="schedules")
        return Settings(
            files_bucket="files",
            schedule_group="schedules",
            schedule_target="arn:aws:lambda:us-east-1:123456789012:function:scheduler:live",
            schedule_role="arn:aws:iam::123456789012:role/schedules",
            schedule_dead_letters="arn:aws:sqs:us-east-1:123456789012:schedules-dead",
            catalog_table="catalog",
            runs_table="runs",
            guards_table="guards",
            kms_key_arn=self.clients.kms.create_key()["KeyMetadata"]["Arn"],
            queue_url=queue,
            outcomes_topic=topic,
            public_base="https://gonogo.example",
            egress_mode="local",
        )

    def ask(self, command: Command) -> Answer:
        """A command to its use case."""
        with acting_as("ApiFunction"):
            return wiring.dispatcher(self.parts)(command)

    def api(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """The handler of the API."""
        answer = wiring.api(self.parts)

        def act(event: dict[str, Any]) -> dict[str, Any]:
            with acting_as("ApiFunction"):
                return answer(event)

        return act

    def messages(self) -> list[str]:
        """Runs whose messages the queue delivers now; they are taken off."""
        return [run_of(body) for body in self._take(self.settings.queue_url)]

    def outcomes(self) -> list[Outcome]:
        """Outcomes that the topic delivers now; they are taken off."""
        bodies = self._take(self._inbox)
        taken = [outcome_of(json.loads(body)["Message"]) for body in bodies]
        self.announced += taken
        return taken

    def _take(self, url: str) -> list[str]:
        sqs, bodies = self.outside.sqs, list[str]()
        while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in received:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def execute(self, *, times: int = 1) -> None:
        """Deliver what is queued, each message so often, one after the other."""
        from gonogo.services.execute import execute_run

        execution = wiring.execution(self.parts)
        for run in self.messages():
            for _ in range(times):
                with acting_as("ExecutorFunction"):
                    execute_run(run, execution)  # type: ignore[arg-type]

    def report(self, *, times: int = 1) -> list[Outcome]:
        """Deliver what is announced, each outcome so often."""
        tell = wiring.reporter(self.parts)
        announced = self.outcomes()
        for outcome in announced:
            for _ in range(times):
                with acting_as("ReporterFunction"):
                    tell(outcome)
        return announced

    def stored(self, table: str) -> list[str]:
        """Every item of a table as text, what is packed in it unpacked."""
        from gonogo.aws.documents import unpack
        from gonogo.aws.values import from_wire_item

        items = self.clients.dynamodb.scan(TableName=table)["Items"]
        values = [value for item in items for value in from_wire_item(item).values()]
        packed = [str(unpack(value)) for value in values if isinstance(value, bytes)]
        return [*map(repr, values), *packed]

    def sweep(self) -> int:
        """One minute's work of the janitor."""
        with acting_as("JanitorFunction"):
            return wiring.janitor(self.parts)()


@contextmanager
def aws_stack(clock: Clock, http: HttpSender | None = None) -> Iterator[AwsStack]:
    """A fresh stack that nothing outlives."""
    from moto import mock_aws  # a second of imports, which stacks without it do not need

    with mock_aws():  # schedules and files
        yield AwsStack(clock, http)
