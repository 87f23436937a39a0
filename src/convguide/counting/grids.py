"""Cells as aligned text, and as an HTML table that a screen reader can read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def aligned(lines: Sequence[Sequence[str]], left: Sequence[bool]) -> list[str]:
    """Align columns with spaces, each to the left or to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width)
            for cell, width, to_left in zip(line, widths, left, strict=True)
        ).rstrip()
        for line in lines
    ]


def html(
    caption: str,
    heading: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: Sequence[bool] = (),
    total: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> str:
    """Write a table with a caption and the scope of each heading, and notes below.

    A wide one scrolls in a box. The box takes the focus, so that it scrolls with keys,
    and has a name, since what takes the focus must say what it is.
    """
    styles = [' style="text-align:left"' * it for it in left or [False] * len(heading)]
    head = _line(heading, styles, headings=len(heading), scope="col")
    body = "".join(_line(cells, styles) for cells in rows)
    foot = f"<tfoot>{_line(total, styles)}</tfoot>" if total else ""
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    name = escape(caption)
    return (
        '<div class="convguide-ledger"><div class="convguide-ledger-table" '
        f'style="overflow-x:auto" tabindex="0" role="group" aria-label="{name}">'
        f"<table><caption>{name}</caption><thead>{head}</thead>"
        f"<tbody>{body}</tbody>{foot}</table></div>{below}</div>"
    )


def _line(
    cells: Sequence[str], styles: Sequence[str], headings: int = 1, scope: str = "row"
) -> str:
    """Write a row; its first cells are headings."""
    tags = [f'th scope="{scope}"'] * headings + ["td"] * (len(cells) - headings)
    parts = (
        f"<{tag}{style}>{escape(cell)}</{tag[:2]}>"
        for tag, style, cell in zip(tags, styles, cells, strict=True)
    )
    return f"<tr>{''.join(parts)}</tr>"
