"""How machines find the stable book: robots.txt, a sitemap and llms.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from contents import read_pages
from errors import SiteError
from shelves import STABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from contents import Page

SITEMAP = """\
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}
</urlset>
"""
ABOUT = """\
Each page answers one question, and each number on it was printed by a cell that ran \
when the book was built. Every page with code is also an executed notebook, with its \
code, its results and the cells that check it; that is the best form to read by program.

Addresses below `stable/` show the newest release. For one that stays as it is, but \
for corrections, put the number of a version in the place of `stable`, as in `0.1/`. \
The text is under CC BY 4.0 and the code under the MIT licence."""


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
        what = "a sitemap needs the address of the site"
        raise SiteError(what, "set CONVGUIDE_BASE_URL")
    addresses = [urljoin(site, f"{STABLE}/{page.address}") for page in pages]
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
        home = f"{site}{STABLE}/"
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
