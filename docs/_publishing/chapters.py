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
        In reading order. Pages that the navigation does not name come last.

    Raises
    ------
    SiteError
        If there is no navigation, or if it names a page that is not there.
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
    there = page_names(html)
    if missing := sorted(seen - there):
        msg = f"pages of the navigation are missing in {html}: {', '.join(missing)}"
        raise SiteError(msg, hint="build the book again")
    for name in sorted(there - seen):
        parts[-1][1].append(Chapter(name, _title(html / f"{name}.html")))
    return [Part(title, tuple(chapters)) for title, chapters in parts if chapters]


def _title(page: Path) -> str:
    """Return the title of a page, as its tab says it."""
    return str(parse(page).findtext("head/title")).partition(" \N{EM DASH} ")[0].strip()
