"""HTML pages and their elements, read with lxml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from errors import SiteError
from lxml import html as parser

if TYPE_CHECKING:
    from pathlib import Path

Element: TypeAlias = Any  # of lxml, which has no types


def parse(page: Path) -> Element:
    """Parse an HTML page.

    Raises
    ------
    SiteError
        If it is missing.
    """
    if not page.is_file():
        msg = f"the built book has no page {page}"
        raise SiteError(msg, hint="build the book again")
    utf8 = parser.HTMLParser(encoding="utf-8")
    return parser.parse(str(page), utf8).getroot()


def words(element: Element) -> str:
    """Return the text of an element, on one line."""
    return " ".join(element.text_content().split())


def of_class(element: Element, name: str) -> list[Element]:
    """Find all elements of a class below one."""
    path = f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    return list(element.xpath(path))
