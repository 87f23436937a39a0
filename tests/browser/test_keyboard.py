"""The book without a mouse."""

import re

from playwright.sync_api import Page, expect

from .keyboard_checks import walk
from .page_checks import axe, report
from .server import Site
from .visits import THEMES, Visitor, opened

DIALOG = "dialog#pst-search-dialog"
STEPS = 5
DRAWER = "dialog#pst-primary-sidebar-modal"


def test_tab(visitor: Visitor, site: Site, name: str, width: int) -> None:
    """Tab meets the skip link first and every control of the text, and it shows."""
    with visitor.visit(site.address(name), "light", width) as (page, _):
        report(walk(page))


def test_search_dialog(visitor: Visitor, site: Site, width: int) -> None:
    """Control+K and the search button open the search, Escape closes it."""
    with visitor.visit(site.address("index"), "dark", width) as (page, record):
        dialog = page.locator(DIALOG)
        page.keyboard.press("Control+k")
        expect(dialog).to_be_visible()
        expect(dialog.locator("input[type=search]")).to_be_focused()
        report(axe(page))
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        _press(page, ".search-button__button, .search-button")
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        report(record.faults())


def test_theme_menu(visitor: Visitor, site: Site, width: int) -> None:
    """The theme is chosen from a menu with Enter and the arrow keys, and it stays."""
    with (
        visitor.fresh(width=width) as context,
        opened(context, site.address("index"), visitor.own) as (page, record),
    ):
        for theme in THEMES[::-1]:
            _press(page, ".theme-switch-button")
            item = page.locator(f".theme-change-button[data-mode={theme}]")
            expect(item).to_be_visible()
            report(axe(page))
            for _ in range(STEPS):
                page.keyboard.press("ArrowDown")
                if item.evaluate("(item) => item === document.activeElement"):
                    break
            page.keyboard.press("Enter")
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            page.reload()
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
        report(record.faults())


def test_drawer(visitor: Visitor, site: Site) -> None:
    """On a phone the table of contents opens as a dialog, and Escape closes it."""
    with visitor.visit(site.address("index"), "light", 390) as (page, record):
        drawer = page.locator(DRAWER)
        _press(page, "button.primary-toggle")
        expect(drawer).to_be_visible()
        expect(
            drawer.get_by_role("link").filter(has_text=re.compile(r"\w")).last
        ).to_be_visible()
        report(axe(page))
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        report(record.faults())


def _press(page: Page, selector: str) -> None:
    """Press Enter on the first control of this kind that can be seen."""
    page.locator(selector).filter(visible=True).first.press("Enter")
