"""The numbers of the question-and-answer thread, as constants."""

from __future__ import annotations

import numpy as np
import pytest
from rounding import EXACT
from strategies import ANY_LAYER

from convguide import Conv2dSpec, conv2d, ledger, trace


def test_grey_cube_has_27_weights() -> None:
    """The 3×3×3 filter over an RGB picture: 27 different numbers, not 9."""
    assert ledger(Conv2dSpec(3, 1, 3, bias=False)).parameters == 27


def test_cs231n_picture() -> None:
    """The course's two filters: 2 · 27 weights and 2 biases are 56 numbers."""
    spec = Conv2dSpec(3, 2, 3, stride=2, padding=1)
    assert spec.output_size((5, 5)) == (3, 3)
    assert ledger(spec).rows[0].formula == "2 × (3·3·3) + 2 = 56"


def test_lost_280() -> None:
    """From 9×9×5 to 6×6×56: 280 kernels of 16 weights, in 56 filters of 80."""
    row = ledger(Conv2dSpec(5, 56, 4), (9, 9)).rows[0]
    assert row.output_shape == (56, 6, 6)
    assert row.kernels == 280
    assert row.weights == 280 * 16 == 56 * 80 == 4_480
    assert row.parameters == 4_536
    assert row.formula == "56 × (5·4·4) + 56 = 4,536"
    assert row.macs == 161_280
    assert row.macs_formula == "6·6 × 4,480 = 161,280"


def test_lost_280_in_arrays() -> None:
    """The same layer with numbers in it: ones give 80 everywhere, the bias 81."""
    x, weight = np.ones((5, 9, 9), int), np.ones((56, 5, 4, 4), int)
    y = conv2d(x, weight, np.ones(56, int))
    assert y.shape == (56, 6, 6)
    assert (y == 81).all()


# The two layers of the thread's snippet: constant kernels, two channels each.
IMAGE = np.arange(18.0).reshape(2, 3, 3)
KERNELS = np.array([[0.25, 0.5], [1.0, 2.0]])
SNIPPET = np.broadcast_to(KERNELS[..., None, None], (2, 2, 2, 2))


@pytest.mark.parametrize("view", sorted({*EXACT} & {*ANY_LAYER}))
def test_snippet(view: str) -> None:
    """What the thread's snippet prints once it runs, in every exact view that can."""
    first = conv2d(IMAGE, SNIPPET, view=view)
    assert first.tolist() == [[[24, 27], [33, 36]], [[96, 108], [132, 144]]]
    second = conv2d(first, SNIPPET, view=view)
    assert second.tolist() == [[[270]], [[1080]]]


def test_snippet_as_a_batch() -> None:
    """The snippet has a batch of one."""
    first = conv2d(IMAGE[None], SNIPPET)
    assert first.shape == (1, 2, 2, 2)
    assert conv2d(first, SNIPPET).ravel().tolist() == [270, 1080]


def test_snippet_term_by_term() -> None:
    """24 is a quarter of 8 and half of 44; 270 is a quarter of 120 and half of 480."""
    first = trace(IMAGE, SNIPPET, at=(0, 0, 0))
    assert first.partial_sums.tolist() == [2, 22]
    assert first.total == 24
    second = trace(conv2d(IMAGE, SNIPPET), SNIPPET, at=(0, 0, 0))
    assert second.partial_sums.tolist() == [30, 240]
    assert second.total == 270


SUMMARY = [
    Conv2dSpec(3, 32, 5, padding="same", bias=False),
    Conv2dSpec(32, 17, 3, padding="same", bias=False),
    Conv2dSpec(17, 13, 3, padding="same", bias=False),
    Conv2dSpec(13, 7, 3, padding="same", bias=False),
]


def test_model_summary() -> None:
    """2400, 4896, 1989 and 819 are 10,104: each filter is as deep as its input."""
    book = ledger(SUMMARY, (28, 28))
    assert [row.parameters for row in book.rows] == [2400, 4896, 1989, 819]
    assert book.parameters == 10_104
    shapes = [(32, 28, 28), (17, 28, 28), (13, 28, 28), (7, 28, 28)]
    assert [row.output_shape for row in book.rows] == shapes
    assert book.macs == 7_921_536


def test_model_summary_printed() -> None:
    """The thread's hint, 2400 = 32 · (3 · 5 · 5), for all four layers."""
    assert str(ledger(SUMMARY)) == (
        """\
layer  kind               parameters
1      Conv2d   32 × (3·5·5) = 2,400
2      Conv2d  17 × (32·3·3) = 4,896
3      Conv2d  13 × (17·3·3) = 1,989
4      Conv2d     7 × (13·3·3) = 819
total                         10,104

Conv2d: out_channels × (in_channels · kernel height · kernel width)"""
    )


def test_model_summary_with_biases() -> None:
    """With biases the column would read otherwise: that is how the clue works."""
    biased = [Conv2dSpec(s.in_channels, s.out_channels, s.kernel_size) for s in SUMMARY]
    book = ledger(biased)
    assert [row.parameters for row in book.rows] == [2432, 4913, 2002, 826]
    assert book.parameters == 10_173


def test_first_layer_of_alexnet_and_resnet() -> None:
    """Two numbers that papers print: 34,944 and, without bias, 9,408."""
    alexnet = Conv2dSpec(3, 96, 11, stride=4)
    resnet = Conv2dSpec(3, 64, 7, stride=2, padding=3, bias=False)
    assert ledger(alexnet).parameters == 34_944
    assert ledger(resnet).parameters == 9_408
