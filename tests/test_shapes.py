"""Shapes at the door: how much memory there is, and what is remembered."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from refusals import refusal

from convguide import _shapes, conv2d, conv_transpose2d
from convguide._shapes import _memory, fitted, refuse_too_large

X, WEIGHT = np.ones((1, 3, 3)), np.ones((1, 1, 2, 2))


def unknown(_: str) -> int:
    """Stand for a system that does not know how much memory it has."""
    return -1


def nothing(_: str) -> int:
    """Stand for a system that counts no memory."""
    return 0


def missing(_: str) -> int:
    """Stand for a system that does not know the question."""
    raise ValueError


@pytest.mark.parametrize("answer", [unknown, nothing, missing])
def test_systems_that_do_not_say(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer only the address space bounds."""
    monkeypatch.setattr(os, "sysconf", answer, raising=False)
    assert _memory() == np.iinfo(np.intp).max
    assert conv2d(X + 1, WEIGHT).shape == (1, 2, 2)


def test_memory_is_pages_times_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are asked for by name; the least system has one byte."""
    answers = {"SC_PHYS_PAGES": 3, "SC_PAGE_SIZE": 5}
    monkeypatch.setattr(os, "sysconf", answers.__getitem__, raising=False)
    assert _memory() == 15
    monkeypatch.setattr(os, "sysconf", lambda _: 1, raising=False)
    assert _memory() == 1


def test_memory_of_this_machine() -> None:
    """It has more than a megabyte, and less than its addresses reach."""
    assert 2**20 < _memory() <= np.iinfo(np.intp).max


@pytest.mark.parametrize("padding", [10**20, 10**400])
def test_any_size_can_be_named(padding: int) -> None:
    """Even a number that no float holds is refused in words."""
    with pytest.raises(MemoryError, match=r"^the output would have shape .* bytes$"):
        conv2d(X, WEIGHT, padding=padding)


def test_batch_counts() -> None:
    """A batch of images is held against the memory, and not one of them."""
    size = _memory() // 8 // 4
    with refusal(
        MemoryError,
        f"the output would have shape (2, 4, 1, {size}), {64 * size:.1e} bytes",
    ):
        fitted(
            *(2, (2, 1, 1, size), (4, 1, 1, 1), None),
            *(1, 0, 1, 1, "zeros", None),
            itemsize=8,
        )


@pytest.mark.parametrize("name", ["stride", "padding", "dilation", "groups"])
@pytest.mark.parametrize("wrong", [True, 1.0, (1, True), (True, True), [1.0, 1]])
def test_what_is_remembered_is_not_mistaken(name: str, wrong: Any) -> None:
    """1 equals True and 1.0, and a layer with stride 1 was seen before."""
    right: Any = {name: 1}
    conv2d(X, WEIGHT, **right)
    if name != "groups":
        pair: Any = {name: (1, 1)}
        conv2d(X, WEIGHT, **pair)
    with pytest.raises(TypeError, match=rf"^{name} must be an integer"):
        conv2d(X, WEIGHT, **{name: wrong})


@pytest.mark.parametrize("wrong", [True, 1.0, (1, True), (True, True)])
def test_remembered_output_padding_is_not_mistaken(wrong: Any) -> None:
    """The same for the option that only transposed layers have."""
    conv_transpose2d(X, WEIGHT, stride=2, output_padding=1)
    conv_transpose2d(X, WEIGHT, stride=2, output_padding=(1, 1))
    with pytest.raises(TypeError, match=r"^output_padding must be an integer"):
        conv_transpose2d(X, WEIGHT, stride=2, output_padding=wrong)


@pytest.mark.parametrize(
    ("x", "weight", "groups", "transposed", "terms"),
    [
        ((5, 8, 9), (7, 5, 2, 3), 1, False, 5 * 2 * 3),
        ((1, 6, 8, 9), (8, 3, 2, 3), 2, False, 3 * 2 * 3),
        ((5, 8, 9), (5, 7, 2, 3), 1, True, 5 * 2 * 3),
        ((1, 6, 8, 9), (6, 4, 2, 3), 2, True, 3 * 2 * 3),
    ],
)
def test_terms(x: Any, weight: Any, groups: int, transposed: bool, terms: int) -> None:  # noqa: FBT001
    """An output number is a sum over the input channels of its group."""
    options = (1, 0, 1, groups, "zeros", 0 if transposed else None)
    assert fitted(2, x, weight, None, *options, 8).terms == terms


@pytest.mark.parametrize("batch", [(), (3,)])
def test_padded_input_counts(batch: tuple[int, ...]) -> None:
    """With a large stride, padding may need more memory than the output."""
    rows = _memory() // 8
    shape = (*batch, 2, rows, 1)
    message = (
        f"the padded input would have shape {shape}, "
        f"{8 * np.prod(shape, dtype=object):.1e} bytes"
    )
    options = (10**6, (0, rows - 1, 0, 0), 1, 1, "zeros", None)
    with refusal(MemoryError, message):
        fitted(2, (*batch, 2, 1, 1), (4, 2, 1, 1), None, *options, 8)


def test_uncut_output_counts() -> None:
    """A transposed layer computes what its padding cuts off, in every image."""
    cut = _memory() // 8
    message = (
        "the output, before its padding is cut off, would have shape "
        f"(3, 5, {2 * cut + 1}, 4), {3 * 5 * (2 * cut + 1) * 4 * 8:.1e} bytes"
    )
    options = (1, (cut, 0), 1, 1, "zeros", 0)
    with refusal(MemoryError, message):
        fitted(2, (3, 2, 1, 4), (2, 5, 2 * cut + 1, 1), None, *options, 8)


def test_memory_may_be_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fits exactly is not refused; one byte more is."""
    monkeypatch.setattr(_shapes, "_memory", lambda: 120)
    refuse_too_large("output", (3, 5), 8)
    with refusal(MemoryError, "the output would have shape (11, 11), 1.2e+2 bytes"):
        refuse_too_large("output", (11, 11), 1)
