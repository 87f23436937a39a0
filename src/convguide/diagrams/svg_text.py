"""A figure as the text of an SVG element: small, named, in the colours of the page."""

from __future__ import annotations

import io
import re
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from convguide.diagrams.style import ROLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONT = "var(--pst-font-family-base, system-ui, sans-serif)"
SETTINGS: dict[Any, Any] = {
    "font.sans-serif": ["DejaVu Sans"],  # its measures; FONT takes its place
    "hatch.linewidth": 1.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "convguide",
}
POINT = 4 / 3  # CSS pixels in a point
# Neither a date nor a version, so that the same drawing is the same bytes.
NOTHING = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def svg_of(figure: Figure, title: str, description: str) -> str:
    """Write a figure as an SVG element; the same figure gives the same text."""
    text = io.StringIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(text, format="svg", metadata=NOTHING, transparent=True)
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
    key = "cg" + sha256((title + body).encode()).hexdigest()[:10]
    body = re.sub(r' id="(?![ph][0-9a-f]{10}\b)[^"]*"', "", body)
    body = re.sub(r'(id="|href="#|url\(#)(?=\w)', rf"\g<1>{key}-", body)
    width, height = (side * 72 * POINT for side in figure.get_size_inches())
    # Sphinx marks words that were searched, but not in elements of this class.
    words = f'<title id="{key}-t" class="nohighlight">{escape(title)}</title>'
    words += f'<desc id="{key}-d" class="nohighlight">{escape(description)}</desc>'
    head = (
        f'<svg class="cg-figure" role="img" aria-labelledby="{key}-t" '
        f'aria-describedby="{key}-d" width="{width:.0f}" height="{height:.0f}" '
        f'style="--cg-width: {width:.0f}px" '
    )
    body = re.sub(r' (width|height)="[\d.]+pt"', "", body, count=2)
    start, rest = body.split(">", 1)
    return f"{head}{start.removeprefix('<svg ')}>{words}{rest}\n"


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
