"""Where counts sit, drawn: bars are shares, and nothing is left out unsaid."""

from __future__ import annotations

from typing import Any

import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, Ledger, Row, ledger
from convguide.counting.products import Term, product_of

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


def row(
    path: str, parameters: int, macs: int | None = None, *, kind: str = "Conv2d"
) -> Row:
    """Make a row of known counts."""
    terms = (Term("weight", product_of(("numbers", parameters))),) * bool(parameters)
    products = None if macs is None else (product_of(("uses", macs)),)
    return Row(path, kind, terms, products)


# Layer by layer, the counts of the paper's two-group AlexNet for 227 × 227.
ALEXNET = Ledger(
    (
        row("conv1", 34_944, 105_415_200),
        row("pool1", 0, 0, kind="MaxPool2d"),
        row("conv2", 307_456, 223_948_800),
        row("pool2", 0, 0, kind="MaxPool2d"),
        row("conv3", 885_120, 149_520_384),
        row("conv4", 663_936, 112_140_288),
        row("conv5", 442_624, 74_760_192),
        row("pool5", 0, 0, kind="MaxPool2d"),
        row("fc6", 37_752_832, 37_748_736, kind="Linear"),
        row("fc7", 16_781_312, 16_777_216, kind="Linear"),
        row("fc8", 4_097_000, 4_096_000, kind="Linear"),
    ),
    "one image",
)

SOME = "abcimwMW 0123456789.é_"
NAMES = st.one_of(st.text(SOME, max_size=9), st.text(SOME, min_size=30, max_size=60))
COUNTS = st.one_of(st.just(0), st.integers(1, 99), st.integers(0, 10**13))


@st.composite
def ledgers(choose: Any) -> Ledger:
    """Draw ledgers of few and many rows, with MACs and without, that hold something."""
    few = st.lists(st.tuples(NAMES, NAMES, COUNTS, COUNTS), min_size=1, max_size=6)
    many = few.map(lambda rows: rows * 12)
    known = choose(st.booleans())
    found = choose(st.one_of(few, many))
    rows = [row(p, n, m if known else None, kind=k) for p, k, n, m in found]
    rows.append(row("last", *choose(st.tuples(st.integers(1, 10**12), COUNTS))))
    if not known:
        rows[-1] = row("last", rows[-1].parameters)
    notes = choose(st.sampled_from([(), ("one",), ("one", "two")]))
    return Ledger(tuple(rows), "one image" if known else None, not_counted=notes)


def bars(drawing: Any) -> list[list[tuple[float, float, float, float]]]:
    """Read the boxes of each side, as (x, y, width, height)."""
    sides = []
    for patch in drawing.axes[0].patches:
        if patch.get_facecolor()[3] and not patch.get_hatch():
            corners = patch.get_path().vertices.reshape(-1, 5, 2)
            low, high = corners.min(axis=1), corners.max(axis=1)
            sides.append([(*a, *(b - a)) for a, b in zip(low, high, strict=True)])
    return sides


@settings(max_examples=40)
@given(book=ledgers())
def test_bars_are_shares(draw: Any, book: Ledger) -> None:
    """Lengths are shares on one scale and add up to all; no word is hidden."""
    drawing = draw.model_counts(book)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    columns = [[r.parameters for r in book.rows], [r.macs or 0 for r in book.rows]]
    columns = [column for column in columns if any(column)]
    sides = bars(drawing)
    assert len(sides) == len(columns)
    # A whole is as long as all bars of a side together, and the same for both sides.
    wholes = [sum(box[2] for box in side) for side in sides]
    assert wholes == pytest.approx([wholes[0]] * len(wholes))
    assert max(box[2] for side in sides for box in side) == pytest.approx(5)
    drawn = [r for r in book.rows if r.parameters or r.macs]
    if len(drawn) <= 24:
        for side, column in zip(sides, columns, strict=True):
            shares = [count / sum(column) for count in column if count]
            lengths = [box[2] / wholes[0] for box in side]
            assert lengths == pytest.approx(shares)
    else:
        assert f"{len(drawn) - 23} other layers together" in words(drawing)
    empty = len(book.rows) - len(drawn)
    left_out = [word for word in words(drawing) if word.startswith("not drawn: ")]
    assert [word.split()[2] for word in left_out] == [str(empty)] * bool(empty)


PAIRS = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=25, max_size=40
)


@settings(max_examples=15)
@given(pairs=PAIRS)
def test_the_largest_are_drawn_in_order(
    draw: Any, pairs: list[tuple[int, int]]
) -> None:
    """No row in the sum has a larger share than one that has a line of its own."""
    rows = tuple(row(f"{n}", *pair, kind="") for n, pair in enumerate(pairs))
    *own, others = words(draw.model_counts(Ledger(rows, "one image")))[:24]
    assert others == f"{len(pairs) - 23} other layer{'s' * (len(pairs) > 24)} together"
    kept = [int(name) for name in own]
    assert kept == sorted(kept)
    totals = [sum(column) for column in zip(*pairs, strict=True)]
    shares = [
        max(n / total for n, total in zip(pair, totals, strict=True)) for pair in pairs
    ]
    rest = [share for n, share in enumerate(shares) if n not in kept]
    assert min(shares[n] for n in kept) >= max(rest)


def test_alexnet(draw: Any) -> None:
    """Most parameters sit in the first dense layer, most MACs in a convolution."""
    drawing = draw.model_counts(ALEXNET)
    assert drawing.title == "60,965,224 parameters and 724,406,816 MACs, layer by layer"
    layers = ["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"]
    kinds = ["Conv2d"] * 5 + ["Linear"] * 3
    names = [f"{path} {kind}" for path, kind in zip(layers, kinds, strict=True)]
    assert words(drawing) == [
        *names,
        "parameters",
        "60,965,224",
        "34,944  0.1%",
        "307,456  0.5%",
        "885,120  1.5%",
        "663,936  1.1%",
        "442,624  0.7%",
        "37,752,832  61.9%",
        "16,781,312  27.5%",
        "4,097,000  6.7%",
        "MACs",
        "724,406,816",
        "14.6%  105,415,200",
        "30.9%  223,948,800",
        "20.6%  149,520,384",
        "15.5%  112,140,288",
        "10.3%  74,760,192",
        "5.2%  37,748,736",
        "2.3%  16,777,216",
        "0.6%  4,096,000",
        "lengths: shares of both totals, on one scale",
        "not drawn: 3 layers that add neither parameters nor MACs",
    ]
    left, right = bars(drawing)
    assert len({round(x + wide, 6) for x, _, wide, _ in left}) == 1
    assert len({round(x, 6) for x, *_ in right}) == 1
    assert [y for _, y, *_ in left] == pytest.approx([y for _, y, *_ in right])
    assert sorted(y for _, y, *_ in left) == pytest.approx([y for _, y, *_ in left])
    assert left[5][2] / right[1][2] == pytest.approx(0.61925 / 0.30915, rel=1e-4)
    hatched = [patch for patch in drawing.axes[0].patches if patch.get_hatch()]
    assert len(hatched) == 1  # the sides differ without colour, too


def test_the_description_reads_the_picture_out(draw: Any) -> None:
    """What is longest comes first, then each line, then what is left out."""
    book = Ledger(
        (row("a", 6, 90), row("b", 0, 0), row("c", 2, 0, kind=""), row("d", 0, 10)),
        "one image",
        ("d: a softmax",),
    )
    assert draw.model_counts(book).description == (
        "Two bars for each of 3 lines: to the left the share of 8 parameters and to "
        "the right the share of 100 MACs for one image. Most parameters: a Conv2d, "
        "75.0%. Most MACs: a Conv2d, 90.0%. a Conv2d: 6 parameters (75.0%), 90 MACs "
        "(90.0%); c: 2 parameters (25.0%), no MACs; d Conv2d: no parameters, 10 MACs "
        "(10.0%). Lengths: shares of both totals, on one scale. Not drawn: 1 layer "
        "that adds neither parameters nor MACs. Not counted: 1 cost named in "
        "ledger.not_counted."
    )


def test_without_an_input_size(draw: Any) -> None:
    """Parameters alone are drawn, and it is said why."""
    drawing = draw.model_counts(ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3)]))
    assert drawing.title == "900 parameters, layer by layer"
    assert words(drawing) == [
        "1 Conv2d",
        "2 Conv2d",
        "parameters",
        "900",
        "67.6%  608",
        "32.4%  292",
        "lengths: shares of the total",
        "MACs are unknown without an input size",
    ]
    assert drawing.description == (
        "A bar for each of 2 lines: the share of 900 parameters. Most parameters: "
        "1 Conv2d, 67.6%. 1 Conv2d: 608 parameters (67.6%); 2 Conv2d: 292 parameters "
        "(32.4%). Lengths: shares of the total. MACs are unknown without an input size."
    )


@pytest.mark.parametrize(
    ("counts", "title", "note"),
    [
        ((7, 0), "7 parameters, layer by layer", "no layer has MACs"),
        ((0, 1), "1 MAC, layer by layer", "no layer has parameters"),
    ],
)
def test_one_quantity_alone(
    draw: Any, counts: tuple[int, int], title: str, note: str
) -> None:
    """A model without MACs, or without parameters, has one side."""
    drawing = draw.model_counts(Ledger((row("", *counts, kind=""),), "one image"))
    assert drawing.title == title
    assert note in words(drawing)
    assert "layer" in words(drawing)
    assert drawing.description.startswith("A bar for one line: the share of ")


def test_folded_rows_say_for_how_many_layers_they_stand(draw: Any) -> None:
    """A block is one line, and counts as the layers in it."""
    rows = (row("stem", 3, 5), row("body.0", 2, 4), row("body.1", 7, 9))
    folded = Ledger(rows, "one image", kinds=(("body", "Sequential"),)).folded(1)
    drawing = draw.model_counts(folded)
    assert drawing.title == "12 parameters and 18 MACs, block by block"
    assert words(drawing)[:2] == ["stem Conv2d", "body Sequential (2 layers)"]


def test_many_rows_are_added_up(draw: Any) -> None:
    """Of 30 rows 23 have a line; the sum of the others is the last."""
    rows = tuple(row(f"l{n}", 5 * (n == 9), n) for n in range(1, 31))
    drawing = draw.model_counts(Ledger(rows, "one image"))
    names = [word.split()[0] for word in words(drawing)[:23]]
    assert names == [f"l{n}" for n in range(8, 31)]
    assert words(drawing)[23] == "7 other layers together"
    assert [word for word in words(drawing) if "100%" in word] == ["5  100%"]
    assert words(drawing).count("0") == 23
    assert "6.0%  28" in words(drawing)  # 1 + … + 7 of 1 + … + 30 = 465
    assert "last line: the layers with the smallest shares, added up" in words(drawing)


def test_long_names_keep_their_end(draw: Any) -> None:
    """The picture cuts a name, its description does not."""
    path = "features.denseblock4.denselayer16.conv2"
    drawing = draw.model_counts(Ledger((row(path, 5),)))
    assert words(drawing)[0] == "…4.denselayer16.conv2 Conv2d"
    assert f"{path} Conv2d: 5 parameters (100%)" in drawing.description


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (1, 1, "100%"),
        (10**12 - 1, 10**12, ">99.9%"),
        (1, 10**12, "<0.1%"),
        (1, 3, "33.3%"),
        (999, 1000, "99.9%"),
        (1, 1000, "0.1%"),
    ],
)
def test_percent(count: int, total: int, text: str) -> None:
    """Only all is 100%, and what is something is not 0."""
    from convguide.diagrams.counts.share_rows import percent  # noqa: PLC0415

    assert percent(count, total) == text


def test_the_same_ledger_gives_the_same_bytes(draw: Any) -> None:
    """Drawing leaves no trace in the next drawing."""
    assert draw.model_counts(ALEXNET).svg == draw.model_counts(ALEXNET).svg


def test_it_refuses_what_is_no_ledger(draw: Any) -> None:
    """A spec has to be counted first."""
    message = "ledger must be a convguide.Ledger, got Conv2dSpec"
    with refusal(TypeError, message):
        draw.model_counts(Conv2dSpec(3, 8, 5))


@pytest.mark.parametrize(
    ("rows", "held"), [((), "0 rows"), ((row("pool", 0, 0),), "1 row")]
)
def test_it_refuses_a_ledger_of_nothing(
    draw: Any, rows: tuple[Row, ...], held: str
) -> None:
    """Shares of nothing do not exist."""
    message = f"ledger has nothing to draw: {held}, neither parameters nor MACs"
    with refusal(ValueError, message):
        draw.model_counts(Ledger(rows, "one image"))
