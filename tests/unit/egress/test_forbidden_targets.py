"""S1, S2, S5: no form of a URL and no trick of a name server reaches a forbidden address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest
from gonogo.egress import AddressPolicy, Sender, policy_from
from gonogo.egress.policy import Verdict
from gonogo.errors import BadRequest, Blocked, ConnectFailed, HttpFailure, ProtocolFailure
from gonogo.settings import Settings
from tests.bad_urls import BAD_NAMES, BAD_URLS, PUBLIC_URLS
from tests.fake_network import OTHER_PUBLIC, PUBLIC, FakeNetwork, ok
from tests.forbidden_addresses import FORBIDDEN_V4, FORBIDDEN_V6, generated, is_forbidden

RUNTIME_API = "127.0.0.1:9001"


def _fetch(network: FakeNetwork, policy: AddressPolicy | Sender, url: str) -> HttpFailure | None:
    sender = policy if isinstance(policy, Sender) else Sender(policy, resolve=network.resolve)
    session = sender.session()
    try:
        session.send(HttpRequest(method="GET", url=url, timeout=5))
    except HttpFailure as failure:
        return failure
    finally:
        session.close()
    return None


def _reached(network: FakeNetwork) -> list[str]:
    return [address for address in network.attempts if is_forbidden(address)]


def test_the_fixed_list_is_long_enough() -> None:
    """S1 and S5 name figures; the lists must not shrink below them."""
    assert len(BAD_URLS) >= 200
    assert len(PUBLIC_URLS) >= 50


def test_no_bad_url_reaches_a_forbidden_address(network: FakeNetwork) -> None:
    """Every form ends in a failure of ours, and nothing forbidden was dialled."""
    for name, addresses in BAD_NAMES.items():
        network.name(name, *addresses)
    sender = Sender(AddressPolicy(runtime_api=RUNTIME_API), resolve=network.resolve)
    network.serve(lambda _: ok(), *FORBIDDEN_V4, *FORBIDDEN_V6)
    failures = {url: _fetch(network, sender, url) for url in BAD_URLS}
    assert _reached(network) == []
    expected = (Blocked, BadRequest, ConnectFailed)
    assert [url for url, failure in failures.items() if not isinstance(failure, expected)] == []


def test_no_generated_url_reaches_a_forbidden_address(network: FakeNetwork) -> None:
    """10,000 spellings of forbidden addresses with decorations: no attempt at one."""
    urls = generated(10_000)
    assert len(set(urls)) == 10_000
    network.serve(lambda _: ok(), *FORBIDDEN_V4, *FORBIDDEN_V6)
    sender = Sender(AddressPolicy(), resolve=network.resolve)
    for url in urls:
        _fetch(network, sender, url)
    assert _reached(network) == []


@pytest.mark.parametrize("tries", range(4))
def test_a_name_that_changes_its_answer_never_reaches_inside(
    network: FakeNetwork, tries: int
) -> None:
    """S2, four times 250 tries: a name that is public at one look-up and inside at the next."""
    network.serve(lambda _: ok(), PUBLIC, *FORBIDDEN_V4)
    inside = ["169.254.169.254", "127.0.0.1", "10.0.0.1", "::1"][tries]
    count = 0

    def rebinding(host: str, port: int, *rest: Any) -> list[Any]:
        nonlocal count
        count += 1
        network.name(host, PUBLIC if count % 2 else inside)
        return network.resolve(host, port, *rest)

    sender = Sender(AddressPolicy(), resolve=rebinding)
    outcomes = []
    for _ in range(250):
        session = sender.session()
        try:
            session.send(HttpRequest(method="GET", url="http://rebind.test/"))
            outcomes.append("answered")
        except Blocked:
            outcomes.append("refused")
    assert _reached(network) == []
    assert set(outcomes) == {"answered", "refused"}
    assert count == 250, "a name is asked once for each connection"


def test_a_connection_that_arrives_elsewhere_is_dropped(network: FakeNetwork) -> None:
    """The address that was dialled is allowed, the one that answered is not."""
    network.serve(lambda _: ok(), PUBLIC)
    network.name("moved.test", PUBLIC)
    network.peer[PUBLIC] = "10.0.0.1"
    failure = _fetch(network, AddressPolicy(), "http://moved.test/")
    assert isinstance(failure, Blocked)
    assert network.requests == []


def test_a_refusal_names_the_rule_and_not_the_address(network: FakeNetwork) -> None:
    """The user learns which rule, never what is inside."""
    network.name("inside.test", "10.20.30.40")
    failure = _fetch(network, AddressPolicy(), "http://inside.test/")
    assert isinstance(failure, Blocked)
    assert failure.rule == "default-deny/private"
    assert "inside.test" in failure.message
    assert "10.20.30.40" not in f"{failure} {failure.__cause__} {failure.rule}"


@pytest.mark.parametrize(("secret", "host"), [(False, "inside.test"), (True, "***")])
def test_a_refusal_is_one_line_in_the_log_without_what_is_secret(
    network: FakeNetwork, caplog: pytest.LogCaptureFixture, secret: bool, host: str
) -> None:
    """A test may write a secret into its URL, into the name of the host too."""
    network.name("inside.test", "10.20.30.40")
    session = Sender(AddressPolicy(), resolve=network.resolve).session()
    with caplog.at_level("DEBUG"), pytest.raises(Blocked):
        session.send(HttpRequest(method="GET", url="http://inside.test/", secret_url=secret))
    (line,) = [record.getMessage() for record in caplog.records if "egress" in record.name]
    assert line == f"egress refused host={host} rule=default-deny/private"


@pytest.mark.parametrize("url", PUBLIC_URLS)
def test_public_forms_are_not_blocked(network: FakeNetwork, url: str) -> None:
    """S5: a guard that refuses the public is no guard but an outage."""
    network.serve(lambda _: ok(), PUBLIC)
    name = re.compile(r"[a-z]", re.IGNORECASE)

    def resolve(host: str, port: int, *rest: Any) -> list[Any]:
        if name.search(host) and ":" not in host:
            network.name(host.rstrip("."), PUBLIC)
        for info in (found := network.resolve(host, port, *rest)):
            network.serve(lambda _: ok(), info[4][0])
        return found

    session = Sender(AddressPolicy(), resolve=resolve).session()
    assert session.send(HttpRequest(method="GET", url=url)).status == 200


@pytest.mark.parametrize(
    ("mode", "allow", "address"),
    [
        ("vpc", ["10.1.0.0/16"], "10.1.2.3"),
        ("vpc", ["fd12::/16"], "fd12::1"),
        ("local", [], "127.0.0.1"),
        ("local", [], "::1"),
        ("local", [], "10.9.9.9"),
        ("local", [], "192.168.1.1"),
    ],
)
def test_private_addresses_open_where_asked_for(
    network: FakeNetwork, mode: Any, allow: list[str], address: str
) -> None:
    """S5: an allowed block in `vpc`, loopback and private blocks in `local`."""
    network.name("inside.test", address)
    network.serve(lambda _: ok(), address)
    assert _fetch(network, AddressPolicy(mode, allow=allow), "http://inside.test/") is None


PLATFORM = "169.254.169.254 169.254.170.2 0.0.0.0 224.0.0.1 255.255.255.255 fd00:ec2::254 fe80::1"


@pytest.mark.parametrize("address", [*PLATFORM.split(), "ff02::1", "64:ff9b::a9fe:a9fe"])
@pytest.mark.parametrize("mode", ["public", "vpc", "local"])
def test_platform_ranges_stay_shut_in_every_mode(
    network: FakeNetwork, mode: Any, address: str
) -> None:
    """S5: not even an operator who allows everything opens the metadata service."""
    allow = [] if mode == "public" else ["0.0.0.0/0", "::/0"]
    network.name("platform.test", address)
    network.serve(lambda _: ok(), address)
    failure = _fetch(network, AddressPolicy(mode, allow=allow), "http://platform.test/")
    assert isinstance(failure, Blocked)
    assert failure.rule.startswith("platform-deny/") or mode == "public"
    assert network.attempts == []


@pytest.mark.parametrize("mode", ["vpc", "local"])
def test_the_runtime_api_stays_shut_in_every_mode(network: FakeNetwork, mode: Any) -> None:
    """It hands out other projects' events to whoever asks."""
    policy = AddressPolicy(mode, allow=["127.0.0.0/8"], runtime_api=RUNTIME_API)
    network.serve(lambda _: ok(), "127.0.0.1", "127.0.0.2")
    for host in ("127.0.0.1", "127.0.0.2", "[::ffff:127.0.0.1]"):
        assert isinstance(_fetch(network, policy, f"http://{host}:9001/next"), Blocked)
    assert network.attempts == []
    assert _fetch(network, policy, "http://127.0.0.1:9002/") is None


def test_settings_become_a_policy() -> None:
    """Lists are separated by commas; the runtime API is read from its own variable."""
    policy = policy_from(
        Settings(
            egress_mode="vpc",
            egress_allow_cidrs="10.1.0.0/16, 127.0.0.0/8",
            egress_deny_cidrs="10.1.9.0/24,93.184.216.34",
            aws_lambda_runtime_api=RUNTIME_API,
        )
    )
    assert policy.check("10.1.2.3", 80) == Verdict(True, "operator-allow")
    assert policy.check("10.1.9.3", 80) == Verdict(False, "operator-deny")
    assert policy.check("93.184.216.34", 80) == Verdict(False, "operator-deny")
    assert policy.check("10.2.0.1", 80) == Verdict(False, "default-deny/private")
    assert policy.check("127.0.0.1", 9001) == Verdict(False, "platform-deny/runtime-api")
    assert policy.check("93.184.216.35", 443) == Verdict(True, "allowed")


# Seeded bugs: guards that look right, and must turn the rows above red.


def _literals_only(policy: AddressPolicy) -> Callable[..., Any]:
    """Checks the host as written and trusts every name."""
    return lambda self, host, sockaddr: None


def _first_answer_only(policy: AddressPolicy) -> Callable[..., Any]:
    """Looks at the first address that it is asked about and lets the others pass."""
    seen: set[str] = set()

    def admit(self: Any, host: str, sockaddr: tuple[Any, ...]) -> None:
        if host not in seen and not policy.check(sockaddr[0], sockaddr[1]).allowed:
            raise Blocked("refused", rule="seeded")
        seen.add(host)

    return admit


@pytest.mark.parametrize("seeded", [_literals_only, _first_answer_only])
def test_a_weaker_guard_is_found_out(
    network: FakeNetwork, monkeypatch: pytest.MonkeyPatch, seeded: Any
) -> None:
    """The bar can fail: with a weaker guard the same list does reach forbidden addresses."""
    policy = AddressPolicy()
    for name, addresses in BAD_NAMES.items():
        network.name(name, *addresses)
    network.serve(lambda _: ok(), *FORBIDDEN_V4, *FORBIDDEN_V6, OTHER_PUBLIC)
    monkeypatch.setattr("gonogo.egress.resolver.Guard.admit", seeded(policy))
    sender = Sender(policy, resolve=network.resolve)
    for url in BAD_URLS:
        _fetch(network, sender, url)
    assert len(_reached(network)) >= 1


def test_redirect_to_nonsense_is_a_failure_of_the_answer(network: FakeNetwork) -> None:
    """The URL was the server's, so the fault is not the request's."""
    network.serve(lambda _: b"HTTP/1.1 302 F\r\nLocation: http://[::1\r\n\r\n", PUBLIC)
    failure = _fetch(network, AddressPolicy(), f"http://{PUBLIC}/")
    assert isinstance(failure, ProtocolFailure)
