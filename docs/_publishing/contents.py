"""What a built book says of itself: its pages, in the order of its contents.

It is read from the HTML, so that it works for books of every version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from errors import SiteError

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "index.html"


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents."""

    part: str
    address: str  # within the book
    title: str


@dataclass(frozen=True)
class Page:
    """A page of a built book that its table of contents lists."""

    address: str  # within the book
    part: str  # of the table of contents
    title: str
    description: str
    notebook: str = ""  # its address within the book, if there is one


@dataclass
class _Reader(HTMLParser):
    """What one HTML file says in its head, and its table of contents."""

    text: str
    described: dict[str, str] = field(default_factory=dict)
    contents: list[Entry] = field(default_factory=list)
    _part: str = ""
    _link: str = ""
    _words: str | None = None  # of a part or an entry, while it is read

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        kinds = values.get("class", "").split()
        if tag == "meta":
            name = values.get("property") or values.get("name", "")
            self.described.setdefault(name, values.get("content", ""))
        elif tag == "span" and "caption-text" in kinds:
            self._words, self._link = "", ""
        elif tag == "a" and self._part and {"reference", "internal"} <= set(kinds):
            self._words, self._link = "", values["href"].partition("#")[0] or FIRST

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._part = ""
        if self._words is None or tag not in ("a", "span"):
            return
        words = " ".join(self._words.split())
        if not self._link:
            self._part, self._words = words, None
        elif tag == "a":
            self.contents.append(Entry(self._part, self._link, words))
            self._words = None


def listed(book: Path) -> list[Entry]:
    """Read the table of contents of a built book.

    Parameters
    ----------
    book : path
        Folder of the book's HTML.

    Returns
    -------
    list of Entry
        In reading order.

    Raises
    ------
    SiteError
        If the first page has none.
    """
    entries = _read(book / FIRST).contents
    if not entries:
        what = f"{book / FIRST} has no table of contents"
        raise SiteError(what, "the theme has changed; contents.py must follow")
    return entries


def read_pages(book: Path) -> list[Page]:
    """List the pages of a built book in the order of its table of contents.

    Parameters
    ----------
    book : path
        Folder of the book's HTML.

    Returns
    -------
    list of Page
        The pages. Pages outside the table of contents are left out: the search, and
        what lost readers see.

    Raises
    ------
    SiteError
        If the first page lists no pages, or a page does not say what it is about.
    """
    pages = []
    for entry in listed(book):
        address = entry.address
        about = _read(book / address).described
        missing = {"og:title", "description"} - about.keys()
        if missing:
            msg = f"{book / address} has no {' and no '.join(sorted(missing))}"
            raise SiteError(msg)
        notebook = f"_notebooks/{address.removesuffix('.html')}.ipynb"
        notebook = notebook if (book / notebook).is_file() else ""
        texts = (about["og:title"], about["description"])
        pages.append(Page(address, entry.part, *texts, notebook))
    return pages


def _read(file: Path) -> _Reader:
    return _Reader(file.read_text(encoding="utf-8"))
