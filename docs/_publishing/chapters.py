"""Which pages a built book has, and in which order they are read.

A built book says it itself: the navigation beside its first page. So books of old
versions are read in the same way, without their sources and without Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from elements import of_class, parse, words
from errors import SiteError

if TYPE_CHECKING:
    from pathlib import Path

SERVICE_PAGES = frozenset({"404", "genindex", "py-modindex", "search"})
ENTRIES = ".//p[contains(@class, 'caption')] | .//a[contains(@class, 'internal')]"


@dataclass(frozen=True)
class Chapter:
    """A page: its name as in ``counting/ledger``, and its title."""

    name: str
    title: str


@dataclass(frozen=True)
class Part:
    """Chapters under one caption; before the first caption it is empty."""

    title: str
    chapters: tuple[Chapter, ...]


def page_names(html: Path) -> set[str]:
    """Name the pages that lie in the folder, but for search and the like."""
    paths = (path.relative_to(html) for path in html.rglob("*.html"))
    names = {
        path.with_suffix("").as_posix()
        for path in paths
        if not path.parts[0].startswith(("_", "."))
    }
    return names - SERVICE_PAGES


def read_parts(html: Path) -> list[Part]:
    """Read the parts of the book from the navigation of its first page.

    Parameters
    ----------
    html : Path
        The folder of the built book.

    Returns
    -------
    list of Part
        In reading order; every page of the folder is in one of them.

    Raises
    ------
    SiteError
        If there is no navigation, or if it and the pages do not agree.
    """
    found = of_class(parse(html / "index.html"), "bd-docs-nav")
    if not found:
        msg = f"{html / 'index.html'} has no navigation to read the chapters from"
        raise SiteError(msg)
    parts: list[tuple[str, list[Chapter]]] = [("", [])]
    seen = set[str]()
    for entry in found[0].xpath(ENTRIES):
        if entry.tag == "p":
            parts.append((words(entry), []))
            continue
        address = entry.get("href").partition("#")[0]
        name = address.removesuffix(".html") or "index"
        if name not in seen | SERVICE_PAGES:
            seen.add(name)
            parts[-1][1].append(Chapter(name, words(entry)))
    _agree(html, seen)
    return [Part(title, tuple(chapters)) for title, chapters in parts if chapters]


def _agree(html: Path, listed: set[str]) -> None:
    """Refuse a book that would be printed without one of its pages."""
    there = page_names(html)
    if missing := sorted(listed - there):
        msg = f"pages of the navigation are missing in {html}: {', '.join(missing)}"
        raise SiteError(msg)
    if stray := sorted(there - listed):
        msg = (
            f"pages in {html} that its navigation does not name: {', '.join(stray)}; "
            "give each a place in a toctree"
        )
        raise SiteError(msg)
