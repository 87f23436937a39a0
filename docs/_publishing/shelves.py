"""The site as data: which book stands in which folder, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from posixpath import relpath
from typing import TYPE_CHECKING

from releases import DEV

if TYPE_CHECKING:
    from pathlib import Path

    from releases import Version

STABLE = "stable"
#: What a server shows for addresses that are missing.
LOST = "404"


def page_names(html: Path) -> frozenset[str]:
    """Name the pages in a folder, but for the one that stands for missing ones."""
    paths = (path.relative_to(html) for path in html.rglob("*.html"))
    names = {
        path.with_suffix("").as_posix()
        for path in paths
        if not path.parts[0].startswith("_")
    }
    return frozenset(names - {LOST})


@dataclass(frozen=True)
class Book:
    """One built version.

    Parameters
    ----------
    version : Version
        Which one.
    html : path
        The folder with its pages, as it was built.
    pdf : path or None
        The whole book in print.
    alone : bool
        Whether this is the copy to read offline, without other versions and files.
    """

    version: Version
    html: Path
    pdf: Path | None = None
    alone: bool = False

    @property
    def stem(self) -> str:
        """Return the name, without ending, of the files that hold the whole book."""
        return f"convguide-{self.version.name}"

    @property
    def downloads(self) -> list[str]:
        """Return the names of these files, which stand beside the pages."""
        if self.alone:
            return []
        return [*([f"{self.stem}.pdf"] if self.pdf else []), f"{self.stem}.zip"]

    @cached_property
    def pages(self) -> frozenset[str]:
        """Return the names of its pages, such as ``counting/ledger``."""
        return page_names(self.html)


@dataclass(frozen=True)
class Site:
    """All books, and where the site stands.

    Parameters
    ----------
    books : tuple of Book
        Releases, oldest first, then what is being written.
    base : str
        Address of the site with a slash at its end; empty if it is not known.
    repository : str
        ``owner/name`` where the notebooks are published; empty if not known.
    """

    books: tuple[Book, ...]
    base: str = ""
    repository: str = ""

    @property
    def stable(self) -> Book:
        """Return the newest release, or what is being written if there is none."""
        released = [book for book in self.books if book.version.released]
        return released[-1] if released else self.books[-1]

    def folders(self) -> dict[str, Book]:
        """Return the folders of the site, and the book in each."""
        return {STABLE: self.stable, **{book.version.slug: book for book in self.books}}


@dataclass(frozen=True)
class Place:
    """One page of one book in one folder of the site.

    Parameters
    ----------
    site : Site
        The site.
    folder : str
        ``"stable"``, ``"0.1"``, ``"dev"``.
    page : str
        Name of the page, ``"counting/ledger"``.
    """

    site: Site
    folder: str
    page: str

    @property
    def book(self) -> Book:
        """Return the book in the folder."""
        return self.site.folders()[self.folder]

    @property
    def is_dev(self) -> bool:
        """Tell whether the page is of what is being written."""
        return self.folder == DEV

    @property
    def is_old(self) -> bool:
        """Tell whether there is a newer release than that of the page."""
        return not self.is_dev and self.book is not self.site.stable

    def to(self, path: str) -> str:
        """Return the way from this page to a file of the site."""
        return relpath(path, f"{self.folder}/{self.page}".rpartition("/")[0])

    def twin(self, folder: str) -> tuple[str, bool]:
        """Return the way to the same page in another folder, else to its index.

        Returns
        -------
        address : str
            Relative to this page.
        same : bool
            Whether it is the same page.
        """
        same = self.page in self.site.folders()[folder].pages
        return self.to(f"{folder}/{self.page if same else 'index'}.html"), same

    def address(self, folder: str) -> str:
        """Return this page's address in a folder: absolute if the site has a home."""
        path = f"{folder}/{self.page}.html"
        return self.site.base + path if self.site.base else self.to(path)
