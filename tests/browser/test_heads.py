"""What the head of each page tells search engines, and those who pass a link on."""

import json
import re
import struct
import zlib
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rdflib import RDF, SDO, Graph, URIRef
from rdflib.term import Node

from .book import ROOT, page_names
from .page_checks import report
from .server import Site
from .visits import Visitor

# rdflib's own reader of JSON-LD makes such a graph.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

UNLISTED = {"404", "search"}
NOWHERE = "https://convguide.example/"
# The words of schema.org without the network; these properties hold addresses.
CONTEXT = {
    "@vocab": str(SDO),
    **{name: {"@type": "@id"} for name in ("url", "license", "sameAs", "bookFormat")},
}
REQUIRED: dict[Node, set[URIRef]] = {
    SDO.WebPage: {SDO.name, SDO.description, SDO.isPartOf, SDO.license},
    SDO.FAQPage: {SDO.name, SDO.description, SDO.isPartOf, SDO.mainEntity},
    SDO.LearningResource: {SDO.educationalLevel, SDO.mainEntity},
    SDO.Question: {SDO.name, SDO.text, SDO.answerCount, SDO.acceptedAnswer},
    SDO.Answer: {SDO.text},
    SDO.Book: {SDO.name, SDO.url},
    SDO.SoftwareSourceCode: {SDO.name, SDO.version, SDO.programmingLanguage},
}
WHOLE_BOOK = {
    *(SDO.author, SDO.version, SDO.license, SDO.inLanguage),
    *(SDO.isAccessibleForFree, SDO.educationalLevel, SDO.about),
}
ANSWER = """() => {
  const box = document.querySelector(".admonition.answer");
  const parts = [...(box?.children ?? [])];
  const text = parts.filter((part) => !part.matches(".admonition-title"));
  return text.map((part) => part.innerText).join(" ");
}"""
QUESTION = """() => {
  const title = document.querySelector("h1").cloneNode(true);
  title.querySelector(".headerlink")?.remove();
  return title.textContent;
}"""


@dataclass
class Head(HTMLParser):
    """The head of one file."""

    text: str
    metas: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    data: str = ""
    _inside: str = ""

    def __post_init__(self) -> None:
        """Read the text up to the end of the head."""
        super().__init__()
        self.feed(self.text.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a meta tag; remember in which element text follows."""
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = values.get("property") or values.get("name", "")
            self.metas.append((name, values.get("content", "")))
        self._inside = "ld+json" if "ld+json" in values.get("type", "") else tag

    def handle_data(self, data: str) -> None:
        """Keep the title and the JSON-LD."""
        self.title += data if self._inside == "title" else ""
        self.data += data if self._inside == "ld+json" else ""

    def handle_endtag(self, _tag: str) -> None:
        """Leave an element."""
        self._inside = ""

    def one(self, name: str) -> str:
        """Return what must be said exactly once."""
        (content,) = [content for known, content in self.metas if known == name]
        return content


def head_of(html: Path, name: str) -> Head:
    """Read the head of a page."""
    return Head((html / f"{name}.html").read_text("utf-8"))


def graph_of(html: Path, name: str) -> Graph:
    """Read the JSON-LD of a page as statements; addresses are relative to the page."""
    data = json.loads(head_of(html, name).data)
    assert data["@context"] == "https://schema.org"
    text = json.dumps({**data, "@context": CONTEXT})
    return Graph().parse(data=text, format="json-ld", base=f"{NOWHERE}{name}.html")


def test_tags(html: Path, name: str) -> None:
    """One viewport and one description, which previews show as well."""
    head = head_of(html, name)
    assert head.one("viewport").startswith("width=device-width")
    assert 50 <= len(head.one("description")) <= 160
    if name in UNLISTED:
        assert head.one("robots") == "noindex"
        assert not any(tag.startswith("og:") for tag, _ in head.metas)
        return
    assert head.title == f"{head.one('og:title')} — convguide"
    assert head.one("og:description") == head.one("description")
    assert head.one("og:url") == f"{NOWHERE}{name}.html"
    assert head.one("twitter:card") == "summary_large_image"
    image = html / head.one("og:image").removeprefix(NOWHERE)
    width, height = struct.unpack(">II", image.read_bytes()[16:24])
    assert head.one("og:image:width") == str(width) == "1200"
    assert head.one("og:image:height") == str(height) == "630"
    assert len(head.one("og:image:alt")) > 50


def test_heads_differ(html: Path) -> None:
    """No two pages have the same title, or the same description."""
    heads = [head_of(html, name) for name in page_names(html)]
    for texts in ([h.title for h in heads], [h.one("description") for h in heads]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_data_are_words_of_schema_org(html: Path, name: str) -> None:
    """Every type and property exists, and what a type needs is there."""
    if name in UNLISTED:
        assert not head_of(html, name).data
        return
    graph, words = graph_of(html, name), {str(word) for word in dir(SDO)}
    used = {*graph.objects(None, RDF.type), *graph.predicates()} - {RDF.type}
    faults = [
        f"no word of schema.org: {word}" for word in used if str(word) not in words
    ]
    for node, kind in graph.subject_objects(RDF.type):
        missing = REQUIRED.get(kind, set()) - set(graph.predicates(node))
        faults += [f"{kind} has no {what}" for what in missing]
    report(faults)
    page = URIRef(f"{NOWHERE}{name}.html#page")
    book = URIRef(f"{NOWHERE}index.html#book")
    assert (page, SDO.isPartOf, book) in graph
    assert (book, RDF.type, SDO.Book) in graph


def test_first_page_describes_book_and_package(html: Path) -> None:
    """The book at length, and the question that people ask again and again."""
    graph = graph_of(html, "index")
    (book,) = graph.subjects(RDF.type, SDO.Book)
    assert set(graph.predicates(book)) >= WHOLE_BOOK
    (package,) = graph.subjects(RDF.type, SDO.SoftwareSourceCode)
    assert graph.value(package, SDO.version) == graph.value(book, SDO.version)
    (page,) = graph.subjects(RDF.type, SDO.FAQPage)
    assert page == URIRef(f"{NOWHERE}index.html#page")


def test_data_say_what_readers_see(
    visitor: Visitor, site: Site, html: Path, name: str
) -> None:
    """Question and answer are those of the page, to the last number."""
    with visitor.visit(site.address(name), "light", 1280) as (page, _):
        seen = " ".join(page.evaluate(ANSWER).split())
        title = page.evaluate(QUESTION)
    if name in UNLISTED:
        assert not seen
        return
    graph = graph_of(html, name)
    said = {
        (str(graph.value(question, SDO.name)), str(graph.value(answer, SDO.text)))
        for question, answer in graph.subject_objects(SDO.acceptedAnswer)
    }
    assert said == ({(title, seen)} if seen else set())


@pytest.fixture(scope="module")
def inventory(html: Path) -> list[str]:
    """Read the lines of the book's list of names."""
    *_, body = (html / "objects.inv").read_bytes().split(b"\n", 4)
    return zlib.decompress(body).decode().splitlines()


def test_page_on_linking_names_real_lines(html: Path, inventory: list[str]) -> None:
    """What it says stands in objects.inv does, and leads to a place."""
    source = (ROOT / "docs/reference/linking.md").read_text("utf-8")
    found = re.search(r'^names = """\\\n(.*?)"""$', source, re.DOTALL | re.MULTILINE)
    assert found
    more = "im2col std:term -1 reference/glossary.html#term-$ -"
    lines = [*found[1].splitlines(), more]
    assert more in source
    assert len(lines) == 4
    for line in lines:
        assert line in inventory
        name, _, _, where, _ = line.split(" ", 4)
        file, _, anchor = where.replace("$", name).partition("#")
        assert f'id="{anchor}"' in (html / file).read_text("utf-8") or not anchor
