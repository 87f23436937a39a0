"""The book in other places: opened as a file, and where its home is known."""

import sys
from pathlib import Path

from playwright.sync_api import Browser

from .page_checks import everything, report
from .server import BASE, serve
from .visits import Visitor

sys.path.append(str(Path(__file__).parents[2] / "docs" / "_ext"))
import website


def test_file(browser: Browser, html: Path, sampled: str) -> None:
    """A page opened as a file is as quiet as one from a server."""
    with (
        Visitor(browser, html.as_uri()) as visitor,
        visitor.visit(f"{html.as_uri()}/{sampled}.html", "dark", 1280) as (
            page,
            record,
        ),
    ):
        page.wait_for_load_state("networkidle")
        report(record.faults())


def test_lost_reader(browser: Browser, html: Path, tmp_path: Path) -> None:
    """A server shows 404.html at any address; it is whole there too and leads home."""
    page_text = (html / "404.html").read_text("utf-8")
    unknown_home = website.lost_head("")
    assert unknown_home in page_text
    known_home = website.lost_head(f"https://convguide.example{BASE}")
    # As a host does it, but for the status, of which the browser would complain.
    text = page_text.replace(unknown_home, known_home)
    (tmp_path / "page.html").write_text(text, "utf-8")
    with (
        serve({BASE: html, f"{BASE}no/such/": tmp_path}) as site,
        Visitor(browser, site.origin) as visitor,
        visitor.visit(f"{site.origin}{BASE}no/such/page.html", "light", 390) as opened,
    ):
        page, record = opened
        report(record.faults() + everything(page, "light"))
        address = page.evaluate("() => document.querySelector('article p a').href")
        assert site.file(address) == html / "index.html"
