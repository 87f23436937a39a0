"""The table of a ledger: as text, as Markdown and as HTML."""

from __future__ import annotations

import re
import string
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convguide import Conv2dSpec, Ledger, Product, Row, Term, ledger
from convguide.counting.products import product_of
from convguide.counting.tables import _bytes

CHAIN = [Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3, bias=False)]
BOOK = Ledger(
    (
        Row(
            "stem",
            "Embedding",
            (Term("weight", product_of(("rows", 1_200), ("channels", 6))),),
            (),
            output_shape=(2, 7, 6),
            memory=336,
            calls=1,
        ),
        Row(
            "body.norm",
            "LayerNorm",
            (
                Term("weight", product_of(("channels", 6)), trainable=False),
                Term("bias", product_of(("channels", 6))),
            ),
            (),
            buffers=1_024,
            output_shape=(2, 7, 6),
            memory=2_016,
            calls=6,
        ),
        Row("body.idle", "Dropout", products=(), memory=0, calls=0),
        Row(
            "head",
            "Linear",
            (
                Term("weight", product_of(("words", 1_200)), shared_with="stem"),
                Term("scale", Product(()), shared_with=""),
            ),
            (product_of(("positions", 14), ("weights", 7_200)),),
            output_shape=(2, 7, 1_200),
            memory=67_200,
            calls=1,
        ),
    ),
    "a batch of 2",
    ("softmax",),
    notes=("As in evaluation.",),
)
CELLS = """\
layer     | kind      | parameters      | frozen | buffers | shared with   | calls | output   | MACs    | memory
stem      | Embedding | 1,200 × 6 = 7,200 |      |         |               | 1     | 2×7×6    | 0       | 336 B
body.norm | LayerNorm | 6 + 6 = 12      | 6      | 1,024   |               | 6     | 2×7×6    | 0       | 1.97 KiB
body.idle | Dropout   | 0               |        |         |               | 0     |          | 0       | 0 B
head      | Linear    | 0               |        |         | stem, (model) | 1     | 2×7×1200 | 100,800 | 65.6 KiB
total     |           | 7,212           | 6      | 1,024   |               |       |          | 100,800 | 67.9 KiB
"""  # noqa: E501 - a table
MARK = re.compile(rf"\\([{re.escape(string.punctuation)}])")  # escaped in Markdown
NOTES = [
    "Embedding: rows × channels",
    "LayerNorm: channels + channels",
    "What several layers share is counted once, at the first of them.",
    "Buffers are kept, but not learned; they are no parameters.",
    (
        "MACs, for a batch of 2: multiply-accumulates of convolutions, dense layers "
        "and matrix products. Pooling adds none, nor does what works number by number: "
        "biases, norms, activations. FLOPs = 2 · MACs = 201,600."
    ),
    "Memory: the outputs of all layers together, as if each were kept.",
    "As in evaluation.",
    "Not counted: softmax",
]


def wanted() -> list[list[str]]:
    """Read the cells above."""
    return [[cell.strip() for cell in line.split("|")] for line in CELLS.splitlines()]


def lines_of_text(text: str) -> list[list[str]]:
    """Read a table of aligned text: each heading stands at one end of its column."""
    table = text.split("\n\n", maxsplit=1)[0].splitlines()
    width = max(map(len, table))
    padded = [line.ljust(width) for line in table]
    gaps = [n for n in range(width) if all(line[n] == " " for line in padded)]
    cuts = [n for n in gaps if n + 1 in gaps]  # columns stand two spaces apart
    ends = [*(n for n in cuts if n - 1 not in cuts), width]
    starts = [0, *(n + 2 for n in cuts if n + 1 not in cuts)]
    return [
        [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        for line in padded
    ]


def lines_of_markdown(markdown: str) -> tuple[list[list[str]], list[str], list[str]]:
    """Read a table of pipes as GitHub does: cells, the row of dashes, paragraphs."""
    table, *paragraphs = markdown.split("\n\n")
    lines = [
        [MARK.sub(r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in table.splitlines()
    ]
    rule = lines.pop(1)
    return lines, rule, [MARK.sub(r"\1", text) for text in paragraphs]


def parts_of_html(html: str) -> tuple[ET.Element, list[list[str]], list[str]]:
    """Read a table of HTML: the root, the cells, the paragraphs below."""
    root = ET.fromstring(html)  # noqa: S314 - we wrote it
    cells = [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]
    return root, cells, ["".join(paragraph.itertext()) for paragraph in root.iter("p")]


def test_text_says_everything() -> None:
    """All columns have something to say here; what they mean stands below."""
    text = str(BOOK)
    assert lines_of_text(text) == wanted()
    below = text.split("\n\n")[1]
    assert below.replace("\n  ", " ").splitlines() == NOTES
    assert max(map(len, below.splitlines())) <= 84


def test_markdown_says_the_same() -> None:
    """The same cells between pipes, words to the left, numbers to the right."""
    cells, rule, paragraphs = lines_of_markdown(BOOK.to_markdown())
    assert cells == wanted()
    left = {"layer", "kind", "shared with"}
    assert rule == [":--" if name in left else "--:" for name in cells[0]]
    assert paragraphs == NOTES


def test_html_says_the_same() -> None:
    """The same cells, with a caption that says what is counted."""
    root, cells, paragraphs = parts_of_html(BOOK.to_html())
    assert cells == wanted()
    assert paragraphs == NOTES
    caption = root.find(".//caption")
    assert caption is not None
    assert caption.text == "Parameters, MACs and memory of 4 layers, for a batch of 2"


def test_notebooks_show_html() -> None:
    """A notebook asks for this."""
    assert BOOK._repr_html_() == BOOK.to_html()


def test_html_of_headings() -> None:
    """Every heading says whether it is for a column or for a row."""
    root, cells, _ = parts_of_html(BOOK.to_html())
    head, *body = root.iter("tr")
    assert [cell.get("scope") for cell in head] == ["col"] * len(cells[0])
    assert [row[0].get("scope") for row in body] == ["row"] * 5
    assert len(list(root.iter("th"))) == len(cells[0]) + 5
    assert all("".join(cell.itertext()) for cell in root.iter("th"))
    foot = root.find(".//tfoot")
    assert foot is not None
    assert foot[0][0].text == "total"


def test_html_scrolls_with_keys() -> None:
    """What scrolls takes the focus, and what takes the focus has a name."""
    root = parts_of_html(BOOK.to_html())[0]
    (box,) = (box for box in root.iter("div") if box.find("table") is not None)
    assert box.get("tabindex") == "0"
    assert box.get("style") == "overflow-x:auto"
    assert (box.get("role"), box.get("aria-label")) == (
        "group",
        "Parameters, MACs and memory of 4 layers, for a batch of 2",
    )
    assert list(box.iter("p")) == []  # lines below are read without scrolling


def test_small_table() -> None:
    """Columns of which nothing is known are left out."""
    assert str(ledger(CHAIN)) == (
        """\
layer  kind               parameters
1      Conv2d  8 × (3·5·5) + 8 = 608
2      Conv2d      4 × (8·3·3) = 288
total                            896

Conv2d: out_channels × (in_channels · kernel height · kernel width) + out_channels,
  or without bias"""
    )


def test_table_with_a_size() -> None:
    """Text to the left, numbers to the right, the total below, and what they mean."""
    assert str(ledger(CHAIN, (9, 9))) == (
        """\
layer  kind               parameters  output    MACs  memory
1      Conv2d  8 × (3·5·5) + 8 = 608   8×5×5  15,000   800 B
2      Conv2d      4 × (8·3·3) = 288   4×3×3   2,592   144 B
total                            896          17,592   944 B

Conv2d: out_channels × (in_channels · kernel height · kernel width) + out_channels,
  or without bias
MACs, for one image: multiply-accumulates of convolutions, dense layers and matrix
  products. Pooling adds none, nor does what works number by number: biases, norms,
  activations. FLOPs = 2 · MACs = 35,184.
Memory: the outputs of all layers together, as if each were kept.
A number takes 4 bytes, as in float32."""
    )


def test_empty_table() -> None:
    """Nothing is counted, and nothing is explained."""
    assert str(ledger([])) == "layer  kind  parameters\ntotal                 0"
    assert ledger([], (9, 9)).to_text() == str(ledger([]))


def test_table_of_ten_layers() -> None:
    """Layers are counted from 1, and the columns are as wide as they must be."""
    lines = str(ledger([Conv2dSpec(3, 3, (2, 4), bias=False)] * 10)).splitlines()
    assert lines[1] == "1      Conv2d  3 × (3·2·4) = 72"
    assert lines[10] == "10     Conv2d  3 × (3·2·4) = 72"
    assert lines[11] == "total                       720"
    assert lines[12:] == [
        "",
        "Conv2d: out_channels × (in_channels · kernel height · kernel width)",
    ]


def test_all_rows_are_shown() -> None:
    """A long table is long: what is left out would be missed. It can be folded."""
    book = ledger([Conv2dSpec(3, 3, 1)] * 3_000)
    assert len(lines_of_text(str(book))) == 3_002
    assert len(parts_of_html(book.to_html())[1]) == 3_002


def test_forms_of_one_kind() -> None:
    """Where formulas of a kind differ in form, each has its names."""
    specs = [
        Conv2dSpec(4, 4, 3),
        Conv2dSpec(4, 4, 3, groups=2, bias=False),
        Conv2dSpec(4, 4, 5),
        Conv2dSpec(4, 6, 3, groups=2, bias=False),
    ]
    assert str(ledger(specs)).split("\n\n")[1] == (
        """\
Conv2d: out_channels × (in_channels · kernel height · kernel width) + out_channels
Conv2d: out_channels × (in_channels/groups · kernel height · kernel width)"""
    )


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_forms_that_go_on(order: tuple[int, ...]) -> None:
    """The longest form stands for shorter ones, and says what those lack."""
    names = ("weight", "bias", "scale")
    terms = tuple(Term(name, product_of((f"n_{name}", 2))) for name in names)
    rows = [Row(str(n), "Own", terms[:n]) for n in (1, 2, 3)]
    (line,) = str(Ledger(tuple(rows[n] for n in order))).split("\n\n")[1].splitlines()
    start = "Own: n_weight + n_bias + n_scale, or without "
    assert line.startswith(start)
    assert sorted(line.removeprefix(start).split(", or without ")) == [
        "bias and scale",
        "scale",
    ]


def test_folded_table() -> None:
    """A row of several layers has no formula, and none is explained."""
    rows = tuple(
        Row(path, "Linear", (Term("weight", product_of(("n", n))),))
        for path, n in [("body.0", 700), ("body.1", 800)]
    )
    assert str(Ledger(rows, kinds=(("body", "Block"),)).folded(1)) == (
        """\
layer  kind          parameters
body   Block  1,500 in 2 layers
total                     1,500"""
    )


@pytest.mark.parametrize("unknown", [0, 1])
def test_partly_sized(unknown: int) -> None:
    """What is known is shown; what is not is not a zero."""
    rows = [*ledger(CHAIN, (9, 9)).rows]
    rows[unknown] = ledger(CHAIN).rows[unknown]
    text = str(Ledger(tuple(rows)))
    cells = lines_of_text(text)
    assert cells[0] == ["layer", "kind", "parameters", "output", "MACs", "memory"]
    assert cells[1 + unknown][3:] == ["", "unknown", "unknown"]
    assert cells[3][3:] == ["", "unknown", "unknown"]
    assert (
        cells[2 - unknown][3:]
        == [
            ["8×5×5", "15,000", "800 B"],
            ["4×3×3", "2,592", "144 B"],
        ][1 - unknown]
    )
    assert "MACs, for one input: " in text
    assert "FLOPs" not in text


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")))


MARKS = r"_a_b_ *c* <d>&amp;\|e\\ `f` [g](h) \ | | "


@given(NAMES, NAMES)
@example(MARKS, "&lt;")
@example("_", MARKS)
def test_any_names(path: str, kind: str) -> None:
    """Names may hold marks of Markdown or HTML: they are read as they are."""
    term = Term(kind, product_of((path, 7)))
    rows = (Row(path, kind, (term,)), Row("x", "y", shared_with(path)))
    book = Ledger(rows, not_counted=(kind,))
    shown = " ".join(path.split()) or "(model)" * (not path)
    cells, below = parts_of_html(book.to_html())[1:]
    assert cells[1][:2] == [shown, " ".join(kind.split())]
    assert below[-1] == f"Not counted: {kind}".strip().replace(
        kind, " ".join(kind.split())
    )
    read, _, paragraphs = lines_of_markdown(book.to_markdown())
    assert (read, paragraphs) == (cells, below)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("in_proj_bias", "in_proj_bias"),
        ("_own", r"\_own"),
        ("__call__", r"\_\_call\_\_"),
        ("a|b", r"a\|b"),
        ("a\\b", r"a\\b"),
        ("<lambda>", r"\<lambda>"),
        ("*", r"\*"),
        ("a__b", r"a\_\_b"),
        ("&amp;", r"\&amp;"),
        ("~~a~~", r"\~\~a\~\~"),
        ("`a`", r"\`a\`"),
        ("[a](b)", r"\[a](b)"),
    ],
)
def test_marks_of_markdown(name: str, written: str) -> None:
    """What would be read as a mark is escaped; what would not stays readable."""
    lines = Ledger((Row(name, ""),), not_counted=(name,)).to_markdown().splitlines()
    assert lines[2] == f"| {written} |  | 0 |"
    assert lines[-1] == f"Not counted: {written}"


def test_html_is_escaped_everywhere() -> None:
    """No name becomes a tag, not even in the caption, which is an attribute as well."""
    row = Row("<b>", '"<i>"', products=())
    root, cells, below = parts_of_html(Ledger((row,), '"<u>"', ("<s>",)).to_html())
    tags = {"div", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p"}
    assert {element.tag for element in root.iter()} == tags
    assert cells[1][:2] == ["<b>", '"<i>"']
    assert below[-1] == "Not counted: <s>"
    assert root[0].get("aria-label") == 'Parameters and MACs of 1 layer, for "<u>"'


def shared_with(path: str) -> tuple[Term, ...]:
    """Make a term that is counted at another layer."""
    return (Term("weight", product_of(("n", 7)), shared_with=path),)


def test_names_with_line_breaks() -> None:
    """A table has one line for each layer, and one for each note."""
    row = Row("a\nb", "c\td", (Term("weight", product_of(("\ne", 3))),))
    table, notes = str(Ledger((row,), not_counted=("f\n\ng",))).split("\n\n")
    assert lines_of_text(table)[1] == ["a b", "c d", "3"]
    assert notes == "c d: e\nNot counted: f g"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "unknown"),
        (0, "0 B"),
        (1_023, "1023 B"),
        (1_024, "1.00 KiB"),
        (8_064, "7.88 KiB"),
        (10_240, "10.0 KiB"),
        (102_400, "100 KiB"),
        (1_048_575, "1024 KiB"),
        (1_048_576, "1.00 MiB"),
        (60_950_432, "58.1 MiB"),
        (3 * 2**40, "3.00 TiB"),
        (2**60, "1.00 EiB"),
        (5_000 * 2**60, "5000 EiB"),
    ],
)
def test_bytes(count: int | None, text: str) -> None:
    """Three digits, in powers of 1,024."""
    assert _bytes(count) == text


def test_layers_that_are_not_called() -> None:
    """That a layer is never called is worth a column, that each is called once not."""
    once, never = (Row("a", "b", products=(), calls=calls) for calls in (1, 0))
    assert "calls" not in str(Ledger((once, once)))
    assert lines_of_text(str(Ledger((once, never))))[0][3] == "calls"


def test_forms_of_shared_layers() -> None:
    """What is counted elsewhere is in no form, and in no difference of forms."""
    weight, bias = (Term(name, product_of((name, 2))) for name in ("weight", "bias"))
    rows = (
        Row("a", "Own", (*shared_with("z"), weight, bias)),
        Row("b", "Own", (weight, *shared_with("z"))),
    )
    assert "Own: weight + bias, or without bias\n" in str(Ledger(rows))


def test_form_without_a_kind() -> None:
    """A folded layer of unknown kind is known by its path."""
    row = Row("a.b", "Own", (Term("weight", product_of(("n", 2))),))
    assert str(Ledger((row,)).folded(1)).endswith("\n\na: n")


def test_long_words_are_not_broken() -> None:
    """A long path can be copied from a note."""
    path = ".".join(["layer"] * 40)
    assert path in str(Ledger((), not_counted=(f"softmax of {path}",)))


def test_title_of_one_layer() -> None:
    """One layer is a layer; without a size only parameters are counted."""
    html = ledger(CHAIN[0]).to_html()
    caption: Any = parts_of_html(html)[0].find(".//caption")
    assert caption.text == "Parameters of 1 layer"
    html = Ledger(ledger(CHAIN[0]).rows, "one image").to_html()
    assert parts_of_html(html)[0].find(".//caption").text == "Parameters of 1 layer"  # type: ignore[union-attr]
    folded = Ledger((Row("a.b", "x"),) * 1_001).folded(1)
    caption = parts_of_html(folded.to_html())[0].find(".//caption")
    assert caption.text == "Parameters of 1,001 layers"


@pytest.mark.torch
def test_models_are_counted_as_in_evaluation(torch: Any) -> None:
    """The table of a model says so, if anything depends on it."""
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 5, 2), torch.nn.Dropout())
    below = str(ledger(model, (1, 3, 6, 7))).split("\n\n")[1].splitlines()
    assert below[-1] == (
        "As in evaluation: dropout does nothing, norms use their running statistics."
    )
    assert "evaluation" not in str(ledger(model))
