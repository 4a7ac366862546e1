"""Events of queues as services take them."""

from __future__ import annotations

import pytest

from gonogo.web.records import run_messages

GOOD = {"messageId": "1", "body": '{"run":"r"}'}


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", "null", '{"run":7}', '"r"'])
def test_a_message_that_nobody_can_read_does_not_hold_up_the_others(body: str) -> None:
    """It comes again by itself, until it is a dead letter."""
    event = {"Records": [{"messageId": "0", "body": body}, GOOD]}
    assert run_messages(event) == ({"1": "r"}, ["0"])
