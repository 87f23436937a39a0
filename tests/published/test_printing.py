"""Joining and printing a book, on one of two pages that was written for it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
from errors import SiteError
from lxml import html as parser
from paper.printing import print_book
from paper.single_page import join

if TYPE_CHECKING:
    from pathlib import Path

FIRST = """
<p class="logo__title">little</p>
<nav class="bd-docs-nav">
  <p class="caption"><span class="caption-text">Beginning</span></p>
  <ul><li><a class="reference internal" href="#">One page?</a></li></ul>
  <p class="caption"><span class="caption-text">End</span></p>
  <ul><li><a class="reference internal" href="deep/two.html">Two pages?</a></li></ul>
</nav>
<article class="bd-article"><section id="one"><h1>One page?<a class="headerlink"
  href="#one">#</a></h1>
<p>Read <a href="deep/two.html#checked">what was checked</a>, and
  <a href="https://example.org/far">elsewhere</a>, in
  <a href="_notebooks/index.ipynb">a file</a>.</p>
<details class="sd-dropdown"><summary><span class="sd-summary-text">Predict: <em>how
many</em>?</span><svg class="sd-octicon"></svg></summary><p>Just two.</p></details>
<details class="hide"><summary><p class="collapsed">Show the code</p>
  <p class="expanded">Hide the code</p></summary><pre>x = 1</pre></details>
<div class="sd-tab-set"><input type="radio" id="t0"><label for="t0">Python</label>
  <div class="sd-tab-content"><p>import this</p></div></div>
<svg role="img" width="90" aria-labelledby="t" viewBox="0 0 9 9">
  <title id="t">A box</title>
  <pattern id="dots" width="3" height="3" patternUnits="userSpaceOnUse">
  <path d="M0 0l1 0l0 1zM2 2l1 0l0 1z" style="fill: red"></path></pattern>
  <path d="M0 0l9 0l0 9z" style="fill: url(#dots)"></path></svg>
<section id="checked"><h2>Checked</h2><button>Copy</button></section>
</section></article>
"""
SECOND = """
<article class="bd-article"><section id="two"><h1>Two pages?</h1>
<style>#t { color: #abc }</style>
<p id="t">Back to <a href="../index.html">the first</a>.</p>
<table><thead><tr><th>page</th></tr></thead><tbody><tr><td>two</td></tr></tbody></table>
<section id="checked"><h2>Checked</h2><p>All of it.</p></section></section></article>
"""
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{title} — little</title><link rel="stylesheet" href="{up}_static/a.css?v=1">
</head><body>{body}</body></html>"""
VERSION = {"version": "1.2.3", "date": "2026-02-01"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write a built book of two pages."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.css").write_text("p { color: green }")
    pages = {"index": (FIRST, "One page?", ""), "deep/two": (SECOND, "Two", "../")}
    for name, (body, title, up) in pages.items():
        text = SHELL.format(title=title, body=body, up=up)
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
    (tmp_path / "search.html").write_text("no page of the book")
    return tmp_path


def with_more(book: Path, more: str) -> Path:
    """Put something into the article of the second page."""
    page = book / "deep" / "two.html"
    page.write_text(page.read_text("utf-8").replace("</article>", f"{more}</article>"))
    return book


def text_of(page: Any) -> str:
    """Return the words of a joined page."""
    return " ".join(page.text_content().split())


def print_alone(book: Path, pdf: Path) -> None:
    """Print in a thread: two browsers of Playwright do not share one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(print_book, book, pdf, **VERSION).result()


def test_ids_of_all_pages_are_kept_apart(book: Path) -> None:
    """Each id is there once, and what named it still does."""
    page = join(book, **VERSION)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {"index.checked", "deep/two.checked", "index", "deep/two"} <= set(ids)
    for link in page.xpath("//a/@href[starts-with(., '#')]"):
        assert link[1:] in ids
    (named,) = page.xpath("//@aria-labelledby")
    assert page.get_element_by_id(named).text == "A box"
    (filled,) = page.xpath("//svg/path/@style")
    assert page.get_element_by_id(re.findall(r"#([^)]+)", filled)[0]).tag == "pattern"
    (rules,) = list(page.xpath("//article//style/text()"))
    assert r"#deep\/two\.t { color: #abc }" in rules


def test_what_is_folded_stands_open(book: Path) -> None:
    """Folds and tabs are boxes with a heading; controls are gone."""
    page = join(book, **VERSION)
    titles = [text_of(title) for title in page.find_class("cg-open-title")]
    assert titles == ["Predict: how many?", "The code", "Python"]
    assert not page.xpath("//details | //input | //button | //article//label")
    assert "Just two." in text_of(page)
    assert "import this" in text_of(page)
    assert "#" not in text_of(page.find(".//h2"))
    assert "Copy" not in text_of(page)


def test_links_serve_on_paper(book: Path) -> None:
    """A page number inside; a numbered address outside; files only if on the web."""
    page = join(book, **VERSION)
    words = text_of(page.get_element_by_id("index")).replace("\N{NO-BREAK SPACE}", " ")
    assert "what was checked (page 000), and elsewhere[1], in a file." in words
    assert words.endswith("[1] https://example.org/far")
    assert not page.xpath("//a[contains(@href, 'ipynb')]")
    page = join(book, **VERSION, address="https://example.org/book/1.2/")
    assert page.xpath("//a/@href[contains(., 'ipynb')]") == [
        "https://example.org/book/1.2/_notebooks/index.ipynb"
    ]


def test_pages_come_in_the_order_of_the_book(book: Path) -> None:
    """Parts, chapters and sections are headings of three levels; strays come last."""
    stray = SHELL.format(
        title="Stray", body=SECOND.replace("Two pages?", "Stray"), up=""
    )
    (book / "a.html").write_text(stray.replace("../index.html", "index.html"), "utf-8")
    page = join(book, **VERSION)
    headings = [(each.tag, text_of(each)) for each in page.xpath("//h1 | //h2 | //h3")]
    assert headings == [
        ("h1", "Contents"),
        *[("h1", "Beginning"), ("h2", "One page?"), ("h3", "Checked")],
        *[("h1", "End"), ("h2", "Two pages?"), ("h3", "Checked")],
        *[("h2", "Stray"), ("h3", "Checked")],
    ]
    assert "no page of the book" not in text_of(page)
    assert "Version 1.2.3, 1 February 2026" in text_of(page)


def test_the_same_book_gives_the_same_file(book: Path, tmp_path: Path) -> None:
    """To the byte, with no count in it that Chromium began elsewhere."""
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        print_alone(book, file)
    first, second = (file.read_bytes() for file in files)
    assert first == second
    with pikepdf.open(files[0]) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260201000000Z"
        tagged = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        ids = sorted(str(each.ID) for each in tagged if "/ID" in each)
        assert ids == [f"node{number:08}" for number in range(1, len(ids) + 1)] != []
    shown = pypdfium2.PdfDocument(files[0])
    # Which space is selected depends on the fonts that are there.
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in shown]
    assert len(texts) == 4
    assert "what was checked (page 4), and" in texts[2]
    assert re.search(r"Two pages\?\s+4", texts[1])


def test_patterns_are_drawn_sharp(book: Path, tmp_path: Path) -> None:
    """No picture of dots: the file has none at all."""
    print_alone(book, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        assert not [o for o in streams if o.get("/Subtype") == "/Image"]
        assert b"1 0 0 rg" in pdf.pages[2].Contents.read_bytes()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('<p><a href="../index.html#gone">x</a></p>', "no such place"),
        ('<img src="../_static/gone.png" alt="">', "gone.png"),
        ('<img src="https://example.org/a.png" alt="">', "example.org/a.png"),
    ],
)
def test_what_is_missing_is_named(
    book: Path, tmp_path: Path, more: str, message: str
) -> None:
    """A place, or a picture; and nothing is asked of the network."""
    with pytest.raises(SiteError, match=message):
        print_alone(with_more(book, more), tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_a_missing_page_is_named(book: Path, tmp_path: Path) -> None:
    """The navigation names it, and it is not there."""
    (book / "deep" / "two.html").unlink()
    with pytest.raises(SiteError, match=r"navigation are missing .*: deep/two"):
        print_alone(book, tmp_path / "a.pdf")


def test_no_chromium(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is said at once, not after joining."""
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(SiteError, match="no-such-browser"):
        print_book(book, tmp_path / "a.pdf", **VERSION)


def test_a_date_that_is_none(book: Path) -> None:
    """It would stand on the title page."""
    with pytest.raises(SiteError, match="yesterday"):
        join(book, version="1.2.3", date="yesterday")


def test_the_page_is_one_that_a_browser_reads(book: Path) -> None:
    """Written out and parsed again, it has the same words."""
    page = join(book, **VERSION)
    again = parser.fromstring(parser.tostring(page, encoding="unicode"))
    assert text_of(again) == text_of(page)
