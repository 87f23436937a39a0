"""Every page says in a line what it answers: search engines and previews show it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {
    page.relative_to(DOCS).with_suffix("").as_posix(): page.read_text("utf-8")
    for page in sorted(DOCS.rglob("*.md"))
    if not page.relative_to(DOCS).parts[0].startswith("_")
}
DESCRIPTION = re.compile(r'^    description: "([^"\n]*)"$', re.MULTILINE)
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
LENGTHS = range(50, 161)  # characters: fewer say little, and of more the end is cut


def only(pattern: re.Pattern[str], text: str) -> str:
    """Find what a page must have; in code, a line may look like a title, too."""
    found = pattern.search(text)
    assert found
    return found[1]


def test_all_pages_are_found() -> None:
    """The parametrised test below has something to read."""
    assert len(PAGES) > 30
    assert {"index", "404", "reference/api", "views/loops"} <= PAGES.keys()


@pytest.mark.parametrize("name", PAGES)
def test_page_has_a_title_and_a_description(name: str) -> None:
    """The description stands in the front matter, whole and without markup."""
    front, *_ = PAGES[name].removeprefix("---\n").partition("\n---\n")
    description = only(DESCRIPTION, front)
    assert len(description) in LENGTHS, len(description)
    assert description.endswith(".")
    assert not set(description) & set("`*{}<>&$")
    title = only(TITLE, PAGES[name])
    if ":class: answer" in PAGES[name]:
        assert title.endswith("?")
        assert not description.startswith(title)


@pytest.mark.parametrize("pattern", [TITLE, DESCRIPTION], ids=["title", "description"])
def test_no_two_pages_say_the_same(pattern: re.Pattern[str]) -> None:
    """Each title and each description is that of one page."""
    texts = Counter(only(pattern, text) for text in PAGES.values())
    assert [text for text, count in texts.items() if count > 1] == []
