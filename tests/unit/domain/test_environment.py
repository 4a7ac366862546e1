"""What an environment takes from its parent."""

from __future__ import annotations

from gonogo.domain.environment import inherit
from tests.builders import an_environment


def test_the_childs_variables_win() -> None:
    """Later in the evaluation order wins by name."""
    parent = an_environment("shared", variables={"host": "a", "user": "u"})
    child = an_environment("own", variables={"host": "b"})
    assert inherit(child, parent).variables == {"host": "b", "user": "u"}


def test_a_header_of_the_child_replaces_the_parents_whatever_its_case() -> None:
    """Header names are compared without case."""
    parent = an_environment("shared", headers=(("X-Team", "one"), ("Accept", "text/html")))
    child = an_environment("own", headers=(("accept", "application/json"),))
    assert inherit(child, parent).headers == (("X-Team", "one"), ("accept", "application/json"))


def test_webhooks_and_locations_add_up_without_repeats() -> None:
    """Both lists are told."""
    parent = an_environment("shared", webhooks=("http://a/", "http://b/"), locations=("us1",))
    child = an_environment("own", webhooks=("http://b/", "http://c/"), locations=("eu1",))
    merged = inherit(child, parent)
    assert merged.webhooks == ("http://a/", "http://b/", "http://c/")
    assert merged.locations == ("us1", "eu1")


def test_a_flag_that_the_parent_sets_is_locked() -> None:
    """Behaviour flags of a shared environment cannot be taken back."""
    parent = an_environment("shared", stop_on_failure=True, verify_tls=False)
    merged = inherit(an_environment("own"), parent)
    assert merged.stop_on_failure
    assert not merged.verify_tls
