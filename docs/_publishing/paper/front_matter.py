"""What stands before and around the chapters of the printed book.

The head with its styles and running titles, the title page, the list of contents.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from errors import SiteError
from lxml.html.builder import E

from paper.elements import of_class, parse, words
from paper.linking import TARGET

if TYPE_CHECKING:
    from paper.chapters import Chapter, Part
    from paper.elements import Element

PRINT_STYLE = Path(__file__).with_name("print.css")
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MIT = "https://opensource.org/license/mit"
HOW_TO_READ = (
    "What is folded on the site stands open here, solutions too. A small number in "
    "square brackets behind a link leads to an address at the end of the chapter."
)


@dataclass(frozen=True)
class Book:
    """What the front of a book says; ``first`` is its first page, parsed."""

    first: Element
    parts: list[Part]
    version: str
    date: str
    address: str

    @property
    def name(self) -> str:
        """The book's name, from beside its logo."""
        found = of_class(self.first, "logo__title")
        return words(found[0]) if found else "The book"

    @property
    def question(self) -> str:
        """The question that the book answers: the title of its first chapter."""
        return self.parts[0].chapters[0].title

    @property
    def title(self) -> str:
        """The title of the file."""
        return f"{self.name} {self.version}: {self.question}"

    @property
    def chapters(self) -> list[Chapter]:
        """All chapters in reading order."""
        return [chapter for part in self.parts for chapter in part.chapters]

    @property
    def day(self) -> str:
        """The date in words.

        Raises
        ------
        SiteError
            If it is no date.
        """
        try:
            day = dt.date.fromisoformat(self.date)
        except ValueError:
            msg = f"version {self.version} has the date {self.date!r}"
            raise SiteError(msg, hint="write it like 2026-01-31") from None
        return f"{day.day} {day:%B %Y}"


def page_style(chapter: Chapter) -> str:
    """Name the pages of a chapter, so that they can have its running title."""
    return "chapter-" + re.sub(r"\W", "-", chapter.name)


def head(book: Book, html: Path) -> Element:
    """Return the head: all style sheets of the pages, then what print changes."""
    sheets = dict.fromkeys(
        (page.parent / link.get("href").partition("?")[0]).resolve()
        for page in (html / f"{chapter.name}.html" for chapter in book.chapters)
        for link in parse(page).xpath("//head/link[@rel='stylesheet']")
    )
    return E.head(
        E.meta(charset="utf-8"),
        E.title(book.title),
        *(E.link(rel="stylesheet", href=sheet.as_uri()) for sheet in sheets),
        E.style(PRINT_STYLE.read_text(encoding="utf-8")),
        E.style("\n".join(_running_titles(book))),
    )


def _running_titles(book: Book) -> list[str]:
    """Write a rule for the pages of each chapter."""
    rules = []
    for chapter in book.chapters:
        quoted = chapter.title.replace("\\", "\\\\").replace('"', '\\"')
        name = f"{book.name} {book.version}"
        boxes = f'@top-left {{content: "{name}"}} @top-right {{content: "{quoted}"}}'
        rules.append(f"@page {page_style(chapter)} {{{boxes}}}")
    return rules


def title_page(book: Book) -> Element:
    """Return the title page: which version of what, from when, from where."""
    facts = [E.p(f"Version {book.version}, {book.day}")]
    if book.address:
        facts.append(E.p(E.a(book.address, href=book.address)))
    return E.section(
        E.p(book.name, {"class": "cg-book-name"}),
        E.p(book.question, {"class": "cg-book-question"}),
        *facts,
        E.div(
            E.p("Text and figures: ", E.a("CC BY 4.0", href=CC_BY), f", {CC_BY}"),
            E.p("Code: ", E.a("MIT licence", href=MIT), f", {MIT}"),
            E.p(HOW_TO_READ),
            {"class": "cg-small-print"},
        ),
        {"class": "cg-cover"},
    )


def contents(book: Book) -> Element:
    """Return the list of contents; its page numbers are filled in later."""
    rows: list[Element] = []
    for part in book.parts:
        if part.title:
            rows.append(E.p(part.title, {"class": "cg-contents-part"}))
        rows.append(E.ol(*(_entry(chapter) for chapter in part.chapters)))
    return E.section(E.h1("Contents"), *rows, {"class": "cg-contents"})


def _entry(chapter: Chapter) -> Element:
    """Return a line of the contents."""
    number = E.span("000", {TARGET: chapter.name})
    dots = E.span({"class": "cg-dots", "aria-hidden": "true"})
    return E.li(E.a(E.span(chapter.title), dots, number, href=f"#{chapter.name}"))
