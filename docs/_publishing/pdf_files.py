"""What Chromium does not write into a PDF, or writes differently each time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pikepdf

if TYPE_CHECKING:
    from pathlib import Path

SHARED = {
    "object_stream_mode": pikepdf.ObjectStreamMode.generate,  # halves the file
    "recompress_flate": True,
    "deterministic_id": True,
}


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the page on which each target of a link stands, from 1."""
    with pikepdf.open(pdf) as book:
        numbers = {page.objgen: page.index + 1 for page in book.pages}
        places = book.Root.get("/Dests", {})
        return {
            unquote(name.removeprefix("/")): numbers[place[0].objgen]
            for name, place in places.items()
        }


def finish(printed: Path, pdf: Path, *, title: str, date: str) -> None:
    """Write the file small, with its title and date, the same bytes each time."""
    day = f"D:{date.replace('-', '')}000000Z"
    with pikepdf.open(printed) as book:
        del book.docinfo
        book.docinfo["/Title"] = title
        book.docinfo["/CreationDate"] = book.docinfo["/ModDate"] = day
        book.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        book.Root.PageMode = pikepdf.Name.UseOutlines
        book.remove_unreferenced_resources()
        book.save(pdf, **SHARED)
