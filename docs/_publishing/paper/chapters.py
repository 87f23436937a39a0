"""Which pages a built book has, and in which order they are read.

A built book says it itself: the navigation beside its first page. So books of old
versions are read in the same way, without their sources and without Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contents import listed
from errors import SiteError
from shelves import page_names

from paper.elements import parse

if TYPE_CHECKING:
    from pathlib import Path

SERVICE_PAGES = frozenset({"genindex", "py-modindex", "search"})


@dataclass(frozen=True)
class Chapter:
    """A page: its name as in ``counting/ledger``, and its title."""

    name: str
    title: str


@dataclass(frozen=True)
class Part:
    """Chapters under one caption."""

    title: str
    chapters: tuple[Chapter, ...]


def read_parts(html: Path) -> list[Part]:
    """Read the parts of the book from the navigation of its first page.

    Parameters
    ----------
    html : Path
        The folder of the built book.

    Returns
    -------
    list of Part
        In reading order. Pages that the navigation does not name come last.

    Raises
    ------
    SiteError
        If there is no navigation, or if it names a page that is not there.
    """
    parts: list[tuple[str, list[Chapter]]] = []
    for entry in listed(html):
        if not parts or parts[-1][0] != entry.part:
            parts.append((entry.part, []))
        name = entry.address.removesuffix(".html")
        parts[-1][1].append(Chapter(name, entry.title))
    seen = {chapter.name for _, chapters in parts for chapter in chapters}
    there = page_names(html) - SERVICE_PAGES
    if missing := sorted(seen - there):
        msg = f"pages of the navigation are missing in {html}: {', '.join(missing)}"
        raise SiteError(msg, hint="build the book again")
    for name in sorted(there - seen):
        parts[-1][1].append(Chapter(name, _title(html / f"{name}.html")))
    return [Part(title, tuple(chapters)) for title, chapters in parts]


def _title(page: Path) -> str:
    """Return the title of a page, as its tab says it."""
    return str(parse(page).findtext("head/title")).partition(" \N{EM DASH} ")[0].strip()
