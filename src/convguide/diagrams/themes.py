"""Light and dark: the colours that a file brings along."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex

from convguide.diagrams.style import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

THEMES = ("auto", "light", "dark")
GROUND = ("#ffffff", "#121212")


def ground_of(theme: str, *, transparent: bool) -> str:
    """Choose the colour behind a picture."""
    return "none" if transparent else GROUND[theme == "dark"]


@contextmanager
def in_theme(figure: Figure, theme: str) -> Iterator[None]:
    """Exchange the colours of light for those of dark, for a while."""
    if theme != "dark":
        yield
        return
    theirs = {role.light: role.dark for role in ROLES.values()}
    undo = []
    for artist in figure.findobj():
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


def with_colours(svg: str, theme: str, *, transparent: bool) -> str:
    """Give an SVG colours of its own, for a page that defines none."""
    light, dark = (_variables(dark=dark) for dark in (False, True))
    ground = "" if transparent else "background:var(--cg-ground)"
    style = f"svg{{{dark if theme == 'dark' else light};{ground}}}"
    if theme == "auto":
        style += f"@media(prefers-color-scheme:dark){{svg{{{dark}}}}}"
    start, rest = svg.split("</desc>", 1)
    return f"{start}</desc><style>{style}</style>{rest}"


def _variables(*, dark: bool) -> str:
    """Define the variables of all roles."""
    colours = {
        role.variable[4:].partition(",")[0]: role.dark if dark else role.light
        for name, role in ROLES.items()
        if name != "on fill"  # the same as ink
    }
    colours["--cg-ground"] = GROUND[dark]
    return ";".join(f"{name}:{colour}" for name, colour in colours.items())
