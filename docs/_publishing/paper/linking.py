"""Links that also serve on paper.

A link to another page of the book leads to its place in the same file, and where it
names a chapter, a section or a function, the page number stands behind it. A link out
of the book gets a number, and its address stands at the end of the chapter.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from errors import SiteError
from lxml.html.builder import E

from paper.naming import unique

if TYPE_CHECKING:
    from paper.elements import Element


TARGET = "data-page-of"  # its text becomes the page number of the element it names


@dataclass
class Links:
    """Rewrite the links of one article.

    Attributes
    ----------
    page : str
        The page's name.
    targets : dict
        The element for each id of the joined page.
    address : str
        Where the book of this version is on the web; empty if that is not known.
    notes : list of str
        Addresses that the article's links lead to, in the order of their numbers.
    """

    page: str
    targets: dict[str, Element]
    address: str = ""
    notes: list[str] = field(default_factory=list)
    _mentioned: set[str] = field(default_factory=set)

    def rewrite(self, article: Element) -> None:
        """Lead every link of the article to where paper and file can follow."""
        for link in list(article.iter("a")):
            href = link.get("href")
            if href is None:
                continue
            if urlsplit(href).scheme:
                self._outward(link, href)
            else:
                self._inward(link, href)
        if self.notes:
            article.append(_listed(self.notes))

    def _outward(self, link: Element, href: str) -> None:
        """Give a link out of the book a number, unless its words say the address."""
        of_other_reference = link.get("title", "").startswith("(in ")
        shown = link.text_content().strip()
        if of_other_reference or not shown or shown in (href, href.rstrip("/")):
            return
        if href not in self.notes:
            self.notes.append(href)
        number = self.notes.index(href) + 1
        _put_behind(link, E.sup(f"[{number}]", {"class": "cg-note"}))

    def _inward(self, link: Element, href: str) -> None:
        """Lead a link to a place in this file, or to the web."""
        path, _, fragment = href.partition("#")
        folder = posixpath.dirname(self.page)
        there = posixpath.normpath(posixpath.join(folder, unquote(path)))
        name = there.removesuffix(".html") if path else self.page
        if name not in self.targets:
            self._to_the_web(link, href)
            return
        identifier = unique(name, unquote(fragment))
        if identifier not in self.targets:
            msg = f"page {self.page} links to {href}, and there is no such place"
            raise SiteError(msg)
        link.set("href", f"#{identifier}")
        if self._wants_number(name, identifier):
            number = E.span("000", {TARGET: identifier})
            before = "\N{NO-BREAK SPACE}(page\N{NO-BREAK SPACE}"
            _put_behind(link, E.span(before, number, ")", {"class": "cg-page"}))

    def _to_the_web(self, link: Element, href: str) -> None:
        """Lead a link to a file of the site, if it is known where the site is."""
        if self.address:
            here = urljoin(self.address, f"{self.page}.html")
            link.set("href", urljoin(here, href))
        else:
            link.drop_tag()

    def _wants_number(self, name: str, identifier: str) -> bool:
        """Say whether a reader on paper looks this place up by its page.

        Terms of the glossary and sources are found by the alphabet. A function is
        found by its page, but one number a chapter will do.
        """
        target = self.targets[identifier]
        if target.tag in ("article", "section", "span"):
            return True
        if name == self.page or "sig" not in target.get("class", "").split():
            return False
        if identifier in self._mentioned:
            return False
        self._mentioned.add(identifier)
        return True


def _put_behind(link: Element, element: Element) -> None:
    """Insert an element between a link and the words after it."""
    link.tail, element.tail = None, link.tail
    link.addnext(element)


def _listed(notes: list[str]) -> Element:
    """List the addresses of a chapter under their numbers."""
    rows = (
        E.li(E.span(f"[{number}] "), E.a(note, href=note))
        for number, note in enumerate(notes, start=1)
    )
    return E.div(
        E.p("Addresses", {"class": "rubric"}),
        E.ol(*rows),
        {"class": "cg-addresses"},
    )
