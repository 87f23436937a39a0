"""What other counters say of the cases, as it was when it was written down.

A new version of a counter that says something else fails here: look, and write the
printed table into ``docs/counting/counters.txt``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from corner_cases import CASES, countable

from .adapters import MACS, PARAMETERS
from .asking import macs, multiple, parameters
from .states import left_behind
from .tables import expected, read, text

if TYPE_CHECKING:
    from collections.abc import Callable

    Keep = Callable[[str, str, str, str], None]

EXPECTED = expected()


@pytest.mark.parametrize("counter", PARAMETERS)
@pytest.mark.parametrize("name", CASES)
def test_parameters(torch: Any, keep: Keep, name: str, counter: str) -> None:
    """Parameters of one case as one counter sees them."""
    said = parameters(torch, name, counter)
    keep("parameters", name, counter, said)
    assert said == EXPECTED["parameters"][name][counter]


@pytest.mark.parametrize("counter", MACS)
@pytest.mark.parametrize("name", CASES)
def test_macs(torch: Any, keep: Keep, name: str, counter: str) -> None:
    """Multiply-accumulates of one case as one counter sees them."""
    said = macs(torch, name, counter)
    keep("macs", name, counter, said)
    assert said == EXPECTED["macs"][name][counter]


@pytest.mark.parametrize("counter", MACS)
def test_states(torch: Any, keep: Keep, counter: str) -> None:
    """What one counter leaves in a model, and in one whose forward raises."""
    for column, raises in (("counted", False), ("forward raised", True)):
        said = left_behind(torch, counter, raises=raises)
        keep("states", counter, column, said)
        assert said == EXPECTED["states"][counter][column]


def test_this_package_is_right_and_alone() -> None:
    """In the tables, no column but ours is right in every case."""
    for table, counters in (("parameters", PARAMETERS), ("macs", MACS)):
        right = {
            counter
            for counter in counters
            if all(EXPECTED[table][name][counter] == "ok" for name in countable())
        }
        assert right == {"convguide"}
    assert EXPECTED["states"]["convguide"] == {
        "counted": "nothing",
        "forward raised": "nothing",
    }


@pytest.mark.parametrize(
    ("said", "truth", "words"),
    [
        (5_040, 5_040, "ok"),
        (5_041, 5_040, "1×"),
        (0, 5_040, "0×"),
        (0, 0, "ok"),
        (132, 0, "132"),
        (5_040, None, "5,040"),
        (None, 5_040, "None"),
        (20_160, 5_040, "4×"),
        (1_240, 10_000, "0.124×"),
    ],
)
def test_multiples(said: int | None, truth: int | None, words: str) -> None:
    """Only what is exactly right is called so."""
    assert multiple(said, truth) == words


def test_tables_can_be_read() -> None:
    """What is printed is what the file may hold."""
    table = {"a case": {"x y": "ok", "z": "0.5×"}, "b": {"x y": "", "z": "None"}}
    table["b"]["x y"] = "mode, hooks"
    assert read(text(table)) == table
