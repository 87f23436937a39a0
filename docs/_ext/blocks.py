"""Directives in Markdown and HTML that Jupyter shows, one function for each."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from stills import stilled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from directives import Directive

_SHOWN = {"language", "start-at"}  # what `included_code` knows to do


def block(directive: Directive, inner: Callable[[str], str], folder: Path) -> str:
    """Write what a directive stands for.

    Parameters
    ----------
    directive : Directive
        From the Markdown of a page.
    inner : callable
        Rewrites what is nested in it.
    folder : path
        The folder of the page.

    Returns
    -------
    str
        Markdown for Jupyter.

    Raises
    ------
    ValueError
        If there is no way to say the same.
    """
    match directive.name, directive.argument:
        case "include", name:
            return inner((folder / name).read_text(encoding="utf-8"))
        case "literalinclude", name if directive.options.keys() <= _SHOWN:
            return included_code(directive, (folder / name).read_text(encoding="utf-8"))
        case "raw", "html":
            return stilled(directive.body)
    if write := _WRITERS.get(directive.name):
        return write(directive, inner)
    msg = (
        f"no notebook can show the directive {{{directive.name}}}: add it to blocks.py"
    )
    raise ValueError(msg)


def included_code(directive: Directive, text: str) -> str:
    """Show a file, or the rest of it from a line on."""
    lines, start = text.splitlines(), directive.options.get("start-at", "").strip('"')
    first = next(number for number, line in enumerate(lines) if start in line)
    language = directive.options.get("language", "")
    return "\n".join([f"```{language}", *lines[first:], "```"])


def nothing(_directive: Directive, _inner: Callable[[str], str]) -> str:
    """Leave out what serves the book only."""
    return ""


def formula(directive: Directive, _inner: Callable[[str], str]) -> str:
    """Put a formula on lines of its own."""
    return f"$$\n{directive.body.strip()}\n$$"


def box(directive: Directive, inner: Callable[[str], str]) -> str:
    """Quote what stands in a box."""
    text = f"**{inner(directive.argument)}**\n\n{inner(directive.body)}"
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def folded(directive: Directive, inner: Callable[[str], str]) -> str:
    """Fold what is folded in the book; the heading must be HTML then."""
    heading = escape(inner(directive.argument), quote=False)
    heading = re.sub("`([^`]+)`", r"<code>\1</code>", heading)
    start = f"<details><summary><b>{heading}</b></summary>"
    return f"{start}\n\n{inner(directive.body)}\n\n</details>"


def titled(directive: Directive, inner: Callable[[str], str]) -> str:
    """Put the title above a table."""
    return f"**{inner(directive.argument)}**\n\n{inner(directive.body)}"


_WRITERS = {
    "admonition": box,
    "dropdown": folded,
    "math": formula,
    "table": titled,
    "toctree": nothing,
}
