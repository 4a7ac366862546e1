"""Each alarm has a page that says what to do, and what the pages tell to type can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.session import get_session

from tests.documented import commands_in
from tests.transformed import ROOT, resources

FOLDER = ROOT / "docs/runbooks"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
ALARMS = resources("AWS::CloudWatch::Alarm")
_PARTS = ["## What it means", "## Look here", "## Do this"]
_AWS_NAMES = {"deploy": "codedeploy"}
"""Services that the command line calls otherwise than botocore."""


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_names_its_page_and_the_page_names_it(name: str) -> None:
    """Whoever is woken by it knows what to do."""
    said = ALARMS[name]["Properties"]["AlarmDescription"]
    page = ROOT / re.search(r"What to do: (docs/runbooks/[a-z-]+\.md)\Z", said.strip())[1]  # type: ignore[index]
    (alarms,) = re.findall(r"^Alarms?: (.*)$", page.read_text(), re.M)
    assert f"`{name}`" in alarms.split(", ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_whole_and_its_alarms_exist(page: Path) -> None:
    """Title, alarms, and the three parts in their order; it stands in the list of pages."""
    text = page.read_text()
    assert re.match(r"# \S.*\n\nAlarms?: `", text)
    assert re.findall(r"^## .*$", text, re.M) == _PARTS
    assert set(re.findall(r"`(\w+)`", text.split("\n")[2])) <= set(ALARMS)
    assert f"({page.name})" in (FOLDER / "README.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_tells_to_type_is_there(page: Path) -> None:
    """Services, operations and parameters of AWS; of ours, all pages are looked at together."""
    session = get_session()
    for words in commands_in(page, "aws"):
        model = session.get_service_model(_AWS_NAMES.get(words[1], words[1]))
        names = {xform_name(name, "-"): name for name in model.operation_names}
        shape = model.operation_model(names[words[2]]).input_shape
        known = {f"--{xform_name(name, '-')}" for name in (shape.members if shape else ())}
        assert {word for word in words if word.startswith("--")} <= known, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_looks_into_logs_that_are_there(page: Path) -> None:
    """By a pattern that CloudWatch takes: fields, or terms; in quotes what is no plain word."""
    groups = resources("AWS::Logs::LogGroup").values()
    names = {each["Properties"]["LogGroupName"]["Fn::Sub"] for each in groups}
    for words in commands_in(page, "aws"):
        if words[1:3] == ["logs", "filter-log-events"]:
            given = dict(zip(words[3::2], words[4::2], strict=True))
            assert given["--log-group-name"].replace("/gonogo/", "/${AWS::StackName}/") in names
            assert re.fullmatch(r'\{ .* \}|\w+|"[^"]+"', given["--filter-pattern"]), words


def test_there_is_an_alarm_for_each_way_to_fail() -> None:
    """Errors of each function, each dead-letter queue, what waits, what is throttled, silence."""
    watched = {
        (str(each["MetricName"]), str(next(iter(dimension["Value"].values()))))
        for each in (alarm["Properties"] for alarm in ALARMS.values())
        for dimension in each["Dimensions"]
        if isinstance(dimension["Value"], dict)
    }
    errors = {name for metric, name in watched if metric == "Errors"}
    assert errors == set(resources("AWS::Lambda::Function"))
    dead = {name for metric, name in watched if metric == "ApproximateNumberOfMessagesVisible"}
    queues = set(resources("AWS::SQS::Queue"))
    assert dead == {f"['{name}', 'QueueName']" for name in queues if name.endswith("DeadLetters")}
    waiting = {name for metric, name in watched if metric == "ApproximateAgeOfOldestMessage"}
    assert waiting == {
        f"['{name}', 'QueueName']" for name in queues if not name.endswith("DeadLetters")
    }
    throttled = {name for metric, name in watched if metric.endswith("ThrottleEvents")}
    assert throttled == set(resources("AWS::DynamoDB::Table"))
    assert ("Invocations", "JanitorFunction") in watched


def test_the_verdict_alarm_reads_what_gates_count() -> None:
    """Its metric is written by `aws/metrics.py`: a deployment group that names it is held by it."""
    from gonogo.aws import metrics
    from gonogo.gates import gates

    verdict = ALARMS["GateSaidNo"]["Properties"]
    assert verdict["Namespace"] == metrics.NAMESPACE
    assert f'"{verdict["MetricName"]}"' in Path(metrics.__file__).read_text()
    ((kind,),) = [[d["Value"] for d in verdict["Dimensions"] if d["Name"] == "Kind"]]
    assert kind in gates.names
