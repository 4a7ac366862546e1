"""The template, the functions' folders and `Settings` agree; roles hold what they need."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from gonogo.settings import Settings
from tests.transformed import ROOT, resources, source, transformed

FOLDERS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/__init__.py"))
FUNCTIONS = resources("AWS::Lambda::Function")
ROLES = resources("AWS::IAM::Role")
# Traces belong to no resource that a policy could name.
ON_EVERYTHING = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"} | {
    # Nor do the jobs of pipelines (`contracts/aws.md` 3.2).
    "codepipeline:AcknowledgeJob",
    "codepipeline:GetJobDetails",
    "codepipeline:PutJobSuccessResult",
    "codepipeline:PutJobFailureResult",
}
BY_LAMBDA_ITSELF = {"aws_lambda_runtime_api"}


THEIRS = re.compile(r"arn:\$\{AWS::Partition\}:(codedeploy|codepipeline|ecs):")
"""Deployments, pipelines and services that ask: they are of other stacks."""
LENT = {"SchedulesRole"}
"""Roles of services that call a function, and of no function."""


def _folder(function: dict[str, Any]) -> str:
    return str(function["Properties"]["Handler"]).split(".")[1]


def _variables(function: dict[str, Any]) -> dict[str, Any]:
    variables: dict[str, Any] = function["Properties"]["Environment"]["Variables"]
    return variables


def _statements(name: str) -> Iterator[dict[str, Any]]:
    for policy in ROLES[name]["Properties"].get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(resource: dict[str, Any]) -> str:
    """The logical id behind a policy's resource, with what follows it: `RunsTable/index/due`."""
    ((function, value),) = resource.items()
    match function:
        case "Ref":
            return str(value)
        case "Fn::GetAtt":
            return str(value[0] if isinstance(value, list) else value.split(".")[0])
        case "Fn::Sub":
            return _named_in_arn(value) or re.sub(r"\$\{(\w+)\.Arn\}", r"\1", value)
    raise AssertionError(resource)


def _named_in_arn(value: str) -> str:
    """Of an address that is written out: the function by its name, schedules by their group."""
    if function := re.search(r":function:\$\{AWS::StackName\}-(\w+):live$", value):
        return f"{function[1].title()}Function"
    group = re.search(r":schedule/\$\{(\w+)\}(/\*)$", value)
    return f"{group[1]}{group[2]}" if group else ""


def _rights(name: str) -> set[tuple[str, str]]:
    """What a role may do, as pairs of action and the resource's logical id.

    A right to a part of a resource says which: `CatalogTable/WEBHOOKS#*`.
    """
    return {
        (action, _named(resource) + _part(statement))
        for statement in _statements(name)
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
    }


def _part(statement: dict[str, Any]) -> str:
    """What of its resources a statement is about, by its condition; empty for all of them."""
    values = [
        value
        for conditions in statement.get("Condition", {}).values()
        for value in conditions.values()
    ]
    return "".join(f"/{','.join(_listed(value))}" for value in values)


def test_each_folder_has_its_function() -> None:
    """And no function is of a folder that is not there."""
    assert sorted(_folder(function) for function in FUNCTIONS.values()) == FOLDERS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_handler_is_a_file_here(name: str) -> None:
    """The handler's dotted name is the one that tests import."""
    module, attribute = str(FUNCTIONS[name]["Properties"]["Handler"]).rsplit(".", 1)
    path = ROOT / (module.replace(".", "/") + ".py")
    assert re.search(rf"^(def {attribute}\(|{attribute} =)", path.read_text(), re.MULTILINE)


def test_settings_and_variables_have_the_same_names() -> None:
    """A setting that the template does not set, or a variable nobody reads, is a mistake."""
    read = {field.name.upper() for field in fields(Settings) if field.name not in BY_LAMBDA_ITSELF}
    for function in FUNCTIONS.values():
        given = {name for name in _variables(function) if not name.startswith("POWERTOOLS_")}
        assert given == read


def test_no_variable_holds_a_literal_secret() -> None:
    """Values are references or plain words; scanners do not see a key written out."""
    for function in FUNCTIONS.values():
        for name, value in _variables(function).items():
            if isinstance(value, str):
                assert re.fullmatch(r"[A-Za-z0-9.,/: -]{0,32}", value), name
            assert not re.search("SECRET|PASSWORD|TOKEN|_KEY$", name), name


def test_no_parameter_carries_a_secret_in_the_clear() -> None:
    """A parameter named like a secret must not be echoed."""
    for name, parameter in source()["Parameters"].items():
        secret = re.search("Secret|Password|Token|ApiKey", name)
        assert not secret or parameter.get("NoEcho"), name


def test_each_function_has_a_role_of_its_own() -> None:
    """A shared role is the union of rights."""
    roles = [str(function["Properties"]["Role"]) for function in FUNCTIONS.values()]
    assert len(set(roles)) == len(roles) == len(set(ROLES) - LENT)


@pytest.mark.parametrize("name", ROLES)
def test_no_role_has_a_wildcard(name: str) -> None:
    """Neither in an action nor as a resource."""
    for statement in _statements(name):
        assert not [action for action in _listed(statement["Action"]) if "*" in action]
        assert "*" not in _listed(statement["Resource"])


def test_only_tracing_is_allowed_on_everything() -> None:
    """The one policy without a resource holds the actions that have none."""
    for policy in resources("AWS::IAM::ManagedPolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            assert set(_listed(statement["Action"])) <= ON_EVERYTHING
    own = [role for name, role in ROLES.items() if name not in LENT]
    attached = {str(role["Properties"].get("ManagedPolicyArns")) for role in own}
    assert attached == {
        "[{'Ref': 'TracePolicy'}]",
        "[{'Ref': 'TracePolicy'}, {'Ref': 'JobsPolicy'}]",
        "[{'Ref': 'TracePolicy'}, {'Ref': 'JobsPolicy'}, {'Ref': 'ClaimsPolicy'}]",
    }


@pytest.mark.parametrize(
    ("role", "forbidden"),
    [
        ("ExecutorRole", {"CatalogTable": ("Put", "Update", "Delete"), "GuardsTable": ("",)}),
        ("ReporterRole", {"CatalogTable": ("Put", "Update", "Delete"), "GuardsTable": ("",)}),
        ("JanitorRole", {"CatalogTable": ("Put", "Update", "Delete"), "GuardsTable": ("",)}),
        (
            "DashboardRole",
            {
                "CatalogTable": ("Put", "Update", "Delete"),
                "RunsTable": ("Put", "Update", "Delete"),
                "GuardsTable": ("Put", "Update", "Delete", "Query"),
            },
        ),
        ("ApiRole", {"RunDeadLetters": ("",)}),
        (
            "SchedulerRole",
            {"CatalogTable": ("Put", "Update", "Delete"), "RunsTable": ("Delete",)},
        ),
    ],
)
def test_a_role_lacks_what_its_work_does_not_need(
    role: str, forbidden: dict[str, tuple[str, ...]]
) -> None:
    """The executor, which meets strangers' servers, may change no definition and no key."""
    for action, resource in _rights(role):
        for verb in forbidden.get(resource, ()):
            assert f":{verb}" not in action, (action, resource)


def test_rights_name_existing_resources() -> None:
    """Guards the reading of policies above: a resource it cannot name would pass unseen."""
    known = set(transformed()["Resources"])
    for role in ROLES:
        named = {resource.split("/")[0] for _, resource in _rights(role)}
        strange = {resource for resource in named - known if not THEIRS.match(resource)}
        assert not strange
        assert role in ("GatesRole", "LastWordRole") or named <= known


def test_the_catalog_survives() -> None:
    """Definitions and keys are retained, can be restored, and are protected."""
    table = transformed()["Resources"]["CatalogTable"]
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert table["Properties"]["DeletionProtectionEnabled"] == {"Ref": "CatalogProtection"}
    assert source()["Parameters"]["CatalogProtection"]["Default"] == "true"


def test_what_lives_shortly_expires() -> None:
    """Runs and guards carry a time to live, the catalog none."""
    tables = resources("AWS::DynamoDB::Table")
    expiring = {name for name in tables if "TimeToLiveSpecification" in tables[name]["Properties"]}
    assert expiring == {"RunsTable", "GuardsTable"}


def test_a_lost_executor_does_not_keep_its_message_for_less_than_lambda_asks() -> None:
    """Six times the function's timeout, or Lambda refuses the mapping."""
    timeout = FUNCTIONS["ExecutorFunction"]["Properties"]["Timeout"]
    queue = transformed()["Resources"]["RunQueue"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * timeout
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_its_log_with_an_end_and_its_alarm(name: str) -> None:
    """Logs that never end cost for ever; errors that nobody hears of are worse."""
    log = FUNCTIONS[name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    assert transformed()["Resources"][log]["Properties"]["RetentionInDays"]
    watched = [
        str(a["Properties"]["Dimensions"]) for a in resources("AWS::CloudWatch::Alarm").values()
    ]
    assert any(f"'{name}'" in dimensions for dimensions in watched)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_logs_from_the_level_that_is_asked_for(name: str) -> None:
    """Except what tells a verdict: its metric is a line of INFO, which an alarm waits for."""
    logging = FUNCTIONS[name]["Properties"]["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"  # or Lambda heeds no level
    levels, asked, column = logging["ApplicationLogLevel"]["Fn::FindInMap"]
    assert asked == {"Ref": "LogLevel"}
    given = {level: of[column] for level, of in transformed()["Mappings"][levels].items()}
    assert list(given) == source()["Parameters"]["LogLevel"]["AllowedValues"]
    code = (ROOT / "functions" / _folder(FUNCTIONS[name]) / "app.py").read_text()
    severe = ["INFO", "INFO"] if "gating" in code else ["WARN", "ERROR"]
    assert list(given.values()) == ["DEBUG", "INFO", *severe]


def test_who_answers_deployments_is_not_woken_for_each_run() -> None:
    """A batch tells of up to 10,000 runs, and of itself once."""
    policies = {
        subscription["Properties"]["Endpoint"]["Ref"].split("Alias")[0]: policy
        for subscription in resources("AWS::SNS::Subscription").values()
        if subscription["Properties"]["TopicArn"] == {"Ref": "OutcomesTopic"}
        for policy in [subscription["Properties"].get("FilterPolicy")]
    }
    assert policies == {"ReporterFunction": None, "GatesFunction": {"kind": ["batch"]}}


def test_each_dead_letter_queue_has_its_alarm() -> None:
    """A dead letter is a run or an outcome that nobody would miss otherwise."""
    watched = [
        str(a["Properties"]["Dimensions"]) for a in resources("AWS::CloudWatch::Alarm").values()
    ]
    for name in resources("AWS::SQS::Queue"):
        if "DeadLetters" in name:
            assert any(name in dimensions for dimensions in watched), name


def test_the_access_log_holds_no_address() -> None:
    """The id in a trigger URL is a secret, and it stands in the path."""
    stage = transformed()["Resources"]["ApiStage"]["Properties"]
    assert not re.search("path|Path|query|domainName", stage["AccessLogSettings"]["Format"])


def test_a_new_library_publishes_every_function() -> None:
    """SAM looks at the code alone unless told, and `live` would go on with the old library."""
    before, after = _versions("one"), _versions("another")
    assert len(before) == len(after) == len(FUNCTIONS)
    assert not before & after


def _versions(content: str) -> set[str]:
    every = transformed(content)["Resources"].items()
    return {name for name, resource in every if resource["Type"] == "AWS::Lambda::Version"}


def test_the_layer_holds_the_models_of_every_service_in_use() -> None:
    """The dependency layer drops botocore's models but for a list; `aws/` must not outgrow it."""
    makefile = (ROOT / "layers/dependencies/Makefile").read_text()
    kept = set(re.search(r"^SERVICES := (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    code = "".join(p.read_text() for p in (ROOT / "layers/gonogo/gonogo/aws").rglob("*.py"))
    used = set(re.findall(r"""(?:_make|create_client|client)\(["']([a-z0-9-]+)["']""", code))
    assert used
    assert used <= kept


def test_entry_points_can_be_imported_by_the_name_lambda_uses() -> None:
    """Every handler's package is a package, or import-linter would skip it without a word."""
    for folder in FOLDERS:
        assert importlib.util.find_spec(f"functions.{folder}.app"), folder
    assert not [
        p
        for p in Path(ROOT / "functions").iterdir()
        if p.is_dir() and p.name not in FOLDERS and p.name != "__pycache__"
    ]


def test_who_takes_a_secret_in_cannot_read_it_and_who_reads_it_reads_its_kind_only() -> None:
    """Runs read the secrets of tests and what runs left, the reporter those of webhooks."""
    uses = {
        (role, action, what.partition("/")[2])
        for role in ROLES
        for action, what in _rights(role)
        if what.startswith("SecretsKey")
    }
    assert uses == {
        ("ApiRole", "kms:Encrypt", ""),
        ("ExecutorRole", "kms:Decrypt", "project,secret,part"),
        ("ExecutorRole", "kms:Encrypt", "project,run,part"),
        ("ExecutorRole", "kms:Decrypt", "project,run,part"),
        ("ReporterRole", "kms:Decrypt", "project,webhook"),
    }


def test_the_reporter_writes_nothing_of_the_catalog_but_webhooks() -> None:
    """It meets strangers' servers, as the executor does."""
    rights = {pair for pair in _rights("ReporterRole") if pair[1].startswith("CatalogTable/")}
    assert rights == {("dynamodb:PutItem", "CatalogTable/WEBHOOKS#*")}


def test_the_key_of_the_secrets_survives_and_rotates() -> None:
    """Without it the secrets in the catalog, which survives too, are noise."""
    key = transformed()["Resources"]["SecretsKey"]
    assert key["DeletionPolicy"] == key["UpdateReplacePolicy"] == "Retain"
    assert key["Properties"]["EnableKeyRotation"] is True


def test_who_rings_may_call_one_function_and_lend_its_role_to_nobody() -> None:
    """EventBridge Scheduler, for schedules of this stack's group alone."""
    assert _rights("SchedulesRole") == {
        ("lambda:InvokeFunction", "SchedulerFunction"),
        ("sqs:SendMessage", "ScheduleDeadLetters"),
    }
    (trust,) = ROLES["SchedulesRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"]["ArnEquals"] == {
        "aws:SourceArn": {"Fn::GetAtt": ["SchedulesGroup", "Arn"]}
    }
    passing = {name for name in ROLES for action, _ in _rights(name) if action == "iam:PassRole"}
    passed = {what for name in passing for action, what in _rights(name) if "PassRole" in action}
    assert passing == {"ApiRole", "JanitorRole"}
    assert passed == {"SchedulesRole/scheduler.amazonaws.com"}


def test_the_address_that_schedules_call_is_that_of_the_function() -> None:
    """It is written by name, for a function cannot refer to what refers to it."""
    function = FUNCTIONS["SchedulerFunction"]["Properties"]
    (name,) = function["FunctionName"].values()
    (target,) = _variables(FUNCTIONS["SchedulerFunction"])["SCHEDULE_TARGET"].values()
    aliases = {alias["Properties"]["Name"] for alias in resources("AWS::Lambda::Alias").values()}
    assert target.split(":function:")[1] in {f"{name}:{alias}" for alias in aliases}
