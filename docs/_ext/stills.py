"""Drawings as images, for notebooks that nobody has executed yet.

Jupyter shows no SVG element of a notebook from elsewhere until its cells are run, only
the words in it, in one heap. It does show an image whose data is in its address.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape, unescape
from typing import Any

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_WORDS = re.compile(r"<(title|desc)\b[^>]*>(.*?)</\1>", re.DOTALL)
_SIZE = re.compile(r'<svg\b[^>]*? width="(\d+)"')
#: What stands above a motion: rules and a box that pauses it.
_CONTROLS = re.compile(r'(?<=<div class="cg-motion">).*?(?=<div )', re.DOTALL)
_GROUND = "<style>svg{background:#fff}</style>"
_MOVING = "@media screen and (prefers-reduced-motion:no-preference)"


def image(svg: str) -> str:
    """Write an SVG element as an image.

    Parameters
    ----------
    svg : str
        As drawings of the package write it, with a title and a description. A motion
        becomes a still of its last step, since an image has no box that pauses it.

    Returns
    -------
    str
        An HTML element. Colours that a page would choose are those for a light one,
        on white: an image cannot know what is around it.
    """
    words = ". ".join(unescape(word[1]).strip() for word in _WORDS.findall(svg))
    still = svg.replace(_MOVING, "@media not all")
    still = still.replace("</desc>", f"</desc>{_GROUND}", 1)
    width = _SIZE.match(svg)
    size = f' width="{width[1]}"' if width else ""
    data = b64encode(still.encode()).decode()
    return f'<img alt="{escape(words)}"{size} src="data:image/svg+xml;base64,{data}">'


def stilled(html: str) -> str:
    """Replace the SVG elements of some HTML by images.

    Parameters
    ----------
    html : str
        HTML, such as a cell's result.

    Returns
    -------
    str
        The same without SVG elements.
    """
    return _SVG.sub(lambda svg: image(svg[0]), _CONTROLS.sub("", html))


def with_stills(cell: dict[str, Any]) -> dict[str, Any]:
    """Replace the SVG elements in the results of a cell.

    Parameters
    ----------
    cell : dict
        A cell, as read from JSON.

    Returns
    -------
    dict
        The cell, with images.
    """
    if "outputs" not in cell:
        return cell
    outputs = []
    for output in cell["outputs"]:
        html = "".join(output.get("data", {}).get("text/html", []))
        if "<svg" in html:
            lines = stilled(html).splitlines(keepends=True)
            outputs.append({**output, "data": {**output["data"], "text/html": lines}})
        else:
            outputs.append(output)
    return {**cell, "outputs": outputs}
