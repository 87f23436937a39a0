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
    total: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> str:
    """Write a table with a caption and the scope of each heading, and notes below."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heading)
    body = "".join(map(_line, rows))
    foot = f"<tfoot>{_line(total)}</tfoot>" if total else ""
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f'<div class="convguide-ledger"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>{below}"
        "</div>"
    )


def _line(cells: Sequence[str]) -> str:
    """Write a row whose first cell is its heading."""
    first, *others = map(escape, cells)
    rest = "".join(f"<td>{cell}</td>" for cell in others)
    return f'<tr><th scope="row">{first}</th>{rest}</tr>'
