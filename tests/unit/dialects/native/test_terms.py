"""Terms of a native start: every field, and what each refusal names."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.dialects.native._starting import decode_rerun, decode_suite, decode_trigger
from gonogo.domain.terms import Overrides, Policy, Selection, StartCookie, Terms
from gonogo.errors import Invalid
from tests.unit.dialects.native.test_starting import a_call, a_start

EVERYTHING: dict[str, Any] = {
    "tests": ["Login"],
    "tags": [["smoke", "!slow"], ["money"]],
    "build": {"commit": "f00d", "pull_request": 7},
    "overrides": {
        "base_url": "https://pr-7.shop.test/",
        "hosts": {"api.shop.test:443": "[::1]:8443"},
        "parameters": {"lang": "en"},
        "headers": {"X-Build": "7"},
        "cookies": [{"name": "beta", "value": "on", "domain": "shop.test", "secure": True}],
    },
    "policy": {
        "allow_errored": True,
        "allow_refused": False,
        "allow_empty": True,
        "min_pass_ratio": 0.5,
        "non_blocking": ["flaky"],
    },
    "group": "shop#7",
    "supersede": True,
    "notify": False,
}


def test_every_field_is_read() -> None:
    """Into the words of the domain."""
    command = decode_suite(a_start(EVERYTHING))
    assert command.selection == Selection(tests=("Login",), tags=(("smoke", "!slow"), ("money",)))
    assert command.terms == Terms(
        facts={"commit": "f00d", "pull_request": "7"},
        overrides=Overrides(
            base_url="https://pr-7.shop.test",
            hosts=(("api.shop.test:443", "[::1]:8443"),),
            parameters=(("lang", "en"),),
            headers=(("X-Build", "7"),),
            cookies=(StartCookie(name="beta", value="on", domain="shop.test", secure=True),),
        ),
        policy=Policy(
            allow_errored=True,
            allow_refused=False,
            allow_empty=True,
            min_pass_ratio=0.5,
            non_blocking=("flaky",),
        ),
        group="shop#7",
        supersede=True,
        notify=False,
    )


def test_nothing_said_is_a_plain_start() -> None:
    """Which stores nothing of it."""
    command = decode_suite(a_start({}))
    assert (command.selection, command.terms) == (Selection(), Terms())


def test_a_list_of_texts_is_one_list_of_tags() -> None:
    """All of them must fit."""
    assert decode_suite(a_start({"tags": ["smoke", "!slow"]})).selection.tags == (
        ("smoke", "!slow"),
    )


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"tags": "smoke"}, "tags"),
        ({"tags": [[]]}, "tags"),
        ({"tags": [["a"], "b"]}, "tags"),
        ({"tags": [[1]]}, "tags"),
        ({"tags": [["a"]] * 51}, "tags"),
        ({"tests": ["x"] * 501}, "tests"),
        ({"build": {"commit": ["f00d"]}}, "build.commit"),
        ({"build": {str(n): 1 for n in range(51)}}, "build"),
        ({"overrides": []}, "overrides"),
        ({"overrides": {"url": "https://x.test"}}, "overrides.url"),
        ({"overrides": {"base_url": "shop.test"}}, "overrides.base_url"),
        ({"overrides": {"hosts": {"https://a.test": "b.test"}}}, "overrides.hosts"),
        ({"overrides": {"hosts": {"a.test": "b.test/x"}}}, "overrides.hosts"),
        ({"overrides": {"headers": {"X Build": "7"}}}, "overrides.headers"),
        ({"overrides": {"headers": {"X": "a\r\nb: c"}}}, "overrides.headers"),
        ({"overrides": {"cookies": [{"value": "x"}]}}, "overrides.cookies[0].name"),
        ({"overrides": {"cookies": [{"name": "a;b"}]}}, "overrides.cookies[0].name"),
        (
            {"overrides": {"cookies": [{"name": "a", "value": "b;c"}]}},
            "overrides.cookies[0].value",
        ),
        ({"policy": {"min_pass_ratio": 0}}, "policy.min_pass_ratio"),
        ({"policy": {"min_pass_ratio": True}}, "policy.min_pass_ratio"),
        ({"policy": {"allow_errors": True}}, "policy.allow_errors"),
        ({"policy": {"non_blocking": "flaky"}}, "policy.non_blocking"),
        ({"group": ""}, "group"),
        ({"supersede": "yes"}, "supersede"),
        ({"notify": 0}, "notify"),
    ],
)
def test_a_refusal_names_the_field_and_what_would_do(document: dict[str, Any], field: str) -> None:
    """Down to the member."""
    with pytest.raises(Invalid) as refused:
        decode_suite(a_start(document))
    assert refused.value.field == field
    assert refused.value.accepted


def test_a_triggers_parameters_select_tests_and_name_the_build() -> None:
    """Each `gonogo_tags` is one list; what is no such parameter is a variable."""
    command = decode_trigger(
        a_call(
            query=(
                ("gonogo_tags", "smoke, !slow"),
                ("gonogo_tags", "money"),
                ("gonogo_test", "Login"),
                ("gonogo_commit", "f00d"),
                ("gonogo_branch", ""),
                ("gonogo_group", "shop"),
                ("gonogo_supersede", "true"),
                ("host", "https://green.test"),
            )
        )
    )
    assert command.selection == Selection(tests=("Login",), tags=(("smoke", "!slow"), ("money",)))
    assert command.terms == Terms(facts={"commit": "f00d"}, group="shop", supersede=True)
    assert dict(command.sets[0].variables) == {"host": "https://green.test"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("gonogo_tags", ""), ("gonogo_tags", ",!"), ("gonogo_supersede", "yes"), ("gonogo_tag", "a")],
)
def test_a_triggers_parameter_that_means_nothing_is_refused(name: str, value: str) -> None:
    """A build's variable that is empty must not start everything."""
    with pytest.raises(Invalid) as refused:
        decode_trigger(a_call(query=((name, value),)))
    assert refused.value.field == name
    assert refused.value.accepted


def test_a_rerun_takes_one_field() -> None:
    """Or no body at all."""
    request = a_start({"only_failed": True})
    batch = {"batch": "b1"}
    object.__setattr__(request, "params", batch)
    assert decode_rerun(request).only_failed
    wrong = a_start({"failed": True})
    object.__setattr__(wrong, "params", batch)
    with pytest.raises(Invalid, match="failed"):
        decode_rerun(wrong)
