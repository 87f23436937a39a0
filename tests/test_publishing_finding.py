"""What robots read of the site: which pages there are, and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import contents
import finding
import pytest
from errors import SiteError

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://a.example/b&c/"
HEAD = '<meta property="og:title" content="{}" /><meta name="description" content="{}">'
CONTENTS = """\
<nav class="bd-docs-nav">
<p class="caption"><span class="caption-text">Part &amp; one</span></p>
<ul><li><a class="current reference internal" href="#">First</a></li>
<li><a class="reference internal" href="a/b.html">Second</a></li></ul>
<p class="caption"><span class="caption-text">Two</span></p>
<ul><li><a class="reference internal" href="words.html">Words</a></li>
<li><a class="reference external" href="https://c.example/">Elsewhere</a></li></ul>
</nav>
<main><a class="reference internal" href="a/b.html">Read on</a></main>
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write a little built book."""
    texts = {
        "index.html": HEAD.format("Why?", "Because &lt;it&gt; is.") + CONTENTS,
        "a/b.html": HEAD.format("How?", "Like this."),
        "words.html": HEAD.format("Words", "Each in a line."),
        "search.html": "<title>Search</title>",
        "_notebooks/a/b.ipynb": "{}",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_pages_are_those_of_the_table_of_contents(book: Path) -> None:
    """Each once and in order, in its part, with its notebook."""
    first, second, words = contents.read_pages(book)
    assert first == contents.Page(
        "index.html", "Part & one", "Why?", "Because <it> is."
    )
    assert second.notebook == "_notebooks/a/b.ipynb"
    assert (words.part, words.title, words.notebook) == ("Two", "Words", "")


def test_sitemap_lists_the_stable_pages(book: Path) -> None:
    """Valid XML with whole addresses."""
    text = finding.sitemap(SITE, contents.read_pages(book))
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    addresses = [e.text for e in ET.fromstring(text).iter(name)]  # noqa: S314
    pages = ["index.html", "a/b.html", "words.html"]
    assert addresses == [f"{SITE}stable/{page}" for page in pages]


def test_without_an_address_there_is_no_sitemap(book: Path) -> None:
    """Nothing is written that is not valid, and robots.txt does not name it."""
    with pytest.raises(SiteError, match="CONVGUIDE_BASE_URL"):
        finding.sitemap("", [])
    files = finding.files("", book)
    assert set(files) == {"robots.txt", "llms.txt"}
    assert "Sitemap" not in files["robots.txt"]


def test_robots_may_read_everything(book: Path) -> None:
    """One rule, and the way to the sitemap, which is there."""
    files = finding.files(SITE, book)
    assert files["robots.txt"].splitlines() == [
        *("User-agent: *", "Allow: /", ""),
        f"Sitemap: {SITE}sitemap.xml",
    ]
    assert "sitemap.xml" in files


@pytest.mark.parametrize("site", [SITE, ""])
def test_llms_txt_has_the_proposed_form(book: Path, site: str) -> None:
    """A title, a summary, text without headings, then lists of links in sections."""
    text = finding.llms_txt(site, contents.read_pages(book))
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title, summary, *about = [line for line in head.splitlines() if line]
    assert title == "# convguide"
    assert summary == "> Because <it> is."
    assert about
    assert not any(line.startswith("#") for line in about)
    names = [section.partition("\n")[0] for section in sections]
    assert names == ["Part & one", "Two"]
    links = [line for line in text.splitlines() if line.startswith("- ")]
    assert all(re.match(r"- \[[^\]]+\]\([^)]+\): .+", line) for line in links)
    assert links[1] == (
        f"- [How?]({site}stable/a/b.html): Like this. "
        f"[Notebook]({site}stable/_notebooks/a/b.ipynb)"
    )
    assert len(links) == 3


def test_page_without_a_description_is_named(book: Path) -> None:
    """The message says which page lacks what."""
    (book / "words.html").write_text('<meta property="og:title" content="x">', "utf-8")
    with pytest.raises(SiteError, match=r"words\.html has no description"):
        contents.read_pages(book)


def test_book_without_contents_is_an_error(book: Path) -> None:
    """An empty sitemap would be worse than none."""
    (book / "index.html").write_text(HEAD.format("Why?", "Because."), "utf-8")
    with pytest.raises(SiteError, match="no table of contents"):
        contents.read_pages(book)
