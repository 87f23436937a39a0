"""One output number, drawn: it adds up, and what is left out is said."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st

import convguide as cg

pytestmark = pytest.mark.diagrams

MINUS = str.maketrans("-", "\N{MINUS SIGN}")
KINDS = (np.int64, np.float32, np.float16)


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@pytest.fixture(scope="module")
def layer() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give an image and a layer whose sizes all differ."""
    rng = np.random.default_rng(4)
    x, weight = rng.integers(0, 4, (3, 5, 6)), rng.integers(-3, 4, (2, 3, 2, 4))
    return x, weight, np.array([7, -1])


def trace_of(
    shape: tuple[int, ...], dtype: Any = np.int64, *, seed: int = 0, largest: float = 9
) -> cg.Trace:
    """Fill a patch and a kernel of one shape, (C_in, ...), with random numbers."""
    rng = np.random.default_rng(seed)
    x, weight, added = (
        rng.uniform(-largest, largest, size) for size in (shape, (1, *shape), 1)
    )
    bias = added.astype(dtype) if seed % 2 else None
    at = (0,) * len(shape)
    with np.errstate(over="ignore", invalid="ignore"):
        return cg.trace(x.astype(dtype), weight.astype(dtype), bias, at=at)


@st.composite
def traces(choose: Any, dtypes: Any = KINDS) -> cg.Trace:
    """Draw traces of one to three axes, from one number up to 512 channels."""
    depth = choose(st.one_of(st.integers(1, 8), st.integers(1, 512)))
    small = st.lists(st.integers(1, 4), min_size=1, max_size=3)
    large = st.tuples(st.integers(1, 12), st.integers(1, 40))
    shape = (depth, *choose(st.one_of(small, large)))
    return trace_of(
        shape,
        choose(st.sampled_from(dtypes)),
        seed=choose(st.integers(0, 99)),
        largest=choose(st.sampled_from([9, 9, 200, 0.01])),
    )


def shown(trace: cg.Trace) -> list[int]:
    """Say which channels are to be drawn."""
    depth = len(trace.channels)
    return [*range(depth)] if depth <= 6 else [0, 1, 2, 3, depth - 1]


def written(number: Any) -> str:
    """Write a number as pictures do."""
    text = f"{number:.3g}" if isinstance(number, np.floating) else str(number)
    return text.translate(MINUS)


def on_the_right(drawing: Any) -> list[str]:
    """Read what is flush with the right side, from above."""
    texts = [t for t in drawing.axes[0].texts if t.get_ha() == "right"]
    return [t.get_text() for t in sorted(texts, key=lambda t: t.get_position()[1])]


def faces(drawing: Any) -> list[Any]:
    """Measure the filled planes, in cells, in the order in which they are drawn."""
    filled = [p for p in drawing.axes[0].patches if p.get_facecolor()[3]]
    return [patch.get_path().get_extents() for patch in filled]


def numbers_in_cells(drawing: Any) -> list[Any]:
    """Find the numbers that stand in cells: centred, and in one size."""
    number = re.compile(r"(nan|−?inf|−?\d+(\.\d+)?(e[+−]\d+)?)$")
    texts = drawing.axes[0].texts
    return [t for t in texts if number.match(t.get_text()) and t.get_ha() == "center"]


def widest(arrays: list[np.ndarray], size: float) -> float:
    """Measure the widest number, in cells."""
    from convguide.diagrams.words import width_of  # noqa: PLC0415

    return max(width_of(written(n), size) for array in arrays for n in array.flat)


@pytest.mark.parametrize("block", [False, True])
@settings(max_examples=15)
@given(trace=traces())
def test_words_neither_overlap_nor_leave(
    draw: Any, trace: cg.Trace, *, block: bool
) -> None:
    """No word stands on another, and none is cut off, whatever the numbers."""
    refuse_hidden_words(draw.output_number(trace, block=block))


@pytest.mark.parametrize("block", [False, True])
@pytest.mark.parametrize("numbers", [(np.nan, 1), (np.inf, -np.inf), (1e-300, 1e300)])
def test_any_number_draws(
    draw: Any, numbers: tuple[float, float], *, block: bool
) -> None:
    """NaN and infinities are written too, and adding them up does not warn again."""
    x = np.ones((8, 1, 2)) * np.array(numbers)
    with np.errstate(all="ignore"):
        trace = cg.trace(x, np.ones((1, 8, 1, 2)), at=(0, 0, 0))
        trace.partial_sums[4:6] = np.inf, -np.inf
    drawing = draw.output_number(trace, block=block)
    refuse_hidden_words(drawing)
    assert {written(np.float64(number)) for number in numbers} <= set(words(drawing))
    assert ("nan" in on_the_right(drawing)) == (not block)


@pytest.mark.parametrize("block", [False, True])
@pytest.mark.parametrize(
    ("shape", "number"), [((1, 1, 1), 10**9), ((1, 1, 1), 0), ((1, 40, 40), 10**7)]
)
def test_long_numbers_have_room(
    draw: Any, shape: tuple[int, ...], number: int, *, block: bool
) -> None:
    """Products, bias and output may be wider than all that is drawn above them."""
    x, bias = np.full(shape, -number), np.array([-(2**62)])
    trace = cg.trace(x, -x[None], bias, at=(0, 0, 0))
    drawing = draw.output_number(trace, block=block)
    refuse_hidden_words(drawing)
    last = [f"+ bias {-(2**62)}", f"output {trace.total}"]
    assert on_the_right(drawing)[-2:] == [word.translate(MINUS) for word in last]


@pytest.mark.parametrize("shape", [(2, 40, 1), (2, 1, 40), (2, 20, 20, 20)])
def test_planes_are_no_lines(draw: Any, shape: tuple[int, ...]) -> None:
    """Narrow planes without numbers are wide enough to show their hue."""
    for plane in faces(draw.output_number(trace_of(shape))):
        assert 0.39 < min(plane.size) < max(plane.size) < 3.01


@pytest.mark.parametrize("block", [False, True])
@pytest.mark.parametrize(
    "shape",
    [(6, 9, 11), (6, 40, 11), (512, 24, 24), (512, 40, 40), (512, 1, 1), (9, 6, 6, 6)],
)
def test_files_are_small(draw: Any, shape: tuple[int, ...], *, block: bool) -> None:
    """Most numbers, most cells and most channels make the largest files."""
    drawing = draw.output_number(trace_of(shape, largest=90), block=block)
    assert compressed(drawing) < LIMIT
    assert len(drawing.description) < 10_000


@settings(max_examples=15)
@given(trace=traces(dtypes=[np.int64]))
def test_column_adds_up(draw: Any, trace: cg.Trace) -> None:
    """The sums that are drawn, that of the others and the bias are the output."""
    drawing, few = draw.output_number(trace), shown(trace)
    *terms, output = on_the_right(drawing)
    left_out = len(trace.channels) - len(few)
    assert len(terms) == len(few) + bool(left_out) + (trace.bias is not None)
    numbers = [int(t.removeprefix("+ bias ").replace("−", "-")) for t in terms]
    assert output == f"output {written(trace.total)}"
    assert sum(numbers) == trace.total
    sums = [*numbers[: len(few) + bool(left_out)]]
    if left_out:
        del sums[-2]
    assert sums == [int(trace.partial_sums[n]) for n in few]


def test_sum_of_others_is_that_of_the_trace(draw: Any) -> None:
    """Floats are added in the trace's precision: single ends at 3.4e38."""
    x = np.ones((9, 1, 1), np.float32)
    x[4:6] = 3e38
    with np.errstate(over="ignore"):
        trace = cg.trace(x, np.ones((1, 9, 1, 1), np.float32), at=(0, 0, 0))
    assert on_the_right(draw.output_number(trace))[4] == "inf"


@settings(max_examples=15)
@given(trace=traces())
def test_rows_hold_patch_and_kernel(draw: Any, trace: cg.Trace) -> None:
    """Each patch stands beside its kernel, as high and as wide, row under row."""
    drawing, few = draw.output_number(trace), shown(trace)
    planes = faces(drawing)
    assert len(planes) == 2 * len(few)
    below = 0.0
    for patch, kernel in zip(planes[::2], planes[1::2], strict=True):
        assert (patch.y0, patch.y1) == (kernel.y0, kernel.y1)
        assert patch.width == pytest.approx(kernel.width)
        assert patch.x1 < kernel.x0
        assert patch.y0 > below
        below = patch.y1
    named = [word for word in words(drawing) if re.match(r"(channel|kernel) \d", word)]
    expected = [(f"channel {n}", f"kernel {n}") for n in few]
    assert named == [name for pair in expected for name in pair]
    left_out = len(trace.channels) - len(few)
    assert (f"and {left_out} more channels" in words(drawing)) == (left_out > 0)
    assert (f" {left_out} more channels, not drawn, sum to" in drawing.description) == (
        left_out > 0
    )


@pytest.mark.parametrize("block", [False, True])
@settings(max_examples=15)
@given(trace=traces())
def test_numbers_are_all_or_none(draw: Any, trace: cg.Trace, *, block: bool) -> None:
    """Numbers are readable, inside their cells, and those of the channels drawn."""
    drawing, few = draw.output_number(trace, block=block), shown(trace)
    numbers, columns = numbers_in_cells(drawing), trace.filter.shape[-1]
    arrays = [
        a[few].reshape(len(few), -1, columns) for a in (trace.patch, trace.filter)
    ]
    if not numbers:
        assert "Single numbers are not drawn." in drawing.description
        across = columns + (len(few) - 1) * block
        least = across * max(1, widest(arrays, 8) + 0.3)
        assert arrays[0].shape[1] > 9 or least > (16 if block else 11)
        return
    seen = np.ones(arrays[0].shape, bool)
    if block:  # the first row and the last column of all slices but the front one
        seen[1:, 1:, :-1] = False
    expected = [written(n) for array in arrays for n in array[seen]]
    assert sorted(t.get_text() for t in numbers) == sorted(expected)
    first = faces(drawing)[-1]
    (size,) = {t.get_size() for t in numbers}
    assert size >= 8
    assert widest(arrays, size) <= first.width / columns
    for array in arrays:
        rows = [" ".join(map(written, row)) for row in array[-1]]
        assert "; ".join(rows) in drawing.description


@settings(max_examples=15)
@given(trace=traces())
def test_block_says_what_it_is(draw: Any, trace: cg.Trace) -> None:
    """Sizes, slices and products are counted, and labels are large enough to read."""
    drawing, few = draw.output_number(trace, block=True), shown(trace)
    depth, *kernel = trace.filter.shape
    size = "×".join(map(str, (depth, *(kernel if len(kernel) > 1 else (1, *kernel)))))
    assert {f"patch, {size}", f"filter, {size}"} <= set(words(drawing))
    said = f"5 of {depth} slices are drawn"
    assert (said in words(drawing)) == (said in drawing.description) == (depth > 6)
    labels = [t for t in drawing.axes[0].texts if t.get_text().startswith("ch. ")]
    names = [int(t.get_text().split()[1]) for t in labels]
    assert sorted(names) == sorted([*few, *few])
    assert min(t.get_size() for t in labels) >= 8
    weights = trace.filter.size
    noun = "weight" if weights == 1 else "weights"
    assert drawing.title == f"One block of {weights:,} {noun}, one output number"
    verb = "1 product is" if weights == 1 else f"{weights:,} products sum to"
    products, *_ = on_the_right(drawing)
    assert products.startswith(f"{verb} ")
    if trace.filter.dtype == np.int64:
        assert products == f"{verb} {written(trace.products.sum())}"


def test_slices_stand_behind_each_other(draw: Any) -> None:
    """Each slice of a large block is drawn before the one in front of it."""
    slices = faces(draw.output_number(trace_of((9, 12, 30)), block=True))
    assert len(slices) == 10
    for behind, front in [*pairwise(slices[:5]), *pairwise(slices[5:])]:
        assert behind.x0 > front.x0
        assert behind.y0 < front.y0
        assert behind.size == pytest.approx(front.size)


def test_by_hand(draw: Any) -> None:
    """Seven channels of one row, all numbers worked out on paper."""
    x = np.array([[[c, 2]] for c in range(7)])
    weight = np.array([[[[3, -c]] for c in range(7)]])
    trace = cg.trace(x, weight, np.array([10]), at=(0, 0, 0))
    drawing = draw.output_number(trace)
    assert on_the_right(drawing) == ["0", "1", "2", "3", "9", "6", "+ bias 10",
                                     "output 31"]  # fmt: skip
    assert drawing.title == "7 kernels, 7 partial sums, one output number"
    assert drawing.description == (
        "Channel 0: patch 0 2, times its own kernel 3 0, sums to 0. "
        "Channel 1: patch 1 2, times its own kernel 3 −1, sums to 1. "
        "Channel 2: patch 2 2, times its own kernel 3 −2, sums to 2. "
        "Channel 3: patch 3 2, times its own kernel 3 −3, sums to 3. "
        "2 more channels, not drawn, sum to 9. "
        "Channel 6: patch 6 2, times its own kernel 3 −6, sums to 6. "
        "The bias adds 10. The output number is 31."
    )
    block = draw.output_number(cg.trace(x[:2], weight[:, :2], at=(0, 0, 0)), block=True)
    assert block.description == (
        "Two blocks of 2×1×2 numbers, patch and filter. 4 products sum to 1. "
        "The output number is 1. "
        "Slices of the patch, channel 0: 0 2. channel 1: 1 2. "
        "Slices of the filter, channel 0: 3 0. channel 1: 3 −1."
    )


def test_large_in_words(draw: Any) -> None:
    """Without numbers, sizes are said, and the sums are still those of all."""
    ones = np.ones((512, 3, 40), int)
    trace = cg.trace(ones, ones[None] * 2, at=(0, 0, 0))
    drawing, block = (draw.output_number(trace, block=b) for b in (False, True))
    assert words(drawing).count("3×40") == 10
    assert drawing.description.endswith(
        "Channel 3: patch of 3×40, times its own kernel of 3×40, sums to 240. "
        "507 more channels, not drawn, sum to 121680. "
        "Channel 511: patch of 3×40, times its own kernel of 3×40, sums to 240. "
        "Single numbers are not drawn. The output number is 122880."
    )
    assert block.description == (
        "Two blocks of 512×3×40 numbers, patch and filter. "
        "5 of 512 slices are drawn. Single numbers are not drawn. "
        "61,440 products sum to 122880. The output number is 122880."
    )


def test_trace_shows_every_number(draw: Any, layer: Any) -> None:
    """The picture of a trace holds patch, kernels, partial sums, bias and total."""
    x, weight, bias = layer
    one_number = cg.trace(x, weight, bias, at=(1, 2, 0))
    drawing = draw.output_number(one_number)
    shown = words(drawing)
    minus = str.maketrans("-", "\N{MINUS SIGN}")
    numbers = [*one_number.patch.flat, *one_number.filter.flat]
    for number in [*numbers, *one_number.partial_sums]:
        text = str(number).translate(minus)
        assert text in shown
        assert text in drawing.description
    assert f"output {one_number.total}".translate(minus) in shown
    assert "+ bias -1".translate(minus) in shown
    assert [w for w in shown if "channel" in w] == [f"channel {c}" for c in range(3)]


def test_numbers_with_many_decimals_stay_as_they_are(draw: Any) -> None:
    """Coordinates in the file are rounded; the numbers that readers see are not."""
    one_number = cg.trace(
        np.full((1, 2, 2), 2.0), np.full((1, 1, 1, 1), 0.125), at=(0, 0, 0)
    )
    shown = words(draw.output_number(one_number))
    assert "0.125" in shown
    assert "0.12" not in shown


def test_traces_of_other_layers_draw(draw: Any) -> None:
    """A row of 1D, the planes of 3D and the stamps of a transposed layer draw too."""
    row = cg.trace(np.array([[1, 2, 3]]), np.array([[[40, 50]]]), at=(0, 1))
    assert {"2", "3", "40", "50", "output 230"} <= set(words(draw.output_number(row)))
    x, weight = np.arange(1, 9).reshape(1, 2, 2, 2), np.full((1, 1, 2, 2, 2), 10)
    volume = cg.trace(x, weight, at=(0, 0, 0, 0))
    for drawing in (draw.output_number(volume), draw.output_number(volume, block=True)):
        assert words(drawing).count("10") == 8
        assert "output 360" in words(drawing)
    stamps = cg.trace(x[:, 0], weight[:, :, 0], at=(0, 1, 0), transposed=True)
    assert "output 40" in words(draw.output_number(stamps))


def test_trace_of_nothing_is_refused(draw: Any) -> None:
    """A gap of a transposed layer has no numbers to draw."""
    one = np.ones((1, 1, 1), int)
    gap = cg.trace(one.repeat(2, 2)[0], one, at=(0, 1), stride=2, transposed=True)
    for block in (False, True):
        with pytest.raises(
            cg.ShapeError, match=r"^trace has nothing to draw: no input"
        ):
            draw.output_number(gap, block=block)


def test_trace_without_bias_names_none(draw: Any, layer: Any) -> None:
    """A layer without bias has none in its picture either."""
    x, weight, _ = layer
    one_number = cg.trace(x, weight, at=(1, 2, 0))
    for drawing in (
        draw.output_number(one_number),
        draw.output_number(one_number, block=True),
    ):
        assert not [word for word in words(drawing) if "bias" in word]
        assert "bias" not in drawing.description


def test_block_counts_its_weights(draw: Any, layer: Any) -> None:
    """The block picture says how many weights meet: 3·2·4."""
    x, weight, bias = layer
    drawing = draw.output_number(cg.trace(x, weight, bias, at=(0, 0, 0)), block=True)
    assert drawing.title == "One block of 24 weights, one output number"
    assert "filter, 3×2×4" in words(drawing)
