"""The search, which runs in the browser over an index in the book."""

import pytest
from playwright.sync_api import expect

from .page_checks import axe, report
from .server import Site
from .visits import THEMES, Theme, Visitor

WORD = "convolution"


def test_search(visitor: Visitor, site: Site, width: int) -> None:
    """A word of the book, typed into the search, finds pages that exist."""
    with visitor.visit(site.address("index"), "light", width) as (page, record):
        # Leaving a page while it loads would abort its requests.
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Control+k")
        page.keyboard.type(WORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?*")
        results = page.locator("#search-results li a")
        expect(results.first).to_be_visible()
        address = page.evaluate(
            "() => document.querySelector('#search-results li a').href"
        )
        page.wait_for_load_state("networkidle")
        assert site.file(address), f"the first result leads nowhere: {address}"
        report(record.faults())


@pytest.mark.parametrize("theme", THEMES)
def test_words_that_were_searched(visitor: Visitor, site: Site, theme: Theme) -> None:
    """Words that a search has marked can be read, in links and in code too."""
    address = site.address("index") + "?highlight=filter+kernel+weight+numpy"
    with visitor.visit(address, theme, 1280) as (page, record):
        expect(page.locator("a span.highlighted").first).to_be_visible()
        report(record.faults() + axe(page))
