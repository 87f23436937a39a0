"""Ids that stay unique when the pages of a book stand on one page.

``checked`` is on nearly every page. On the joined page it becomes
``counting/ledger.checked``, and so does everything that names it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paper.elements import Element


LISTS = (
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "for",
    "headers",
)
URL = re.compile(r"url\(\s*(['\"]?)#([^)'\"]+)\1\s*\)")


def unique(page: str, identifier: str) -> str:
    """Return the id on the joined page of an id on one page."""
    return f"{page}.{identifier}" if identifier else page


def prefix(article: Element, page: str) -> None:
    """Rename all ids of an article, and what refers to them, but for links."""
    ids = {element.get("id") for element in article.iter() if element.get("id")}
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            element.set(key, _renamed(key, value, page))
        if element.tag == "style" and element.text:
            element.text = _in_styles(element.text, ids, page)


def _renamed(key: str, value: str, page: str) -> str:
    """Return the new value of an attribute."""
    if key == "id":
        return unique(page, value)
    if key in LISTS:
        return " ".join(unique(page, name) for name in value.split())
    if key == "xlink:href" and value.startswith("#"):
        return f"#{unique(page, value[1:])}"
    return URL.sub(lambda found: f"url(#{unique(page, found[2])})", value)


def _in_styles(rules: str, ids: set[str], page: str) -> str:
    """Rename ids in the rules of a style element; colours look like ids."""

    def selector(found: re.Match[str]) -> str:
        name = found[1]
        escaped = re.sub(r"([^\w-])", r"\\\1", unique(page, name))
        return f"#{escaped}" if name in ids else found[0]

    rules = URL.sub(lambda found: f'url("#{unique(page, found[2])}")', rules)
    return re.sub(r"(?<![\"'\w(])#([\w-]+)", selector, rules)
