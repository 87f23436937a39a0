"""Channels of an image: greys, scales, blocks, and names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@settings(max_examples=15)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 200), st.integers(1, 300)),
    kind=st.sampled_from([np.uint8, np.int16, np.float32]),
)
def test_any_image_draws(draw: Any, shape: tuple[int, ...], kind: type) -> None:
    """No word hides another; channels that are left out are counted."""
    image: np.ndarray = (np.arange(np.prod(shape)).reshape(shape) % 251).astype(kind)
    names = [f"band {c}" for c in range(shape[0])]
    drawing = draw.picture_channels(image, names=names)
    refuse_hidden_words(drawing)
    number = len(drawing.axes[0].images)
    said = f"{number} of {shape[0]} channels are drawn"
    assert (said in words(drawing)) == (number < shape[0])
    plane = drawing.axes[0].images[0].get_array()
    block = [w for w in words(drawing) if w.startswith("drawn: means")]
    step = int(block[0].split("×")[0].split()[-1]) if block else 1
    assert plane.shape[:2] == (-(-shape[1] // step), -(-shape[2] // step))


def test_a_small_image(draw: Any) -> None:
    """One row of two pixels, each channel with its own greys."""
    image = np.array([[[0, 255]], [[10, 20]], [[7, 7]]], np.uint8)
    drawing = draw.picture_channels(image)
    greys = [p.get_array()[0, :, 0].tolist() for p in drawing.axes[0].images]
    assert greys == [[0, 255], [10, 20], [7, 7]]
    assert words(drawing)[:3] == ["0: red", "1: green", "2: blue"]
    assert drawing.title == "An image of 1×2 pixels as 3 channels: red, green, blue"
    assert drawing.description == (
        "Each channel is a grey image of its own, framed in hue and pattern. "
        "Channel 0, red, mean 128. Channel 1, green, mean 15. Channel 2, blue, mean 7. "
        "Black is 0, white is 255; values from 0 to 255."
    )


def test_blocks_are_means(draw: Any) -> None:
    """Each block has the mean of its pixels, smaller blocks at the end too."""
    image = np.random.default_rng(5).random((1, 131, 260))
    drawing = draw.picture_channels(image, names=["grey"])
    (plane,) = (p.get_array()[..., 0] for p in drawing.axes[0].images)
    assert "drawn: means of blocks of 3×3 pixels" in words(drawing)
    assert plane.shape == (44, 87)
    assert plane[2, 5] == round(255 * image[0, 6:9, 15:18].mean())
    assert plane[-1, -1] == round(255 * image[0, 129:, 258:].mean())


@pytest.mark.parametrize(
    ("image", "line"),
    [
        ([[[0.0, 0.25]]], "black is 0, white is 1; values from 0 to 0.25"),
        ([[[-1.5, 3.0]]], "black is −1.5, white is 3; values from −1.5 to 3"),
        ([[[4, 4]]], "all values are 4; values from 4 to 4"),
        ([[[np.nan, 0.5]]], "left blank: 1 value, nan or infinite"),
        ([[[np.nan, np.inf]]], "no value is a finite number"),
        (
            [[[-1e308, 1e308]]],
            "black is −1e+308, white is 1e+308; values from −1e+308 to 1e+308",
        ),
    ],
)
def test_scales(draw: Any, image: object, line: str) -> None:
    """What black and white are is said, whatever the values."""
    drawing = draw.picture_channels(image, names=["grey"])
    assert line in words(drawing)
    refuse_hidden_words(drawing)


@pytest.mark.parametrize(
    "shape", [(3, 500, 400), (3, 48, 50), (4, 42, 42), (1, 84, 85)]
)
def test_files_are_small(draw: Any, shape: tuple[int, ...]) -> None:
    """Noise, which no file makes smaller, is the same few bytes each time."""
    image = np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)
    names = ["red", "green", "blue", "alpha"][: shape[0]]
    drawing = draw.picture_channels(image, names=names)
    assert compressed(drawing) < LIMIT
    assert drawing.svg == draw.picture_channels(image, names=names).svg


def test_what_is_no_image(draw: Any) -> None:
    """Channels last get a hint; other misfits their numbers."""
    with refusal(
        cg.ShapeError,
        "image has 5 channels but names has 3 words\n"
        "  image  (5, 7, 3)  axes (C, H, W)\n"
        "  hint: image.transpose(2, 0, 1) puts the channels first",
    ):
        draw.picture_channels(np.zeros((5, 7, 3)))
    with refusal(
        cg.ShapeError,
        "image has 1 channel but names has 3 words\n"
        "  image  (1, 7, 4)  axes (C, H, W)\n"
        "  hint: give a name for each channel",
    ):
        draw.picture_channels(np.zeros((1, 7, 4)))
    with refusal(
        cg.ShapeError,
        "image has 2 axes but must have 3, none of them empty\n"
        "  image  (7, 4)  axes (C, H, W)",
    ):
        draw.picture_channels(np.zeros((7, 4)))
    with refusal(TypeError, "names must be a sequence of words, got 'red'"):
        draw.picture_channels(np.zeros((3, 7, 4)), names="red")
