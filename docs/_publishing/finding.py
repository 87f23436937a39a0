"""How machines find the pages: robots.txt, a sitemap and llms.txt, of the stable book.

What they say is read from the built book, so it works for books of every version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

FIRST = "index.html"
STABLE = "stable/"
SITEMAP = """\
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}
</urlset>
"""
ABOUT = """\
Each page answers one question, and each number on it was printed by a cell that ran \
when the book was built. Every page is also an executed notebook, with its code, its \
results and the cells that check it; that is the best form to read by program.

Addresses below `stable/` show the newest release. For one that stays as it is, put \
the number of a version in the place of `stable`, as in `0.1/`. The text is under \
CC BY 4.0 and the code under the MIT licence."""


@dataclass(frozen=True)
class Page:
    """A page of a built book, as the book's own table of contents lists it."""

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
    contents: list[tuple[str, str]] = field(default_factory=list)
    _part: str = ""
    _in_part: bool = False

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
            self._part, self._in_part = "", True
        elif tag == "a" and self._part and {"reference", "internal"} <= set(kinds):
            self.contents.append((self._part, values.get("href", "")))

    def handle_data(self, data: str) -> None:
        if self._in_part:
            self._part += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._in_part = False
        elif tag == "nav":
            self._part = ""


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
    first = _read(book / FIRST)
    pages = []
    for part, link in first.contents:
        address = FIRST if link == "#" else link.partition("#")[0]
        about = _read(book / address).described
        missing = {"og:title", "description"} - about.keys()
        if missing:
            msg = f"{book / address} has no {' and no '.join(sorted(missing))}"
            raise SiteError(msg)
        notebook = f"_notebooks/{address.removesuffix('.html')}.ipynb"
        notebook = notebook if (book / notebook).is_file() else ""
        texts = (about["og:title"], about["description"])
        pages.append(Page(address, part, *texts, notebook))
    if not pages:
        msg = f"{book / FIRST} has no table of contents\n  hint: its theme may be new"
        raise SiteError(msg)
    return pages


def _read(file: Path) -> _Reader:
    return _Reader(file.read_text(encoding="utf-8"))


def robots_txt(site: str) -> str:
    """Let every robot read everything, and name the sitemap.

    Parameters
    ----------
    site : str
        Address of the site, with a slash at its end; empty if it is not known.

    Returns
    -------
    str
        The file. Robots look for it at the root of a host only: below a path it is
        not read, and then everything is allowed as well.
    """
    lines = ["User-agent: *", "Allow: /"]
    if site:
        lines += ["", f"Sitemap: {site}sitemap.xml"]
    return "\n".join([*lines, ""])


def sitemap(site: str, pages: Iterable[Page]) -> str:
    """List the pages of the stable book, and of no other: they are the same pages.

    Parameters
    ----------
    site : str
        Address of the site, with a slash at its end.
    pages : iterable of Page
        The pages.

    Returns
    -------
    str
        A sitemap. It holds no dates, so that it only changes with the pages.

    Raises
    ------
    SiteError
        If the address is not known: a sitemap must name whole addresses.
    """
    if not site:
        msg = "a sitemap needs the address of the site\n  hint: set CONVGUIDE_BASE_URL"
        raise SiteError(msg)
    addresses = [urljoin(site, STABLE + page.address) for page in pages]
    entries = [f"<url><loc>{escape(address)}</loc></url>" for address in addresses]
    return SITEMAP.format("\n".join(entries))


def llms_txt(site: str, pages: Sequence[Page]) -> str:
    """List the pages for language models, as https://llmstxt.org proposes.

    Parameters
    ----------
    site : str
        Address of the site, with a slash at its end; if it is empty, links are
        relative to the file.
    pages : sequence of Page
        The pages, the first page first.

    Returns
    -------
    str
        Markdown: a title, a summary, and a list of links for each part of the book.
    """
    lines = ["# convguide", "", f"> {pages[0].description}", "", ABOUT]
    part = ""
    for page in pages:
        if page.part != part:
            part = page.part
            lines += ["", f"## {part}", ""]
        home = site + STABLE
        line = f"- [{page.title}]({home}{page.address}): {page.description}"
        if page.notebook:
            line += f" [Notebook]({home}{page.notebook})"
        lines.append(line)
    return "\n".join([*lines, ""])


def files(site: str, book: Path) -> dict[str, str]:
    """Write all of these files for one site.

    Parameters
    ----------
    site : str
        Address of the site, with a slash at its end; empty if it is not known.
    book : path
        Folder of the stable book's HTML.

    Returns
    -------
    dict of str
        The text of each file by its name. Without an address there is no sitemap.
    """
    pages = read_pages(book)
    texts = {"robots.txt": robots_txt(site), "llms.txt": llms_txt(site, pages)}
    if site:
        texts["sitemap.xml"] = sitemap(site, pages)
    return texts
