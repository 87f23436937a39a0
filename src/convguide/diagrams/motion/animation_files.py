"""Motions as files: animated GIF, PNG and SVG, and video if ffmpeg is there."""

from __future__ import annotations

import io
from math import ceil, isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.animation import FFMpegWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from convguide.diagrams.motion.pause import pausable
from convguide.diagrams.motion.steps import REST, animated, parts_of
from convguide.diagrams.saving import kind_of, saved
from convguide.diagrams.svg_text import SETTINGS
from convguide.diagrams.themes import ground_of, in_theme, with_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from PIL.Image import Image

    from convguide._typing import Array
    from convguide.diagrams.drawing import Drawing

KINDS = ("gif", "png", "apng", "svg", "mp4")
CLEAR = ("png", "apng", "svg")  # that can be transparent
COLOURS = 255  # of a GIF; one more says "as before"
DOTS = 100  # per inch of a video, whose size is in dots


def write(
    stage: Callable[[], Drawing],
    steps: int,
    path: str | PathLike[str],
    *,
    theme: str,
    transparent: bool,
    dpi: float,
    seconds: float,
    overwrite: bool,
) -> Path:
    """Write a motion to a file, as ``Animation.save`` says."""
    kind = kind_of(path, KINDS, theme)
    _refuse(kind, transparent=transparent)
    for name, value in (("seconds", seconds), ("dpi", dpi)):
        if not (isfinite(value) and value > 0):
            msg = f"{name} must be positive, got {value}"
            raise ValueError(msg)

    def make() -> bytes:
        drawing = stage()
        if kind == "svg":
            alone = with_colours(drawing.svg, theme, transparent=transparent)
            return pausable(animated(alone, steps, seconds)).encode()
        with mpl.rc_context(SETTINGS), in_theme(drawing, theme):
            drawing.set_dpi(dpi)
            drawing.set_facecolor(ground_of(theme, transparent=transparent))
            film = _video if kind == "mp4" else _pictures
            return film(drawing, steps, kind, seconds)

    return saved(path, make, overwrite=overwrite)


def _refuse(kind: str, *, transparent: bool) -> None:
    if transparent and kind not in CLEAR:
        msg = (
            f"a .{kind} cannot be transparent with smooth edges\n"
            "  hint: .png and .svg can, or leave transparent=False"
        )
        raise ValueError(msg)
    if kind == "mp4" and not FFMpegWriter.isAvailable():
        msg = (
            "an .mp4 is written by the program ffmpeg, which is not there\n"
            "  hint: install it (conda install ffmpeg, apt install ffmpeg, "
            "brew install ffmpeg or winget install ffmpeg), or save a .gif, .png or "
            ".svg"
        )
        raise RuntimeError(msg)


def _painted(drawing: Drawing, steps: int) -> Iterator[Array]:
    """Paint each step over what stays, which is painted once."""
    board: Any = FigureCanvasAgg(drawing)
    parts = parts_of(drawing, steps)
    for arrived, shown in parts:
        for artist in (*arrived, *shown):
            artist.set_visible(False)
    board.draw()
    kept = board.copy_from_bbox(drawing.bbox)
    for arrived, shown in parts:
        for now in (arrived, shown):
            for artist in now:
                artist.set_visible(True)
                drawing.draw_artist(artist)
            if now is arrived:
                kept = board.copy_from_bbox(drawing.bbox)
        yield np.array(board.buffer_rgba())
        board.restore_region(kept)


def _in_few_colours(images: Iterator[Array]) -> Iterator[Image]:
    """Give all pictures the most frequent colours of the first, or they would flicker.

    These stay as they are, so that white is white; Pillow's own quantizing shifts them.
    """
    from PIL.Image import fromarray  # noqa: PLC0415 - for motions only

    places = np.full(1 << 24, -1, np.int16)  # of each colour in the table, once known
    table = np.empty((0, 3), int)
    for image in images:
        colours = image[..., :3].astype(int) @ (1 << 16, 1 << 8, 1)
        if not len(table):
            found, counts = np.unique(colours, return_counts=True)
            often = found[np.argsort(-counts, kind="stable")[:COLOURS]]
            table = _levels(often)
        new = np.unique(colours[places[colours] < 0])
        distances = np.abs(_levels(new)[:, None] - table).sum(axis=2)
        places[new] = distances.argmin(axis=1)
        few = fromarray(places[colours].astype(np.uint8))
        few.putpalette(table.ravel().tolist())
        yield few


def _levels(colours: Array) -> Array:
    """Split colours into red, green and blue."""
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)


def _pictures(drawing: Drawing, steps: int, kind: str, seconds: float) -> bytes:
    """Write an animated GIF or PNG."""
    from PIL.Image import fromarray  # noqa: PLC0415 - for motions only
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    images = _painted(drawing, steps)
    clear = to_rgba(drawing.get_facecolor())[3] == 0
    first, *rest = map(fromarray, images) if clear else _in_few_colours(images)
    lengths = [1000 * seconds] * (steps - 1) + [1000 * seconds * (1 + REST)]
    options: dict[str, Any] = {"format": "GIF", "comment": drawing.title.encode()}
    if kind != "gif":
        words = PngInfo()
        words.add_itxt("Title", drawing.title)
        words.add_itxt("Description", drawing.description)
        options = {"format": "PNG", "pnginfo": words}
    content = io.BytesIO()
    first.save(
        content, save_all=True, append_images=rest, duration=lengths, loop=0, **options
    )
    return content.getvalue()


def _video(drawing: Drawing, steps: int, kind: str, seconds: float) -> bytes:
    """Let ffmpeg write a video, into a folder of its own first."""
    rate: Any = 1 / seconds  # need not be a whole number
    writer = FFMpegWriter(fps=rate, metadata={"title": drawing.title})
    # Painted beforehand, since the writer asks for a figure and not for pictures.
    width, height = (2 * ceil(side / 2) for side in drawing.bbox.size)
    film = Figure((width / DOTS, height / DOTS), facecolor=drawing.get_facecolor())
    with TemporaryDirectory() as folder:
        path = Path(folder, f"film.{kind}")
        with writer.saving(film, path, DOTS):
            for step, image in enumerate(_painted(drawing, steps)):
                film.clear()
                film.figimage(image, origin="upper")
                for _ in range(1 + REST * (step == steps - 1)):
                    writer.grab_frame()
        return path.read_bytes()
