"""ShapeError: facts first, then shapes in columns, hint last."""

from __future__ import annotations

import pickle

from convguide import ShapeError

SHAPES = {
    "x": ((224, 224, 3), "(C_in, H, W)"),
    "weight": ((64, 3, 7, 7), "(C_out, C_in/groups, K_h, K_w)"),
}


def test_full_message() -> None:
    """Names and shapes stand in columns between the facts and the hint."""
    assert str(ShapeError("x has 224 channels", SHAPES, "transpose it")) == (
        "x has 224 channels\n"
        "  x       (224, 224, 3)  axes (C_in, H, W)\n"
        "  weight  (64, 3, 7, 7)  axes (C_out, C_in/groups, K_h, K_w)\n"
        "  hint: transpose it"
    )


def test_facts_alone() -> None:
    """Without shapes and hint the message is one line."""
    assert str(ShapeError("groups is 2")) == "groups is 2"


def test_hint_without_shapes() -> None:
    """A hint follows the facts directly where there is no array to show."""
    error = ShapeError("groups is 2", hint="divide")
    assert str(error) == "groups is 2\n  hint: divide"


def test_parts_are_attributes() -> None:
    """Facts, shapes and hint can be read one by one."""
    error = ShapeError("facts", SHAPES, "hint")
    assert (error.facts, error.shapes, error.hint) == ("facts", SHAPES, "hint")


def test_parts_are_empty_by_default() -> None:
    """What is not given is empty, not None."""
    error = ShapeError("facts")
    assert (error.shapes, error.hint) == ({}, "")


def test_shapes_are_a_copy() -> None:
    """Changing the mapping afterwards does not change the message."""
    shapes = dict(SHAPES)
    error = ShapeError("facts", shapes)
    shapes.clear()
    assert error.shapes == SHAPES


def test_is_a_value_error() -> None:
    """Whoever catches ValueError catches it."""
    assert issubclass(ShapeError, ValueError)


def test_survives_pickling() -> None:
    """It crosses process borders, as errors in parallel tests do."""
    error = ShapeError(facts="facts", shapes=SHAPES, hint="hint")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is ShapeError
    assert str(copy) == str(error)
