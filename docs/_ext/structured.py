"""What a page says of itself to machines: JSON-LD in the words of schema.org.

All text is taken from the page. Addresses are relative to the page, as JSON-LD allows,
so that a copy of the book is right wherever it lies; a published site makes them whole.

The first page is a ``FAQPage``: one question that is asked again and again, and the
answer of those who wrote the page. A ``QAPage`` would fit by schema.org's words, but
search engines keep it for pages where readers can add answers of their own. Google's
search has shown nothing of a ``FAQPage`` since May 2026; others may read it.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

CONTEXT = "https://schema.org"
TEXT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CODE_LICENCE = "https://opensource.org/license/mit"
SUBJECT = {
    "@type": "Thing",
    "name": "Convolution layers of neural networks",
    "sameAs": "https://en.wikipedia.org/wiki/Convolutional_neural_network",
}
LEVEL = "Beginner"

Node = dict[str, Any]


class Book(NamedTuple):
    """The book that a page belongs to, and the package that it describes."""

    name: str
    author: str
    version: str
    language: str
    package: str  # what the package is, in a line


class Page(NamedTuple):
    """A page in its own words.

    `address` and `home` lead from the page to itself and to the first page; `answer`
    is empty if the page answers no question, and `kinds` then says what it is.
    """

    title: str
    description: str
    address: str
    home: str
    answer: str = ""
    kinds: tuple[str, ...] = ("WebPage",)

    @property
    def is_first(self) -> bool:
        """Whether this is the first page of the book."""
        return self.address == self.home


def question(page: Page) -> Node:
    """Say what a page asks, and what it answers."""
    answer = {"@type": "Answer", "text": page.answer, "url": page.address}
    return {
        "@type": "Question",
        "@id": f"{page.address}#question",
        "name": page.title,
        "text": page.title,
        "answerCount": 1,
        "acceptedAnswer": answer,
    }


def book_of(page: Page, book: Book) -> Node:
    """Describe the book: at length on its first page, elsewhere by name."""
    node: Node = {"@type": "Book", "@id": f"{page.home}#book", "name": book.name}
    node["url"] = page.home
    if page.is_first:
        node |= {
            "description": page.description,
            "author": {"@type": "Organization", "name": book.author},
            "version": book.version,
            "bookFormat": f"{CONTEXT}/EBook",
            "inLanguage": book.language,
            "license": TEXT_LICENCE,
            "isAccessibleForFree": True,
            "educationalLevel": LEVEL,
            "about": SUBJECT,
        }
    return node


def package_of(page: Page, book: Book) -> Node:
    """Describe the package."""
    return {
        "@type": "SoftwareSourceCode",
        "@id": f"{page.home}#package",
        "name": book.name,
        "description": book.package,
        "author": {"@type": "Organization", "name": book.author},
        "version": book.version,
        "programmingLanguage": "Python",
        "license": CODE_LICENCE,
        "isAccessibleForFree": True,
    }


def page_of(page: Page, book: Book) -> Node:
    """Describe a page, with its question if it has one."""
    kinds = list(page.kinds)
    if page.answer:
        kinds = ["FAQPage" if page.is_first else "WebPage", "LearningResource"]
    node: Node = {"@type": kinds, "@id": f"{page.address}#page", "url": page.address}
    node |= {
        "name": page.title,
        "description": page.description,
        "inLanguage": book.language,
        "license": TEXT_LICENCE,
        "isAccessibleForFree": True,
        "isPartOf": {"@id": f"{page.home}#book"},
    }
    if page.answer:
        node |= {"educationalLevel": LEVEL, "mainEntity": [question(page)]}
    return node


def graph(page: Page, book: Book) -> Node:
    """Say all that machines may want to know of a page.

    Parameters
    ----------
    page : Page
        The page.
    book : Book
        Its book.

    Returns
    -------
    dict
        JSON-LD.
    """
    nodes = [page_of(page, book), book_of(page, book)]
    if page.is_first:
        nodes.append(package_of(page, book))
    return {"@context": CONTEXT, "@graph": nodes}


def script(data: Node) -> str:
    """Write JSON-LD into a page; no text in it can end the element early.

    Parameters
    ----------
    data : dict
        JSON-LD.

    Returns
    -------
    str
        A data block. Browsers do not run it, and policies against scripts allow it.
    """
    text = json.dumps(data, ensure_ascii=False)
    text = text.replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>\n'
