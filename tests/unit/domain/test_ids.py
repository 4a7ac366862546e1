"""Numbers and the UUIDs that embed them."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.domain.ids import NUMBER_BITS, new_number, new_project_id, number_of, step_id, uuid_of
from gonogo.errors import NotFound
from tests.builders import NOW, a_head

numbers = st.integers(min_value=0, max_value=2**NUMBER_BITS - 1)


@given(number=numbers, kind=st.sampled_from(["batch", "run", "test"]))
def test_a_uuid_gives_back_its_number(number: int, kind: str) -> None:
    """Both forms address the same item."""
    assert number_of(kind, uuid_of(kind, number)) == number  # type: ignore[arg-type]
    assert number_of(kind, str(number)) == number  # type: ignore[arg-type]


@given(number=numbers)
def test_a_uuid_is_well_formed_and_lower_case(number: int) -> None:
    """Clients parse it as a UUID and compare it as text."""
    text = uuid_of("run", number)
    assert uuid.UUID(text).version == 8
    assert text == text.lower()


def test_a_number_fits_into_53_bits_for_decades() -> None:
    """JavaScript clients keep it exactly."""
    year_2090 = 3_786_912_000.0
    assert new_number(year_2090) < 2**NUMBER_BITS


def test_a_later_number_is_larger() -> None:
    """Numbers sort by time."""
    assert new_number(NOW) < new_number(NOW + 0.002)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "-1",
        "12345678901234567890",
        "6d0c2b1e-5a0f-4f0e-9d5e-0f6f0f1c2d3e",
        "٣",
        "1e3",
        "../etc",
    ],
)
def test_what_is_no_id_is_not_found(text: str) -> None:
    """Anything else names nothing, without an error of another kind."""
    with pytest.raises(NotFound):
        number_of("run", text)


def test_a_uuid_of_another_kind_is_not_found() -> None:
    """A batch's id never opens a run."""
    with pytest.raises(NotFound):
        number_of("run", uuid_of("batch", 42))


def test_project_ids_have_the_form_that_clients_check() -> None:
    """Twelve characters of a-z and 0-9."""
    made = new_project_id()
    assert len(made) == 12
    assert (made.isalnum() and made.islower()) or made.isdigit()


def test_a_step_keeps_its_id_over_pushes() -> None:
    """The id depends on the test and the place alone."""
    test = a_head().id
    assert step_id(test, "0") == step_id(test, "0")
    assert step_id(test, "0") != step_id(test, "1")
