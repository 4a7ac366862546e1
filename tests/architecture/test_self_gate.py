"""gonogo's own deployments can wait for a gate, where whoever deploys it wants that."""

from __future__ import annotations

import re

from tests.transformed import source, transformed

HOOK = "arn:aws:lambda:us-east-1:111122223333:function:CodeDeployHook_gonogo:live"


def test_without_the_parameter_nothing_of_codedeploy_is_there() -> None:
    """The local AWS does not know it, and a first deployment needs no more than it has."""
    kinds = {resource["Type"] for resource in transformed()["Resources"].values()}
    assert not any(kind.startswith("AWS::CodeDeploy") for kind in kinds)


def test_with_it_a_new_version_of_the_api_waits_for_the_hook() -> None:
    """A tenth of the traffic first; its errors and the gate's no put the alias back."""
    made = transformed(SelfGate="true", SelfGateHook=HOOK)["Resources"]
    policy = made["ApiFunctionAliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    assert policy["AfterAllowTrafficHook"] == {"Ref": "SelfGateHook"}
    group = made["ApiFunctionDeploymentGroup"]["Properties"]
    assert group["DeploymentConfigName"] == {
        "Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": _SHIFT}]
    }
    assert group["AlarmConfiguration"]["Alarms"] == [{"Name": {"Ref": "ApiErrors"}}]
    assert "DEPLOYMENT_FAILURE" in group["AutoRollbackConfiguration"]["Events"]


def test_only_a_function_that_codedeploy_may_call_is_taken() -> None:
    pattern = source()["Parameters"]["SelfGateHook"]["AllowedPattern"]
    assert re.fullmatch(pattern, HOOK)
    assert re.fullmatch(pattern, "")
    assert not re.fullmatch(pattern, HOOK.replace("CodeDeployHook_", ""))


def test_a_pipeline_that_calls_by_name_gets_the_last_word_too() -> None:
    """The alias has its own setting for calls that failed."""
    made = transformed()["Resources"]
    by_name = made["GatesByName"]["Properties"]
    assert by_name["Qualifier"] == "$LATEST"
    by_alias = made["GatesFunctionEventInvokeConfig"]["Properties"]
    destinations = (each["DestinationConfig"]["OnFailure"] for each in (by_name, by_alias))
    assert len({str(each["Destination"]) for each in destinations}) == 1


_SHIFT = "Canary10Percent5Minutes"
