"""A built book as one HTML page, to be printed.

The articles of the built pages are joined in reading order. Sphinx is not run again:
it would execute the book once more, and ids of different pages would collide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from errors import SiteError
from lxml.html.builder import E

from paper import front_matter, naming
from paper.chapters import read_parts
from paper.elements import parse
from paper.fitting import fit
from paper.linking import Links
from paper.unfolding import unfold

if TYPE_CHECKING:
    from pathlib import Path

    from paper.chapters import Chapter, Part
    from paper.elements import Element

HEADINGS = ("h5", "h4", "h3", "h2", "h1")  # the deepest first: each goes one deeper


def join(html: Path, *, version: str, date: str, address: str = "") -> Element:
    """Join the pages of a built book.

    Parameters
    ----------
    html : Path
        The folder of the built book. Nothing is written into it.
    version : str
        As the title page says it.
    date : str
        The day of this version, as in ``2026-01-31``.
    address : str, default ""
        Where this version is on the web, if that is known. It ends in a slash.

    Returns
    -------
    lxml.html.HtmlElement
        The whole page. An element with the attribute ``data-page-of`` waits for the
        page number of the element whose id the attribute names.

    Raises
    ------
    SiteError
        If a page, an article or the target of a link is missing.
    """
    parts = read_parts(html)
    chapters = [chapter for part in parts for chapter in part.chapters]
    articles = {chapter.name: _article(html, chapter) for chapter in chapters}
    targets = {
        element.get("id"): element
        for article in articles.values()
        for element in article.iter()
        if element.get("id")
    }
    for name, article in articles.items():
        Links(name, targets, address).rewrite(article)
    first = parse(html / "index.html")
    book = front_matter.Book(first, parts, version=version, date=date, address=address)
    main = E.main(
        front_matter.title_page(book),
        front_matter.contents(book),
        *(part_of_page for part in parts for part_of_page in _chapters(part, articles)),
        {"class": "bd-main", "id": "main-content"},
    )
    return E.html(
        front_matter.head(book, html),
        E.body(main),
        {"lang": first.get("lang", "en"), "data-theme": "light", "data-mode": "light"},
    )


def _article(html: Path, chapter: Chapter) -> Element:
    """Return the article of a page, ready to stand beside those of other pages."""
    path = html / f"{chapter.name}.html"
    article = parse(path).find(".//article")
    if article is None:
        msg = f"{path} has no article to print"
        raise SiteError(msg)
    article.tail = None
    unfold(article)
    fit(article)
    naming.prefix(article, chapter.name)
    article.set("id", chapter.name)
    for image in article.iter("img"):
        source = image.get("src", "")
        if not source.startswith("data:"):
            image.set("src", (path.parent / source).resolve().as_uri())
    for tag in HEADINGS:  # parts stand above chapters
        for heading in article.iter(tag):
            heading.tag = f"h{int(tag[1]) + 1}"
    return article


def _chapters(part: Part, articles: dict[str, Element]) -> list[Element]:
    """Return the chapters of a part; the first begins with the part's title."""
    boxes = []
    for chapter in part.chapters:
        box = E.div(articles[chapter.name], {"class": "bd-content cg-chapter"})
        box.set("style", f"page: {front_matter.page_style(chapter)}")
        boxes.append(box)
    if part.title:
        boxes[0].insert(0, E.h1(part.title, {"class": "cg-part"}))
    return boxes
