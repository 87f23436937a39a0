"""What Chromium does not write into a PDF, or writes differently each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SMALL: dict[str, Any] = {
    "object_stream_mode": pikepdf.ObjectStreamMode.generate,  # halves the file
    "recompress_flate": True,
    "deterministic_id": True,
}


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the page on which each target of a link stands, from 1."""
    with pikepdf.open(pdf) as book:
        numbers = {page.obj.objgen: page.index + 1 for page in book.pages}
        places = dict(book.Root.get("/Dests", pikepdf.Dictionary()).items())
        return {
            unquote(name.removeprefix("/")): numbers[place[0].objgen]
            for name, place in places.items()
        }


def finish(
    printed: Path, pdf: Path, *, title: str, date: str, headings: list[str]
) -> None:
    """Write the file small, with its title and date, the same bytes each time.

    Parameters
    ----------
    printed : Path
        What Chromium wrote.
    pdf : Path
        Where the file goes.
    title : str
        The title that a reader's window shows.
    date : str
        As in ``2026-01-31``.
    headings : list of str
        Chromium loses the space where the line of a heading ends; the outline gets
        these headings instead.
    """
    day = f"D:{date.replace('-', '')}000000Z"
    spaced = {"".join(heading.split()): heading for heading in headings}
    with pikepdf.open(printed) as book:
        del book.docinfo
        book.docinfo["/Title"] = title
        book.docinfo["/CreationDate"] = book.docinfo["/ModDate"] = day
        book.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        book.Root.PageMode = pikepdf.Name.UseOutlines
        with book.open_outline() as outline:
            entries = list(outline.root)
            for entry in entries:  # grows by what is below each
                entry.title = spaced.get("".join(entry.title.split()), entry.title)
                entries += entry.children
        _number_again(book)
        book.save(pdf, **SMALL)


def _number_again(book: pikepdf.Pdf) -> None:
    """Count the ids of tagged elements from one.

    Chromium counts on from what it happened to do before. Ids keep their order, in
    which the file lists them.
    """
    tagged = [
        each
        for each in book.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"
    ]
    names = sorted(str(each.ID) for each in tagged if "/ID" in each)
    fresh = {name: f"node{number:08}" for number, name in enumerate(names, start=1)}
    for each in book.objects:
        if not isinstance(each, pikepdf.Stream):
            _rename(each, fresh)


def _rename(container: pikepdf.Object, names: dict[str, str]) -> None:
    """Replace strings in a dictionary or a list, and in what lies directly in it."""
    places: Iterable[tuple[Any, Any]]
    if isinstance(container, pikepdf.Dictionary):
        places = list(container.items())
    elif isinstance(container, pikepdf.Array):
        places = list(enumerate(list(container)))
    else:
        return
    for place, value in places:
        if isinstance(value, pikepdf.String) and str(value) in names:
            container[place] = pikepdf.String(names[str(value)])
        elif isinstance(value, pikepdf.Object) and not value.is_indirect:
            _rename(value, names)
