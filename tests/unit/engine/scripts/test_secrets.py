"""Scripts and secrets: `get_secret` gives the value, and nobody else sees it."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from gonogo.errors import Unavailable
from tests.engine_runs import a_step, an_environment, run
from tests.fakes import FakeHttp

VALUE = "s3cret/of-the-shop"
SECRETS = {"key": VALUE, "other": "other-secret"}


@pytest.mark.parametrize(
    "call",
    [
        "get_secret('key')",
        'get_secret( "key" )',
        "get_secret(`key`)",
        "get_secret('k' + 'ey')",
        "['key'].map((n) => get_secret(n))[0]",
        "(() => { try { return get_secret('k' + 'ey') } catch { return '' } })()",
    ],
)
def test_a_script_gets_the_secret_that_it_names(call: str) -> None:
    """Also by a name that is made up as it runs."""
    http = FakeHttp()
    step = a_step("http://api.test/{{k}}", before_scripts=(f"variables.set('k', {call})",))
    result = run(step, http=http, secrets=SECRETS.get)
    assert http.requests[0].url == f"http://api.test/{VALUE}"
    assert VALUE not in json.dumps(asdict(result))


def test_several_secrets_of_unknown_names_are_found_one_by_one() -> None:
    """What a try before set is forgotten with it."""
    script = """
    variables.set('n', String(Number(variables.get('n') || 0) + 1));
    variables.set('k', ['key', 'other'].map((n) => get_secret(n)).join());
    """
    result = run(a_step(scripts=(script,)), secrets=SECRETS.get)
    assert result.status == "passed"
    assert result.variables == {"n": "1", "k": "***,***"}


def test_an_unknown_secret_fails_the_script() -> None:
    """By name, at its line."""
    result = run(a_step(scripts=("\nget_secret('nope')",)), secrets=SECRETS.get)
    (script,) = result.steps[0].scripts
    assert script.error == 'Error: there is no secret of the name "nope" (line 2)'


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_what_objects_inherit_is_no_secret(name: str) -> None:
    """Nor can a script add one."""
    script = f"Object.prototype.planted = 'x'; log(get_secret('{name}')); "
    result = run(a_step(scripts=(script,)), secrets=SECRETS.get)
    assert result.status == "failed"
    planted = "Object.prototype.planted = 'x'; get_secret('planted')"
    assert run(a_step(scripts=(planted,)), secrets=SECRETS.get).status == "failed"


def test_output_of_a_script_that_knows_a_secret_is_hidden() -> None:
    """It could be there in any form: backwards, letter by letter."""
    script = "log([...get_secret('key')].reverse().join(''))"
    result = run(a_step(scripts=(script, "log('seen')")), secrets=SECRETS.get)
    hidden, seen = result.steps[0].scripts
    assert hidden.output == "(hidden: the script uses get_secret)\n"
    assert seen.output == "seen\n"


def test_an_error_that_tells_a_secret_is_masked() -> None:
    """Also at the place where the message was cut."""
    script = "throw new Error('x'.repeat(4096 - 13) + get_secret('key'))"
    result = run(a_step(scripts=(script,)), secrets=SECRETS.get)
    error = result.steps[0].scripts[0].error or ""
    assert "s3cr" not in error
    assert error.endswith("x***…")


def test_the_environments_scripts_have_secrets_too() -> None:
    """They sign in before the first step."""
    environment = an_environment(script="variables.set('k', get_secret('key'))")
    http = FakeHttp()
    result = run(
        a_step("http://api.test/{{k}}"), http=http, environment=environment, secrets=SECRETS.get
    )
    assert VALUE in http.requests[0].url
    assert VALUE not in json.dumps(asdict(result))


def test_a_store_that_fails_errs_the_step_of_the_script() -> None:
    """No verdict without the secret."""

    def find(name: str) -> str:
        raise Unavailable("The keys are away.")

    result = run(a_step(scripts=("get_secret('key')",)), secrets=find)
    problem = result.steps[0].problem
    assert problem is not None
    assert problem.message == "Step 1, script: the secret key cannot be read: The keys are away."
