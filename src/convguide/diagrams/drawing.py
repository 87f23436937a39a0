"""A finished drawing: a Matplotlib figure that follows the theme and can be read."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from convguide.diagrams.style import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

FONT = "var(--pst-font-family-base, system-ui, sans-serif)"
SVG: dict[Any, Any] = {
    "font.sans-serif": ["DejaVu Sans"],  # its measures; FONT takes its place
    "hatch.linewidth": 1.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "convguide",
}
POINT = 4 / 3  # CSS pixels in a point
BESIDE = "display:flex;flex-wrap:wrap;gap:1rem;align-items:end"
# Neither a date nor a version, so that the same drawing is the same bytes.
NOTHING = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "png": {"Software": None},
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}
THEMES = ("auto", "light", "dark")


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
        text = io.StringIO()
        with mpl.rc_context(SVG):
            self.savefig(text, format="svg", metadata=NOTHING["svg"], transparent=True)
        body = text.getvalue()
        body = body[body.index("<svg") :].rstrip()
        body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
        body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.DOTALL)
        for role in ROLES.values():
            body = body.replace(role.light, role.variable)
        body = re.sub(r"'DejaVu Sans'[^;\"]*", FONT, body)
        body = re.sub(r"<[^>]*>", _rounded, body)  # coordinates, never words
        body = re.sub(r"\s*\n\s*", " ", body)
        body = re.sub(r'(?<= d=")[^"]*', _relative, body)
        key = "cg" + sha256((self.title + body).encode()).hexdigest()[:10]
        body = re.sub(r' id="(?![ph][0-9a-f]{10}\b)[^"]*"', "", body)
        body = re.sub(r'(id="|href="#|url\(#)(?=\w)', rf"\g<1>{key}-", body)
        width, height = (side * 72 * POINT for side in self.get_size_inches())
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
        path = Path(path)
        kind = path.suffix.removeprefix(".")
        if kind not in NOTHING:
            msg = f"path must end in .svg, .png or .pdf, got {str(path)!r}"
            raise ValueError(msg)
        if theme not in THEMES:
            known = ", ".join(f'"{known}"' for known in THEMES)
            msg = f"theme must be one of {known}; got {theme!r}"
            raise ValueError(msg)
        if kind == "svg":
            content = self._alone(theme, transparent=transparent).encode()
        else:
            content = self._painted(kind, theme, dpi, transparent=transparent)
        try:
            with path.open("wb" if overwrite else "xb") as file:
                file.write(content)
        except FileExistsError as error:
            msg = f"{path} exists\n  hint: overwrite=True replaces it"
            raise FileExistsError(msg) from error
        return path

    def _alone(self, theme: str, *, transparent: bool) -> str:
        """Write the SVG with colours of its own, for a page that defines none."""
        light, dark = (_variables(dark=dark) for dark in (False, True))
        ground = "" if transparent else "background:var(--cg-ground)"
        style = f"svg{{{dark if theme == 'dark' else light};{ground}}}"
        if theme == "auto":
            style += f"@media(prefers-color-scheme:dark){{svg{{{dark}}}}}"
        start, rest = self.svg.split("</desc>", 1)
        return f"{start}</desc><style>{style}</style>{rest}"

    def _painted(
        self, kind: str, theme: str, dpi: float, *, transparent: bool
    ) -> bytes:
        """Write a PNG or a PDF in the colours of a theme."""
        words = {"Title": self.title}
        words["Description" if kind == "png" else "Subject"] = self.description
        ground = "none" if transparent else GROUND[theme == "dark"]
        content = io.BytesIO()
        with mpl.rc_context(SVG), self._coloured(dark=theme == "dark"):
            metadata = {**NOTHING[kind], **words}
            self.savefig(
                content,
                format=kind,
                dpi=dpi,
                metadata=metadata,
                facecolor=ground,
                transparent=transparent,
            )
        return content.getvalue()

    @contextmanager
    def _coloured(self, *, dark: bool) -> Iterator[None]:
        """Exchange the colours of light for those of dark, for a while."""
        if not dark:
            yield
            return
        theirs = {role.light: role.dark for role in ROLES.values()}
        undo = []
        for artist in self.findobj():
            for name in ("color", "facecolor", "edgecolor"):
                colour = getattr(artist, f"get_{name}", lambda: None)()
                if colour is not None and len(colour) and to_hex(colour) in theirs:
                    change = getattr(artist, f"set_{name}")
                    undo.append((change, colour))
                    change(theirs[to_hex(colour)])
        try:
            yield
        finally:
            for change, colour in undo:
                change(colour)


GROUND = ("#ffffff", "#121212")


def _variables(*, dark: bool) -> str:
    """Define the variables of all roles."""
    colours = {
        role.variable[4:].partition(",")[0]: role.dark if dark else role.light
        for name, role in ROLES.items()
        if name != "on fill"  # the same as ink
    }
    colours["--cg-ground"] = GROUND[dark]
    return ";".join(f"{name}:{colour}" for name, colour in colours.items())


def _rounded(tag: re.Match[str]) -> str:
    """Keep two decimals of the coordinates in a tag."""
    return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", tag[0])


def _relative(path: re.Match[str]) -> str:
    """Give the lines and curves of a path from the point before them.

    Equal shapes are equal text then, and shrink: the dots of one channel would take
    more room than the rest of a drawing.
    """
    steps, x, y = [], 0.0, 0.0
    for command, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", path[0]):
        numbers = [float(number) for number in text.split()]
        points = [*zip(numbers[::2], numbers[1::2], strict=True)]
        if command in "LCQ":
            moved = (f"{px - x:.4g} {py - y:.4g}" for px, py in points)
            steps.append(command.lower() + " ".join(moved))
        else:
            steps.append(f"{command}{text.strip()}")
        if points:
            x, y = points[-1]
    return "".join(steps)


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
