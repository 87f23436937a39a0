"""What pages say to machines, and the card that is drawn for previews."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from extensions import extension

structured = extension("structured")
BOOK = structured.Book("convguide", "We", "1.2.3", "en", "Convolution.")
FIRST = structured.Page("Why?", "A line.", "index.html", "index.html", "Because.")
OTHER = structured.Page("How?", "A line.", "b.html", "../index.html", "Thus.")
LIST = structured.Page("Words", "A line.", "c.html", "../index.html")


def types(node: dict[str, Any]) -> list[str]:
    """List the types of a node."""
    kinds = node["@type"]
    return kinds if isinstance(kinds, list) else [kinds]


def test_first_page_has_the_question_the_book_and_the_package() -> None:
    """All three, once."""
    page, book, package = structured.graph(FIRST, BOOK)["@graph"]
    assert types(page) == ["FAQPage", "LearningResource"]
    (question,) = page["mainEntity"]
    assert question["name"] == "Why?"
    assert question["acceptedAnswer"]["text"] == "Because."
    assert page["isPartOf"] == {"@id": book["@id"]}
    assert types(book) == ["Book"]
    assert (book["version"], book["author"]["name"]) == ("1.2.3", "We")
    assert book["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert types(package) == ["SoftwareSourceCode"]
    assert package["description"] == "Convolution."


def test_other_pages_name_the_book_only() -> None:
    """A page belongs to the book of the first page, by a way that is relative."""
    page, book = structured.graph(OTHER, BOOK)["@graph"]
    assert types(page) == ["WebPage", "LearningResource"]
    assert page["mainEntity"][0]["@id"] == "b.html#question"
    assert book["@id"] == page["isPartOf"]["@id"] == "../index.html#book"
    assert "version" not in book


def test_page_without_a_question_has_none() -> None:
    """A glossary is a page and nothing more."""
    page, _ = structured.graph(LIST, BOOK)["@graph"]
    assert types(page) == ["WebPage"]
    assert "mainEntity" not in page


def test_no_text_can_end_the_script() -> None:
    """What looks like an end tag, or like a comment, is written otherwise."""
    evil = "a </script><!-- <script> b"
    text = structured.script({"text": evil})
    start, end = '<script type="application/ld+json">', "</script>\n"
    inner = text.removeprefix(start).removesuffix(end)
    assert text == start + inner + end
    assert "<" not in inner
    assert json.loads(inner) == {"text": evil}


@pytest.mark.diagrams
def test_card_is_a_png_of_the_usual_size_and_always_the_same() -> None:
    """The same question gives the same bytes, another one others."""
    card = extension("card")
    content = card.draw("Why is it so?")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (card.WIDTH, card.HEIGHT)
    assert (card.WIDTH, card.HEIGHT) == (1200, 630)
    assert b"Software" not in content
    assert card.draw("Why is it so?") == content
    assert card.draw("Why is it not so?") != content


def test_card_shows_the_sum_of_the_first_page() -> None:
    """The numbers that the first page and the README print."""
    number = extension("card").one_number()
    assert number.partial_sums.tolist() == [-8, 14, -10]
    assert (number.bias, number.total) == (1, -3)
