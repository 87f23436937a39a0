"""Drawings say what the arrays say: labels, numbers, words, and nothing cut off."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import convguide as cg

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.diagrams
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@pytest.fixture(scope="module")
def arrays() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give an image and a layer whose sizes all differ."""
    rng = np.random.default_rng(4)
    x = rng.integers(0, 4, (3, 5, 6))
    weight = rng.integers(-3, 4, (2, 3, 2, 4))
    return x, weight, np.array([7, -1])


def drawings(draw: Any, arrays: Any) -> list[Any]:
    """Draw one of each kind."""
    x, weight, bias = arrays
    one_number = cg.trace(x, weight, bias, at=(1, 2, 0))
    return [
        draw.output_number(one_number),
        draw.output_number(one_number, block=True),
        draw.output_number(cg.trace(x[:, :, :1], weight[..., :1], bias, at=(1, 2, 0))),
        draw.planes(x, weight, bias, at=(1, 0, 2), padding=1, stride=2),
        draw.planes(np.arange(4 * 3 * 5).reshape(4, 3, 5),
                        np.arange(6 * 2 * 2 * 3).reshape(6, 2, 2, 3), groups=2),
        draw.planes(np.arange(9.0).reshape(1, 3, 3), np.full((1, 1, 2, 2), 0.25)),
        draw.kernel_table(weight),
        draw.filter_slices(weight),
        draw.picture_channels(x),
        draw.count_bars({"a": 7, "b": 7000}, marked=7, unit="weights"),
    ]  # fmt: skip


LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def words(drawing: Any) -> list[str]:
    """Read all words in the SVG, numbers in cells included."""
    root = ET.fromstring(drawing.svg)  # noqa: S314 - our own text
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_every_drawing_is_named_and_described(draw: Any, arrays: Any) -> None:
    """The SVG is an image with a title and a description, with ids of its own."""
    seen: set[str] = set()
    for drawing in drawings(draw, arrays):
        root = ET.fromstring(drawing.svg)  # noqa: S314
        assert root.get("role") == "img"
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert root.get("aria-labelledby") == title.get("id")
        assert root.get("aria-describedby") == description.get("id")
        assert title.text == drawing.title
        assert description.text == drawing.description
        ids = {e.get("id") for e in root.iter() if e.get("id")}
        assert not ids & seen
        seen |= {str(name) for name in ids}


def test_a_drawing_follows_the_theme(draw: Any, arrays: Any) -> None:
    """No colour, font or date of Matplotlib's is left; variables are used instead."""
    for drawing in drawings(draw, arrays):
        svg = drawing.svg
        assert "var(--cg-ink, currentColor)" in svg
        assert not re.search(r"(?<!, )#0[1-4]0[1-4]0[1-4]", svg)
        assert "DejaVu" not in svg
        assert "<metadata" not in svg
        assert "<style" not in svg


def test_a_drawing_is_the_same_bytes_each_time(draw: Any, arrays: Any) -> None:
    """Drawing twice gives the same text, and so does asking one drawing twice."""
    for first, second in zip(
        drawings(draw, arrays), drawings(draw, arrays), strict=True
    ):
        assert first.svg == second.svg == first.svg


def test_no_word_is_cut_off_or_hidden(draw: Any, arrays: Any) -> None:
    """Each word's box lies inside the picture."""
    for drawing in drawings(draw, arrays):
        drawing.figure.canvas.draw()
        width, height = drawing.figure.canvas.get_width_height()
        for text in drawing.figure.axes[0].texts:
            box = text.get_window_extent()
            assert box.x0 >= -1, (drawing.title, text.get_text())
            assert box.y0 >= -1, (drawing.title, text.get_text())
            assert box.x1 <= width + 1, (drawing.title, text.get_text())
            assert box.y1 <= height + 1, (drawing.title, text.get_text())


def test_numbers_stay_inside_their_cells(draw: Any) -> None:
    """Long numbers are written smaller: no number is wider than a cell."""
    x = np.arange(18).reshape(1, 3, 6) * -1000.5
    drawing = draw.planes(x, np.full((1, 1, 2, 3), 0.125))
    drawing.figure.canvas.draw()
    to_cells = drawing.figure.axes[0].transData.inverted()
    numbers = [
        t for t in drawing.figure.axes[0].texts if re.search(r"\d\.?\d", t.get_text())
    ]
    assert len(numbers) > 20
    for text in numbers:
        box = text.get_window_extent().transformed(to_cells)
        assert box.width <= 1, text.get_text()


def test_layer_labels_kernels_by_their_channel(draw: Any, arrays: Any) -> None:
    """A picture of a layer has all inputs, one label a kernel, and all outputs."""
    x, weight, bias = arrays
    shown = words(draw.planes(x, weight, bias, at=(1, 0, 2), padding=1, stride=2))
    kernels = [word for word in shown if word.startswith("W")]
    assert kernels == ["W0[0]", "W0[1]", "W0[2]", "W1[0]", "W1[1]", "W1[2]"]
    assert {"b0 = 7", "b1 = \N{MINUS SIGN}1", "output 0", "output 1"} <= set(shown)
    grouped = words(draw.planes(np.zeros((4, 3, 5)), np.ones((6, 2, 2, 3)), groups=2))
    assert len([word for word in grouped if word.startswith("W")]) == 12


def test_layer_of_a_batch_is_refused(draw: Any, arrays: Any) -> None:
    """One image at a time: a batch gets both shapes and a hint."""
    x, weight, _ = arrays
    with pytest.raises(cg.ShapeError, match=r"hint: draw x\[0\]"):
        draw.planes(x[None], weight)


def test_layer_has_the_number_that_is_framed(draw: Any, arrays: Any) -> None:
    """Places count from the end too; others are refused."""
    x, weight, bias = arrays
    last = draw.planes(x, weight, bias, at=(-1, -1, -1))
    o, i, j = (size - 1 for size in cg.conv2d(x, weight, bias).shape)
    assert f"filter {o}, and the output number" in last.description
    assert f"at row {i}, column {j} that they give" in last.description
    with pytest.raises(IndexError, match=r"^at is \(0, 0\) but the output has shape"):
        draw.planes(x, weight, at=(0, 0))


def test_kernels_are_counted(draw: Any) -> None:
    """The kernels are counted, and those that differ; test_kernels.py has the rest."""
    weight = np.array([[[[1, -2]], [[0, 3]]], [[[-4, 5]], [[6, 0]]]])
    drawing = draw.kernel_table(weight)
    assert drawing.title == "4 kernels: 2 filters of 2 kernels"
    assert "4 of the 4 kernels differ" in drawing.description
    copies = draw.kernel_table(np.ones((2, 3, 2, 2)))
    assert "1 of the 6 kernels differ" in copies.description


def test_kernels_that_are_all_zero_draw(draw: Any) -> None:
    """A layer of zeros is boxes without squares."""
    zeros = draw.kernel_table(np.zeros((2, 3, 2, 2)))
    assert "all weights are zero" in words(zeros)


def test_kernels_need_four_axes(draw: Any) -> None:
    """A single filter is refused with its shape."""
    with pytest.raises(cg.ShapeError, match="layer has 3 axes but must have 4"):
        draw.kernel_table(np.zeros((3, 2, 2)))


def test_bars_are_as_long_as_their_logarithm(draw: Any) -> None:
    """1000 times more is three decades longer; the fitting bar is framed."""
    drawing = draw.count_bars({"a": 10, "b": 10_000}, marked=10_000, unit="weights")
    *_, long, frame = drawing.figure.axes[0].patches
    assert long.get_path().get_extents().width == pytest.approx(12)
    assert frame.get_width() == pytest.approx(12)
    assert "10,000 fits" in words(drawing)
    assert "b: 10,000, which fits" in drawing.description


@pytest.mark.parametrize(
    ("counts", "powers"),
    [
        ((10, 10_000), ["10¹", "10²", "10³", "10⁴"]),
        ((4480, 161_280, 816_480), ["10³", "10⁴", "10⁵"]),
        ((5,), ["10⁰", "10¹"]),
        ((1, 10**15), ["10⁰", "10³", "10⁶", "10⁹", "10¹²", "10¹⁵"]),
    ],
)
def test_bars_stand_over_powers_of_ten(
    draw: Any, counts: tuple[int, ...], powers: list[str]
) -> None:
    """The axis says that it is logarithmic, each label where its bar would end."""
    drawing = draw.count_bars(
        dict(zip("abc", counts, strict=False)), marked=1, unit="x"
    )
    texts = drawing.figure.axes[0].texts
    ticks = [text for text in texts if set(text.get_text()) & set("⁰¹²³⁴⁵⁶⁷⁸⁹")]
    assert [text.get_text() for text in ticks] == powers
    places = [text.get_position()[0] for text in ticks]
    decade = 12 / max(np.log10(max(counts)) - len(str(min(counts))) + 1, 1)
    steps = [int(str(p).translate(LOWERED)) for p in "".join(powers).split("10")[1:]]
    assert np.allclose(np.diff(places), np.diff(steps) * decade)


@pytest.mark.parametrize("counts", [{}, {"a": 0}, {"a": 3, "b": -1}])
def test_bars_refuse_what_has_no_logarithm(draw: Any, counts: dict[str, int]) -> None:
    """Nothing, zero and negative counts are no bars."""
    with pytest.raises(ValueError, match="counts must be positive numbers"):
        draw.count_bars(counts, marked=1, unit="weights")


def test_save_writes_a_file_that_stands_alone(
    draw: Any, arrays: Any, tmp_path: Path
) -> None:
    """A saved drawing carries its own colours for light and dark."""
    drawing = drawings(draw, arrays)[0]
    path = drawing.save(tmp_path / "a.svg")
    text = path.read_text(encoding="utf-8")
    assert "prefers-color-scheme:dark" in text
    assert ET.fromstring(text).tag == f"{SVG}svg"  # noqa: S314


def test_save_overwrites_only_when_asked(
    draw: Any, arrays: Any, tmp_path: Path
) -> None:
    """What the user made is kept unless they say so."""
    drawing, path = drawings(draw, arrays)[0], tmp_path / "a.svg"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="overwrite=True replaces it"):
        drawing.save(path)
    assert path.read_text(encoding="utf-8") == "mine"
    drawing.save(path, overwrite=True)
    assert path.read_text(encoding="utf-8").startswith("<svg")


def test_save_refuses_before_the_work(
    draw: Any, arrays: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is drawn for a file that may not be replaced."""
    drawing, path = drawings(draw, arrays)[0], tmp_path / "a.png"
    path.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(drawing, "savefig", lambda *_, **__: pytest.fail("drawn"))
    with pytest.raises(FileExistsError, match="overwrite=True replaces it"):
        drawing.save(path)


def test_save_refuses_another_format(draw: Any, arrays: Any, tmp_path: Path) -> None:
    """The name says what to write, and the theme is one of three."""
    drawing = drawings(draw, arrays)[0]
    with pytest.raises(ValueError, match=r"^path must end in \.svg, \.png or \.pdf"):
        drawing.save(tmp_path / "a.gif")
    with pytest.raises(
        ValueError, match=r'^theme must be one of "auto", "light", "dark"'
    ):
        drawing.save(tmp_path / "a.png", theme="darker")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_saved_files_are_the_same_bytes(
    draw: Any, arrays: Any, tmp_path: Path, kind: str, theme: str
) -> None:
    """Neither a date nor a version is in them, and the drawing stays as it was."""
    files = []
    for n, drawing in enumerate([drawings(draw, arrays)[0] for _ in range(2)]):
        before = drawing.svg
        path = drawing.save(tmp_path / f"{n}.{kind}", theme=theme, transparent=False)
        files.append(path.read_bytes())
        assert drawing.svg == before
    assert files[0] == files[1]


def test_saved_pictures_have_the_colours_of_their_theme(
    draw: Any, arrays: Any, tmp_path: Path
) -> None:
    """On a light ground words are dark, on a dark one light; their words go along."""
    from matplotlib.image import imread  # noqa: PLC0415

    drawing = drawings(draw, arrays)[0]
    for theme, ground, ink in (
        ("light", "ffffff", "14181f"),
        ("dark", "121212", "f3f5f8"),
    ):
        path = drawing.save(tmp_path / f"{theme}.png", theme=theme, transparent=False)
        pixels = (imread(path)[..., :3] * 255).round().astype(int)
        colours = {f"{r:02x}{g:02x}{b:02x}" for r, g, b in pixels.reshape(-1, 3)}
        assert f"{pixels[0, 0, 0]:02x}" * 3 == ground
        assert ink in colours
        assert drawing.title.encode() in path.read_bytes()
    clear = imread(drawing.save(tmp_path / "clear.png"))
    assert clear[0, 0, 3] == 0


def test_a_drawing_is_a_figure_of_matplotlib(draw: Any, arrays: Any) -> None:
    """Whatever takes a figure takes a drawing."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    for drawing in drawings(draw, arrays):
        assert draw.words_of(drawing) == (drawing.title, drawing.description)
        assert drawing.axes[0].figure is drawing
        assert isinstance(drawing, Figure)


def test_pictures_fit_axes_that_are_given(draw: Any, arrays: Any) -> None:
    """In axes of any size, words keep their size in cells."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    x, weight, bias = arrays
    one_number = cg.trace(x, weight, bias, at=(1, 2, 0))
    calls: list[Any] = [
        (draw.output_number, (one_number,), {}),
        (draw.output_number, (one_number,), {"block": True}),
        (draw.planes, (x, weight, bias), {}),
        (draw.kernel_table, (weight,), {}),
        (draw.filter_slices, (weight,), {}),
        (draw.picture_channels, (x,), {}),
        (draw.count_bars, ({"a": 7, "b": 70},), {"marked": 7, "unit": "weights"}),
        (draw.two_views, (weight,), {}),
        (draw.kernels_then_add, (weight,), {}),
        (draw.one_block, (weight,), {}),
        (draw.partial_maps, (x, weight, bias), {}),
        (draw.sharing, (weight,), {}),
        (draw.volumes, (weight, (5, 6)), {}),
        (draw.connections, (weight,), {}),
        (draw.windows, (weight, (5, 6)), {}),
        (draw.size_ruler, (weight, (5, 6)), {}),
        (draw.transposed, (weight, (5, 6)), {}),
        (draw.receptive_field, ([weight, weight.swapaxes(0, 1)],), {}),
        (draw.patch_matrix, (x, weight), {}),
        (draw.toeplitz_matrix, (weight, (5, 6)), {}),
        (draw.shifted_ones, (weight,), {}),
        (draw.memory_layout, ((1, 3, 5, 6),), {}),
    ]
    with_axes = {
        name
        for name in draw.__all__
        if callable(getattr(draw, name))
        and "ax" in inspect.signature(getattr(draw, name)).parameters
    }
    assert {function.__name__ for function, *_ in calls} == with_axes
    for function, arguments, options in calls:
        alone = function(*arguments, **options)
        for ax in Figure(figsize=(9, 4)).subplots(1, 2, width_ratios=[1, 3]):
            assert function(*arguments, **options, ax=ax) is ax
            assert draw.words_of(ax) == draw.words_of(alone)
            assert ax.get_aspect() == 1
            cells = ax.get_xlim()[1]
            cell = ax.get_window_extent().width / cells * 72 / ax.figure.dpi
            sizes = [text.get_size() / cell for text in ax.texts]
            own = [text.get_size() / 24 for text in alone.axes[0].texts]
            assert np.allclose(sizes, own)
    with pytest.raises(ValueError, match=r"^these axes hold no picture of convguide"):
        draw.words_of(Figure().subplots())


def test_notebooks_show_drawings_in_boxes_that_scroll(draw: Any, arrays: Any) -> None:
    """Each drawing stands in a focusable, named box; two of them side by side."""
    first, second, *_ = drawings(draw, arrays)
    html = draw.side_by_side(first, second)._repr_html_()
    assert html.count('tabindex="0"') == html.count("<svg ") == 2
    assert first._repr_html_() in html
    assert "at 0x" not in repr(first) + repr(draw.side_by_side(first))
    assert first.title in repr(draw.side_by_side(first))
