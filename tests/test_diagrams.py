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
    product = cg.ledger(cg.Conv2dSpec(3, 2, 4)).rows[0].terms[0].product
    calls: list[Any] = [
        (draw.output_number, (one_number,), {}),
        (draw.output_number, (one_number,), {"block": True}),
        (draw.planes, (x, weight, bias), {}),
        (draw.kernel_table, (weight,), {}),
        (draw.filter_slices, (weight,), {}),
        (draw.picture_channels, (x,), {}),
        (draw.count_bars, ({"a": 7, "b": 70},), {"marked": 7, "unit": "weights"}),
        (draw.model_counts, (cg.ledger(cg.Conv2dSpec(3, 2, 4), (5, 6)),), {}),
        (draw.count_areas, (weight,), {}),
        (draw.compare_areas, ({"a": product, "b": product},), {}),
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
