"""The printed book of each version: nothing is lost, and what it says is true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as parser
from pikepdf import Dictionary

from .built_site import base
from .printed import POINTS, read, squeezed

if TYPE_CHECKING:
    from pathlib import Path

    from .printed import Printed

SERVICE = {"404", "search", "genindex"}
MARGIN = 20 * POINTS
ADDED = re.compile(r"\(page\d+\)|\[\d+\]")  # to links, on paper only; squeezed
EXAMPLE = "https://convguide.example/"
NO_PROSE = "ancestor::svg or ancestor::summary or ancestor::*[@class='cg-motion']"


@pytest.fixture
def printed(site: Path, folder: str) -> Printed:
    """Return the PDF of a version."""
    return read(site / folder)


@pytest.fixture
def articles(site: Path, folder: str) -> dict[str, Any]:
    """Return the article of each page of a version."""
    paths = (p.relative_to(site / folder) for p in (site / folder).rglob("*.html"))
    names = {p.with_suffix("").as_posix() for p in paths if p.parts[0] != "_static"}
    utf8 = parser.HTMLParser(encoding="utf-8")
    roots = {
        name: parser.parse(str(site / folder / f"{name}.html"), utf8)
        for name in names - SERVICE
    }
    return {name: root.find(".//article") for name, root in roots.items()}


def title_of(article: Any) -> str:
    """Return the title of a page."""
    heading = article.find(".//h1")
    return " ".join("".join(heading.xpath(".//text()[not(parent::a)]")).split())


def chapters(printed: Printed) -> dict[str, tuple[int, int]]:
    """Return the first page of each chapter, and the page after its last."""
    starts = [entry for entry in printed.outline if entry.level == 1]
    ends = [*(entry.page for entry in starts[1:]), len(printed.texts) + 1]
    return {
        entry.title: (entry.page, max(end, entry.page + 1))
        for entry, end in zip(starts, ends, strict=True)
    }


def pieces(article: Any) -> list[str]:
    """Return paragraphs without formulas, and lines of code."""
    prose = article.xpath(f".//p[not({NO_PROSE}) and not(.//*[@class='katex'])]")
    code = article.xpath(".//pre")
    texts = [element.text_content() for element in prose]
    texts += [line for element in code for line in element.text_content().splitlines()]
    return [text for text in map(squeezed, texts) if text]


def stands_in(piece: str, text: str) -> bool:
    """Say whether a paragraph is there, in one piece or parted by a page break."""
    cuts = range(1, len(piece))
    return piece in text or any(
        piece[:cut] in text and piece[cut:] in text for cut in cuts
    )


def test_every_page_is_a_chapter(printed: Printed, articles: dict[str, Any]) -> None:
    """The outline has them all, and leads to the page where the title stands."""
    found = chapters(printed)
    assert sorted(found) == sorted(title_of(article) for article in articles.values())
    for title, (first, _) in found.items():
        assert squeezed(title) in printed.text_between(first, first + 1)


def test_the_title_page(printed: Printed) -> None:
    """It names book and version, and no icon of another page strays there."""
    version = printed.path.stem.removeprefix("convguide-")
    title = next(entry.title for entry in printed.outline if entry.level == 1)
    words = " ".join(printed.texts[0].split())
    assert words.startswith(f"convguide {title} Version {version}, ")
    assert not re.search("[\ue000-\uf8ff]", words)


def test_sections_are_in_the_outline(
    printed: Printed, articles: dict[str, Any]
) -> None:
    """Below the chapters are as many sections as the pages have."""
    wanted = sum(len(article.findall(".//h2")) for article in articles.values())
    assert sum(entry.level == 2 for entry in printed.outline) == wanted > 20


def test_all_text_can_be_selected(
    site: Path, printed: Printed, articles: dict[str, Any]
) -> None:
    """Each paragraph and each line of code stands in its chapter, folded ones too."""
    home = base(site) or EXAMPLE
    places = chapters(printed)
    lost = []
    count = 0
    for name, article in articles.items():
        text = ADDED.sub("", printed.text_between(*places[title_of(article)]))
        # On paper, the address of the site is the one for examples.
        wanted = [
            ADDED.sub("", piece.replace(home, EXAMPLE)) for piece in pieces(article)
        ]
        count += len(wanted)
        lost += [f"{name}: {each}" for each in wanted if not stands_in(each, text)]
    assert count > 500
    assert not lost, "\n".join(lost)


def test_it_is_tagged_and_says_what_it_is(
    printed: Printed, site: Path, folder: str
) -> None:
    """Screen readers get structure, language, a title, and words for every picture."""
    root = printed.book.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "en"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    version = printed.path.stem.removeprefix("convguide-")
    assert str(printed.book.docinfo["/Title"]).startswith(f"convguide {version}: ")
    assert version in printed.texts[0]
    dictionaries = (o for o in printed.book.objects if isinstance(o, Dictionary))
    figures = [each for each in dictionaries if each.get("/S") == "/Figure"]
    pages = (site / folder).rglob("*.html")
    drawn = sum(page.read_text("utf-8").count('class="cg-figure"') for page in pages)
    assert len(figures) >= drawn > 5
    assert all(str(figure.Alt) for figure in figures)
    assert root.StructTreeRoot.K is not None


def test_page_numbers_are_true(printed: Printed) -> None:
    """At the foot of each page, in the contents, and behind each link that has one."""
    for number, text in enumerate(printed.texts[1:], start=2):
        assert str(number) in text.split(), number
    firsts = {first for first, _ in chapters(printed).values()}
    contents = [link for link in printed.links if 1 < link.page < min(firsts)]
    assert {link.leads_to for link in contents} == firsts
    assert all(link.words.split()[-1] == str(link.leads_to) for link in contents)
    behind = 0
    for page in range(3, len(printed.texts) + 1):
        text = printed.text_between(page, page + 2)
        said = {
            (squeezed(words), int(number))
            for words, number in re.findall(r"(\S{3})\(page(\d+)\)", text)
        }
        true = {
            (squeezed(link.words)[-3:], link.leads_to)
            for link in printed.links
            if link.page in (page, page + 1)
        }
        assert said <= true, page
        behind += len(said)
    assert behind > 4


def test_nothing_is_cut_off(printed: Printed) -> None:
    """No letter stands outside the margins."""
    outside = []
    for number, page in enumerate(printed.shown, start=1):
        readable = page.get_textpage()
        width = page.get_width()
        for index in range(readable.count_rects()):
            left, bottom, right, top = readable.get_rect(index)
            if left < MARGIN - 2 or right > width - MARGIN + 2 or bottom < 20:
                words = readable.get_text_bounded(left, bottom, right, top)
                outside.append(f"page {number}: {words!r} {left:.0f} {right:.0f}")
    assert not outside, "\n".join(outside)


def test_links_lead_to_the_book_or_to_the_web(printed: Printed) -> None:
    """None leads to a file of the machine that printed it."""
    addresses = set(printed.addresses())
    assert addresses
    assert all(address.startswith("https://") for address in addresses)
    assert len(printed.links) > 100
