"""A finished drawing: inline SVG that follows the theme and can be read aloud."""

from __future__ import annotations

import io
import re
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

if TYPE_CHECKING:
    from os import PathLike

    from matplotlib.figure import Figure

# Matplotlib draws each role in a colour that nothing else uses; the SVG gets the CSS
# variable of the role instead. The second value counts where a page defines none.
CHANNELS = ("#ffd3c2", "#bfe8d9", "#cfe0ff", "#fbe3a6", "#ecd5f5", "#c9eef2")
ROLES = {
    "#010101": "var(--cg-ink, currentColor)",  # words and lines on the page
    "#020202": "var(--cg-ink, #14181f)",  # numbers on a filled cell
    "#030303": "var(--cg-muted, #57606c)",
    "#040404": "var(--cg-window, #a3155f)",
    **{fill: f"var(--cg-channel-{n}, {fill})" for n, fill in enumerate(CHANNELS)},
}
INK, ON_FILL, MUTED, WINDOW = list(ROLES)[:4]
DARK = ("#7d3417", "#0b5a45", "#1d458f", "#664c00", "#5e2c77", "#0b5564")
FONT = "var(--pst-font-family-base, system-ui, sans-serif)"
SVG: dict[Any, Any] = {
    "font.sans-serif": ["DejaVu Sans"],  # its measures; FONT takes its place
    "svg.fonttype": "none",
    "svg.hashsalt": "convguide",
}
POINT = 4 / 3  # CSS pixels in a point
BESIDE = "display:flex;flex-wrap:wrap;gap:1rem;align-items:end"


class Drawing:
    """A drawing with its words, shown inline by notebooks and by the book.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What was drawn, in the placeholder colours of this module.
    title : str
        One line that names the drawing.
    description : str
        What the drawing shows, in words: its text alternative.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The figure, for further drawing with Matplotlib.
    title : str
        The name that a screen reader reads first.
    description : str
        What it reads next.

    Examples
    --------
    >>> import numpy as np
    >>> from convguide.diagrams import draw_kernels
    >>> drawing = draw_kernels(np.array([[[[1, -2]], [[0, 3]]]]))
    >>> drawing.title
    '2 kernels: 1 filter of 2 kernels'
    """

    def __init__(self, figure: Figure, title: str, description: str) -> None:
        self.figure, self.title, self.description = figure, title, description

    @property
    def svg(self) -> str:
        """The drawing as an SVG element; the same drawing gives the same text."""
        text = io.StringIO()
        with mpl.rc_context(SVG):
            nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            self.figure.savefig(text, format="svg", metadata=nothing, transparent=True)
        body = text.getvalue()
        body = body[body.index("<svg") :].rstrip()
        body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
        body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.DOTALL)
        for colour, variable in ROLES.items():
            body = body.replace(colour, variable)
        body = re.sub(r"'DejaVu Sans'[^;\"]*", FONT, body)
        body = re.sub(r"<[^>]*>", _rounded, body)  # coordinates, never words
        body = re.sub(r"\s*\n\s*", " ", body)
        key = "cg" + sha256((self.title + body).encode()).hexdigest()[:10]
        body = re.sub(r' id="(?!p[0-9a-f]{10}\b)[^"]*"', "", body)
        body = re.sub(r'(id="|href="#|url\(#)(?=\w)', rf"\g<1>{key}-", body)
        width, height = (side * 72 * POINT for side in self.figure.get_size_inches())
        words = f'<title id="{key}-t">{escape(self.title)}</title>'
        words += f'<desc id="{key}-d">{escape(self.description)}</desc>'
        head = (
            f'<svg class="cg-figure" role="img" aria-labelledby="{key}-t" '
            f'aria-describedby="{key}-d" width="{width:.0f}" height="{height:.0f}" '
        )
        body = re.sub(r' (width|height)="[\d.]+pt"', "", body, count=2)
        start, rest = body.split(">", 1)
        return f"{head}{start.removeprefix('<svg ')}>{words}{rest}\n"

    def __repr__(self) -> str:
        """Name the drawing where it cannot be shown."""
        return f"<Drawing: {self.title}>"

    def _repr_html_(self) -> str:
        """Show the drawing in a notebook; a wide one scrolls inside its own box."""
        return (
            '<div class="cg-scroll" role="group" tabindex="0" '
            f'aria-label="{escape(self.title)}">{self.svg}</div>'
        )

    def save(self, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the drawing to an SVG file that follows the reader's light or dark.

        Parameters
        ----------
        path : path-like
            Where to write; the name ends in ``.svg``.
        overwrite : bool, default False
            Whether an existing file may be replaced.

        Returns
        -------
        pathlib.Path
            The file that was written.

        Raises
        ------
        ValueError
            If the name does not end in ``.svg``.
        FileExistsError
            If the file exists and `overwrite` is false.
        """
        path = Path(path)
        if path.suffix != ".svg":
            msg = f"path must end in .svg, got {str(path)!r}"
            raise ValueError(msg)
        dark = "".join(f"--cg-channel-{n}:{fill};" for n, fill in enumerate(DARK))
        style = (
            "<style>svg{--cg-ink:#14181f}@media(prefers-color-scheme:dark){svg{"
            f"--cg-ink:#f3f5f8;--cg-muted:#a3acb8;--cg-window:#ff9fcb;{dark}}}}}</style>"
        )
        start, rest = self.svg.split("</desc>", 1)
        text = f"{start}</desc>{style}{rest}"
        try:
            with path.open("w" if overwrite else "x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            msg = f"{path} exists\n  hint: overwrite=True replaces it"
            raise FileExistsError(msg) from error
        return path


def _rounded(tag: re.Match[str]) -> str:
    """Keep two decimals of the coordinates in a tag."""
    return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", tag[0])


class SideBySide:
    """Drawings in one row, or under each other where the page is narrow.

    Parameters
    ----------
    drawings : tuple of Drawing
        What to show, from left to right.
    """

    def __init__(self, drawings: tuple[Drawing, ...]) -> None:
        self.drawings = drawings

    def __repr__(self) -> str:
        """Name the drawings where they cannot be shown."""
        return f"<SideBySide: {', '.join(d.title for d in self.drawings)}>"

    def _repr_html_(self) -> str:
        """Show the drawings in a notebook."""
        boxes = "".join(drawing._repr_html_() for drawing in self.drawings)
        return f'<div class="cg-beside" style="{BESIDE}">{boxes}</div>'


def side_by_side(*drawings: Drawing) -> SideBySide:
    """Put drawings into one row.

    Parameters
    ----------
    *drawings : Drawing
        What to show, from left to right.

    Returns
    -------
    SideBySide
        The row, shown inline by notebooks and by the book.
    """
    return SideBySide(drawings)
