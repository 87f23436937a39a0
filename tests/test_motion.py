"""A sliding window: every step is true, can be read out, and is small to send."""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from drawings import LIMIT, refuse_hidden_words, words
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg

pytestmark = pytest.mark.diagrams
MOVING = Path(__file__).parent / "data" / "motion.svg"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@pytest.fixture(scope="module")
def small(draw: Any) -> Any:
    """Animate one small layer whose sizes all differ: 2 steps down, 3 across."""
    x = np.arange(2 * 3 * 5).reshape(2, 3, 5) % 4
    weight = np.array([[[[1, 0, -1], [2, 0, 0]], [[0, 1, 0], [1, 1, 1]]]])
    return draw.animate_window(x, weight, np.array([7]))


@st.composite
def layers(choose: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Draw small layers of any geometry, of integers or of real numbers."""
    groups, depth, per_group = (choose(st.integers(1, 2)) for _ in range(3))
    options = {
        "stride": choose(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        "padding": choose(st.tuples(*[st.integers(0, 2)] * 4)),
        "dilation": choose(st.tuples(st.integers(1, 2), st.integers(1, 3))),
        "groups": groups,
    }
    size = choose(st.tuples(st.integers(1, 6), st.integers(1, 7)))
    kernel = choose(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    spec = cg.Conv2dSpec(groups * depth, groups * per_group, kernel, **options)
    top, bottom, left, right = spec.padding
    assume(spec.span[0] <= size[0] + top + bottom)
    assume(spec.span[1] <= size[1] + left + right)
    rng = np.random.default_rng(choose(st.integers(0, 99)))
    scale = choose(st.sampled_from([1, 3, 40_000]))

    def numbers(*shape: int) -> Any:
        real = rng.normal(size=shape) * scale
        return real if scale == 3 else real.round().astype(int)

    bias = numbers(spec.out_channels) if choose(st.booleans()) else None
    arrays = numbers(spec.in_channels, *size), numbers(*spec.weight_shape), bias
    options["out_channel"] = choose(st.integers(0, spec.out_channels - 1))
    return arrays, options


def short(number: Any) -> str:
    """Write a number as cells show it."""
    text = f"{number:.3g}" if isinstance(number, float) else str(number)
    return text.replace("-", "\N{MINUS SIGN}")


@settings(max_examples=25)
@given(layer=layers(), data=st.data())
def test_each_step_is_true(draw: Any, layer: Any, data: Any) -> None:
    """A frame has the sums of its own window and all outputs so far, none hidden."""
    arrays, options = layer
    o = options["out_channel"]
    geometry = {k: v for k, v in options.items() if k != "out_channel"}
    y = cg.conv2d(*arrays, **geometry)[o]
    animation = draw.animate_window(*arrays, **options)
    assert len(animation.frames) == y.size
    step = data.draw(st.integers(0, y.size - 1))
    i, j = divmod(step, y.shape[1])
    frame = animation.frames[step]
    refuse_hidden_words(frame)
    shown = words(frame)
    assert shown.count(f"step {step + 1} of {y.size}: row {i}, column {j}") == 1
    traced = cg.trace(*arrays, at=(o, i, j), **geometry)
    assert f"output {short(traced.total)}" in shown
    sums = [short(n) for n in traced.partial_sums]
    assert shown[-1 - len(sums) : -1] == sums
    assert (traced.bias is not None) == any(w.startswith("+ bias") for w in shown)
    spec = cg.Conv2dSpec(len(arrays[0]), len(arrays[1]), arrays[1].shape[2:],
                         **geometry)  # fmt: skip
    assert [w for w in shown if w.startswith("kernel")] == [
        f"kernel {c}" for c in traced.channels
    ]
    cells = [text for text in frame.axes[0].texts if (text.get_gid() or "")[:1] == "h"]
    assert len(cells) == step + 1
    for text, number in zip(cells, y.flat, strict=False):
        written = text.get_text().replace("\N{MINUS SIGN}", "-")
        assert float(written) == pytest.approx(float(number), rel=6e-3, abs=1e-9)
    assert spec.output_size(arrays[0].shape[1:]) == y.shape


def frames_of(drawing: Any) -> list[tuple[float, ...]]:
    """Measure the frames that are drawn: x, y, width and height of each."""
    (path,) = (p for p in drawing.axes[0].patches if (p.get_gid() or "")[:1] == "p")
    corners = path.get_path().vertices.reshape(-1, 5, 2)
    low, high = corners.min(axis=1), corners.max(axis=1)
    return [tuple(row) for row in np.hstack([low, high - low]).round(6)]


def test_windows_lie_where_the_layer_reads(draw: Any) -> None:
    """The window moves by the stride; with gaps, each number is framed by itself."""
    x, weight = np.ones((2, 5, 8), int), np.ones((1, 2, 2, 3), int)
    animation = draw.animate_window(x, weight, stride=(1, 2), padding=(1, 0, 0, 1))
    first, second = (frames_of(animation.frames[k]) for k in (0, 1))
    assert [box[2:] for box in first] == [(3, 2), (3, 2), (1, 1)]
    moved = [b[0] - a[0] for a, b in zip(first, second, strict=True)]
    assert moved == pytest.approx([2, 2, 1])
    below = frames_of(animation.frames[4])  # the next row
    moved = [b[1] - a[1] for a, b in zip(first, below, strict=True)]
    assert moved == pytest.approx([1, 1, 1])
    apart = frames_of(draw.animate_window(x, weight, dilation=(1, 2)).frames[0])
    assert len(apart) == 2 * 2 * 3 + 1
    assert [b[0] - apart[0][0] for b in apart[:3]] == pytest.approx([0, 2, 4])


def test_words_of_the_motion(small: Any) -> None:
    """The whole motion, read out."""
    assert small.title == (
        "A 2×3 window slides over 2 channels of 3×5 and gives 6 output numbers"
    )
    assert small.description == (
        "A 2×3 window slides over 2 channels of 3×5 and gives 6 output numbers of "
        "filter 0. "
        "Channel 0: 0 1 2 3 0; 1 2 3 0 1; 2 3 0 1 2. Kernel 0: 1 0 −1; 2 0 0. "
        "Channel 1: 3 0 1 2 3; 0 1 2 3 0; 1 2 3 0 1. Kernel 1: 0 1 0; 1 1 1. "
        "Step 1 of 6: row 0, column 0: partial sums 0 plus 3 plus bias 7 makes 10. "
        "Step 2 of 6: row 0, column 1: partial sums 2 plus 7 plus bias 7 makes 16. "
        "Step 3 of 6: row 0, column 2: partial sums 8 plus 7 plus bias 7 makes 22. "
        "Step 4 of 6: row 1, column 0: partial sums 2 plus 7 plus bias 7 makes 16. "
        "Step 5 of 6: row 1, column 1: partial sums 8 plus 7 plus bias 7 makes 22. "
        "Step 6 of 6: row 1, column 2: partial sums 2 plus 7 plus bias 7 makes 16. "
        "At the end, output 0 is 10 16 22; 16 22 16."
    )
    assert small.frames[-1].title == "Step 6 of 6: row 1, column 2"
    assert len(small.frames[2:5]) == 3


def test_one_svg_moves(small: Any) -> None:
    """One drawing with a group a step, and a still of the last without motion."""
    root = ET.fromstring(small.svg)  # noqa: S314 - our own text
    assert [root.find(f"{SVG}{name}").text for name in ("title", "desc")] == [  # type: ignore[union-attr]
        small.title,
        small.description,
    ]
    assert root.get("role") == "img"
    groups = [g.get("class", "") for g in root.iter(f"{SVG}g")]
    for kind in "ph":
        steps = [c.rsplit(kind, 1)[1] for c in groups if f"-{kind} " in c]
        assert steps == [str(step) for step in range(6)]
    style = root.find(f"{SVG}style").text or ""  # type: ignore[union-attr]
    key = groups[-1].partition("-")[0]
    still, moves = style.split("@media", 1)
    assert still == (
        f".{key}-p{{visibility:hidden}}.{key}-p5{{visibility:visible}}"
    )  # also without any animation
    assert moves.startswith(" screen and (prefers-reduced-motion:no-preference){")
    assert f"animation:{6 + 1}s step-end infinite" in moves
    assert f"@keyframes {key}-p5{{0%{{visibility:hidden}}71.43%" in moves
    ids = re.findall(r' id="([^"]*)"', small.svg)
    assert len(ids) == len(set(ids))


def test_html_can_be_paused_without_a_script(small: Any) -> None:
    """A native box with a label stops what comes after it."""
    html = small._repr_html_()
    assert "<script" not in html
    box = re.search(r'<input type="checkbox" id="(\w+-pause)"', html)
    assert box is not None
    assert f'for="{box[1]}">Pause the motion</label>' in html
    assert f"#{box[1]}:checked~div *{{animation-play-state:paused}}" in html
    assert html.index("<input") < html.index("<svg")
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_the_same_motion_is_the_same_bytes(
    draw: Any, small: Any, tmp_path: Path
) -> None:
    """Twice drawn, twice saved, the same."""
    x = np.arange(2 * 3 * 5).reshape(2, 3, 5) % 4
    weight = np.array([[[[1, 0, -1], [2, 0, 0]], [[0, 1, 0], [1, 1, 1]]]])
    again = draw.animate_window(x, weight, np.array([7]))
    assert again.svg == small.svg
    for kind in ("gif", "png", "apng", "svg"):
        one, two = (
            a.save(tmp_path / f"{n}.{kind}", theme="dark")
            for n, a in enumerate((small, again))
        )
        assert one.read_bytes() == two.read_bytes()


def test_files_are_small(draw: Any) -> None:
    """The usual example, and one with as many steps as are allowed."""
    rng = np.random.default_rng(8)
    x, weight = rng.integers(-9, 9, (3, 5, 5)), rng.integers(-9, 9, (2, 3, 3, 3))
    usual = draw.animate_window(x, weight, np.array([1, 2]), padding=1)
    x, weight = rng.integers(-9, 9, (1, 14, 14)), rng.integers(-9, 9, (1, 1, 3, 3))
    most = draw.animate_window(x, weight, padding=1)
    assert len(most.frames) == 196
    for animation in (usual, most):
        assert len(gzip.compress(animation.svg.encode())) < LIMIT
    assert "156 steps more in the same way." in most.description


@pytest.mark.parametrize("kind", ["gif", "png", "apng"])
def test_saved_pictures_move(small: Any, kind: str, tmp_path: Path) -> None:
    """A file has all steps, the last for twice as long, and looks like the frames."""
    from PIL import Image  # noqa: PLC0415

    path = small.save(tmp_path / f"a.{kind}", seconds=0.25)
    still = small.frames[3].save(
        tmp_path / "3.png", theme="light", transparent=False, dpi=100
    )
    with Image.open(path) as film, Image.open(still) as expected:
        assert film.n_frames == 6  # type: ignore[attr-defined]
        times = []
        for step in range(6):
            film.seek(step)
            times.append(film.info["duration"])
            if step == 3:
                shown = np.asarray(film.convert("RGB"), int)
        assert times == [250] * 5 + [500]
        assert np.abs(shown - np.asarray(expected.convert("RGB"), int)).mean() < 2


def test_saved_svg_stands_alone(small: Any, tmp_path: Path) -> None:
    """It brings its colours and its speed."""
    text = small.save(tmp_path / "a.svg", theme="auto", seconds=0.5).read_text("utf-8")
    assert ET.fromstring(text).tag == f"{SVG}svg"  # noqa: S314
    assert "prefers-color-scheme:dark" in text
    assert "animation:3.5s step-end infinite" in text


def test_a_file_can_be_paused_without_a_script(small: Any, tmp_path: Path) -> None:
    """Two links above the picture lead to each other; the picture is none of them."""
    root = ET.parse(small.save(tmp_path / "a.svg")).getroot()  # noqa: S314
    resume, pause = root.findall(f"{SVG}a")
    (picture,) = root.findall(f"{SVG}g")
    for link, other, said in ((pause, resume, "Pause"), (resume, pause, "Resume")):
        assert link.get("href") == f"#{other.get('id')}"
        assert "".join(link.itertext()) == f"{said} the motion"
        assert link.get("display") == "none"  # without styles
        bottom = sum(float(link[0].get(side, "")) for side in ("y", "height"))
        assert bottom < 0  # above what is drawn
    assert picture.get("role") == "img"
    assert root.get("role") == "group"
    inline = ET.fromstring(small.svg)  # noqa: S314
    assert [*inline[-1].itertext()] == [*picture[-1].itertext()]
    _, top, *size = map(float, root.get("viewBox", "").split())
    _, _, *drawn = map(float, inline.get("viewBox", "").split())
    assert size == [drawn[0], drawn[1] - top]
    style = "".join(part.text or "" for part in root.iter(f"{SVG}style"))
    moves = style[style.rindex("@media screen") :]
    assert moves.startswith("@media screen and (prefers-reduced-motion:no-preference)")
    go = f"#{resume.get('id')}:target"
    assert f"{go}~g *{{animation-play-state:paused}}" in moves
    ids = [part.get("id") for part in root.iter() if part.get("id")]
    assert len(ids) == len(set(ids))


def test_the_browser_opens_what_is_written(draw: Any) -> None:
    """Tests in a browser open a file of this room, which they cannot make themselves.

    After a change that is meant, delete the file: the test then makes a new one, and
    fails once.
    """
    from convguide.diagrams.motion.pause import pausable  # noqa: PLC0415
    from convguide.diagrams.motion.steps import animated  # noqa: PLC0415
    from convguide.diagrams.themes import with_colours  # noqa: PLC0415

    assert draw
    key = "cg0123456789"
    digits = "".join(
        f'<g id="{key}-p{n:010d}"><text x="70" y="40">{n}</text></g>' for n in range(9)
    )
    still = (
        f'<svg class="cg-figure" role="img" aria-labelledby="{key}-t" '
        f'aria-describedby="{key}-d" width="200" height="100" viewBox="0 0 150 75" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{key}-t">Nine digits</title>'
        f'<desc id="{key}-d">They follow each other.</desc>{digits}</svg>\n'
    )
    alone = with_colours(still, "light", transparent=True)
    text = pausable(animated(alone, 9, 0.1))
    if not MOVING.exists():
        MOVING.write_text(text, "utf-8")
        pytest.fail(f"look at the new motion and commit it: {MOVING}")
    assert MOVING.read_text("utf-8") == text


def test_video(small: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ffmpeg is given every step as a picture; here a stand-in counts what it gets."""
    program = tmp_path / "ffmpeg"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "pixels = sys.stdin.buffer.read()\n"
        "with open(sys.argv[-1], 'w') as film:\n"
        "    print(len(pixels), *sys.argv[1:], file=film)\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    words = small.save(tmp_path / "a.mp4", seconds=0.25).read_text().split()
    width, height = map(int, words[words.index("-s") + 1].split("x"))
    steps = len(small.frames) + 1  # the last one stays twice as long
    assert int(words[0]) == steps * width * height * 4
    assert float(words[words.index("-framerate") + 1]) == 4
    assert width % 2 == height % 2 == 0


def test_save_refuses(
    small: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is overwritten unasked, and what cannot be written is said."""
    path = small.save(tmp_path / "a.svg")
    before = path.read_bytes()
    with refusal(FileExistsError, f"{path} exists\n  hint: overwrite=True replaces it"):
        small.save(path, seconds=2)
    assert path.read_bytes() == before
    small.save(path, seconds=2, overwrite=True)
    assert path.read_bytes() != before
    with refusal(
        ValueError, "path must end in .gif, .png, .apng, .svg or .mp4, got 'a.pdf'"
    ):
        small.save("a.pdf")
    with refusal(ValueError, "seconds must be positive, got 0"):
        small.save(tmp_path / "b.svg", seconds=0)
    with refusal(
        ValueError, 'theme must be one of "auto", "light", "dark"; got \'black\''
    ):
        small.save(tmp_path / "b.svg", theme="black")
    with refusal(
        ValueError,
        "a .gif cannot be transparent with smooth edges\n"
        "  hint: .png and .svg can, or leave transparent=False",
    ):
        small.save(tmp_path / "b.gif", transparent=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    with refusal(
        RuntimeError,
        "an .mp4 is written by the program ffmpeg, which is not there\n"
        "  hint: install it (conda install ffmpeg, apt install ffmpeg, brew install "
        "ffmpeg or winget install ffmpeg), or save a .gif, .png or .svg",
    ):
        small.save(tmp_path / "b.mp4")
    assert [p.name for p in tmp_path.iterdir()] == ["a.svg"]


def test_too_much_is_refused(draw: Any) -> None:
    """What nobody could watch or read is refused with its numbers."""
    hint = "\n  hint: animate a smaller crop, for instance x[:, :5, :5]"
    one = np.ones((1, 1, 1, 1))
    with refusal(
        cg.ShapeError,
        "15×14 output numbers are 210 steps, more than 200 to watch\n"
        f"  x  (1, 15, 14)  axes (C_in, H, W){hint}",
    ):
        draw.animate_window(np.ones((1, 15, 14)), one)
    with refusal(
        cg.ShapeError,
        "the padded input is 3×21, more than 16×16 to read\n"
        f"  x  (1, 3, 17)  axes (C_in, H, W){hint}",
    ):
        draw.animate_window(np.ones((1, 3, 17)), one, padding=(0, 2))
    with refusal(
        cg.ShapeError,
        "7 channels of 5×6 under each other are 42 rows with their labels, "
        "more than 40 to see at once\n"
        f"  x  (7, 5, 6)  axes (C_in, H, W){hint}, or a filter of fewer channels",
    ):
        draw.animate_window(np.ones((7, 5, 6)), np.ones((1, 7, 2, 3)))
    with refusal(
        cg.ShapeError,
        "x must be one image to be animated\n"
        "  x  (2, 1, 3, 4)  axes (N, C_in, H, W)\n  hint: animate x[0]",
    ):
        draw.animate_window(np.ones((2, 1, 3, 4)), one)
    with refusal(IndexError, "out_channel is 1 but out_channels is 1"):
        draw.animate_window(np.ones((1, 3, 4)), one, out_channel=1)


def test_what_is_not_a_number_is_drawn(draw: Any) -> None:
    """NaN and constants are numbers of an image too."""
    x = np.full((1, 3, 4), np.nan)
    assert "nan" in words(draw.animate_window(x, np.zeros((1, 1, 2, 3))).frames[0])
