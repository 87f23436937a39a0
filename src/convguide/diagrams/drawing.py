"""A finished drawing: a Matplotlib figure that follows the theme and can be read."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from convguide.diagrams.saving import kind_of, saved
from convguide.diagrams.svg_text import SETTINGS, svg_of
from convguide.diagrams.themes import ground_of, in_theme, with_colours

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

BESIDE = "display:flex;flex-wrap:wrap;gap:1rem;align-items:end"
KINDS = ("svg", "png", "pdf")
# Neither a date nor a version, so that the same drawing is the same bytes.
NOTHING = {
    "png": {"Software": None},
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}


class Drawing(Figure):
    """A Matplotlib figure with its words, shown inline by notebooks and by the book.

    Functions of ``convguide.diagrams`` make drawings. Everything that Matplotlib
    does with a figure can be done with one.

    Parameters
    ----------
    *args, **options
        As for :class:`matplotlib.figure.Figure`.

    Attributes
    ----------
    title : str
        One line that names the drawing; a screen reader reads it first.
    description : str
        What the drawing shows, in words: its text alternative.

    Examples
    --------
    >>> import numpy as np
    >>> from convguide.diagrams import kernel_table
    >>> drawing = kernel_table(np.array([[[[1, -2]], [[0, 3]]]]))
    >>> drawing.title
    '2 kernels: 1 filter of 2 kernels'
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.title = self.description = ""

    @property
    def svg(self) -> str:
        """The drawing as an SVG element; the same drawing gives the same text."""
        return svg_of(self, self.title, self.description)

    def __repr__(self) -> str:
        """Name the drawing where it cannot be shown."""
        return f"<Drawing: {self.title}>"

    def _repr_html_(self) -> str:
        """Show the drawing in a notebook; a wide one scrolls inside its own box."""
        return (
            '<div class="cg-scroll" role="group" tabindex="0" '
            f'aria-label="{escape(self.title)}">{self.svg}</div>'
        )

    def save(
        self,
        path: str | PathLike[str],
        *,
        theme: str = "auto",
        transparent: bool = True,
        dpi: float = 200,
        overwrite: bool = False,
    ) -> Path:
        """Write the drawing to a file, for slides and papers.

        The same drawing gives the same bytes each time.

        Parameters
        ----------
        path : path-like
            Where to write; the name ends in ``.svg``, ``.png`` or ``.pdf``.
        theme : {"auto", "light", "dark"}, default "auto"
            Colours to draw in. With "auto", an SVG follows the reader's light or dark,
            and other files are light.
        transparent : bool, default True
            Whether what is behind shows through; otherwise the ground is white, or
            nearly black if `theme` is "dark".
        dpi : float, default 200
            Dots per inch of a PNG.
        overwrite : bool, default False
            Whether an existing file may be replaced.

        Returns
        -------
        pathlib.Path
            The file that was written.

        Raises
        ------
        ValueError
            If the name has another ending, or `theme` is unknown.
        FileExistsError
            If the file exists and `overwrite` is false.
        """
        kind = kind_of(path, KINDS, theme)

        def make() -> bytes:
            if kind == "svg":
                return with_colours(self.svg, theme, transparent=transparent).encode()
            return self._painted(kind, theme, dpi, transparent=transparent)

        return saved(path, make, overwrite=overwrite)

    def _painted(
        self, kind: str, theme: str, dpi: float, *, transparent: bool
    ) -> bytes:
        """Write a PNG or a PDF in the colours of a theme."""
        words = {"Title": self.title}
        words["Description" if kind == "png" else "Subject"] = self.description
        content = io.BytesIO()
        with mpl.rc_context(SETTINGS), in_theme(self, theme):
            self.savefig(
                content,
                format=kind,
                dpi=dpi,
                metadata={**NOTHING[kind], **words},
                facecolor=ground_of(theme, transparent=transparent),
                transparent=transparent,
            )
        return content.getvalue()


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
