"""What an operator narrows: the ports that tests reach, and the deployment's own addresses."""

from __future__ import annotations

import pytest

from gonogo.domain.http import HttpRequest
from gonogo.egress import AddressPolicy, Sender, policy_from
from gonogo.errors import Blocked, Invalid
from gonogo.settings import Settings
from tests.fake_network import PUBLIC, FakeNetwork, ok, redirect

OWN = {
    "PUBLIC_BASE": "https://gonogo.example.com/base",
    "DIALECT_BASES": "runscope.api=http://api.example.com:8080 runscope.www=https://www.example.com",
    "OWN_HOST": "abc.execute-api.example.com",
}


def _fetch(network: FakeNetwork, policy: AddressPolicy, url: str) -> int:
    network.serve(lambda _: ok(), PUBLIC)
    for name in ("gonogo", "api", "www", "abc.execute-api", "other"):
        network.name(f"{name}.example.com", PUBLIC)
    session = Sender(policy, resolve=network.resolve).session()
    return session.send(HttpRequest(method="GET", url=url, verify_tls=False)).status


@pytest.mark.parametrize("port", [80, 443, 8000, 8999])
def test_listed_ports_are_reached(network: FakeNetwork, port: int) -> None:
    policy = AddressPolicy(ports=["80", "443", "8000-8999"])
    assert _fetch(network, policy, f"http://{PUBLIC}:{port}/") == 200


@pytest.mark.parametrize("port", [22, 81, 7999, 9000])
def test_other_ports_are_not(network: FakeNetwork, port: int) -> None:
    """Nothing is dialled, and the rule is named."""
    policy = AddressPolicy(ports=["80", "443", "8000-8999"])
    with pytest.raises(Blocked, match="operator-deny/port"):
        _fetch(network, policy, f"http://{PUBLIC}:{port}/")
    assert network.attempts == []


def test_an_open_port_opens_no_address(network: FakeNetwork) -> None:
    with pytest.raises(Blocked, match="default-deny/private"):
        _fetch(network, AddressPolicy(ports=["80"]), "http://10.0.0.1/")


@pytest.mark.parametrize("text", ["0", "65536", "80-", "-80", "90-80", "http", "80:90", "²"])
def test_bad_port_is_named(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        policy_from(Settings.from_env({"EGRESS_ALLOW_PORTS": f"443, {text}"}))
    assert caught.value.field == "EGRESS_ALLOW_PORTS"


@pytest.mark.parametrize(
    "url",
    [
        "https://gonogo.example.com/v1/triggers/x",
        "https://GONOGO.example.com./",
        "http://gonogo.example.com:443/",
        "http://api.example.com:8080/radar/x/trigger",
        "https://www.example.com/",
        "https://abc.execute-api.example.com/",
    ],
)
def test_the_deployment_does_not_call_itself(network: FakeNetwork, url: str) -> None:
    """By each of its names; the message says whom the URL means."""
    with pytest.raises(Blocked, match="the deployment that runs this test") as caught:
        _fetch(network, policy_from(Settings.from_env(OWN)), url)
    assert caught.value.rule == "own-host"
    assert network.attempts == []


@pytest.mark.parametrize(
    "url",
    ["http://gonogo.example.com:8443/", "https://other.example.com/", "http://api.example.com/"],
)
def test_its_neighbours_are_others(network: FakeNetwork, url: str) -> None:
    """Another port or name is another service."""
    assert _fetch(network, policy_from(Settings.from_env(OWN)), url) == 200


def test_an_operator_can_allow_it(network: FakeNetwork) -> None:
    policy = policy_from(Settings.from_env({**OWN, "EGRESS_ALLOW_OWN": "true"}))
    assert _fetch(network, policy, "https://gonogo.example.com/") == 200
    with pytest.raises(Invalid, match="EGRESS_ALLOW_OWN"):
        Settings.from_env({"EGRESS_ALLOW_OWN": "yes"})


def test_a_redirect_does_not_lead_home(network: FakeNetwork) -> None:
    network.serve(lambda _: redirect("https://gonogo.example.com/v1/triggers/x"), "151.101.1.69")
    policy = policy_from(Settings.from_env(OWN))
    session = Sender(policy, resolve=network.resolve).session()
    with pytest.raises(Blocked, match="the deployment"):
        session.send(HttpRequest(method="GET", url="http://151.101.1.69/"))
