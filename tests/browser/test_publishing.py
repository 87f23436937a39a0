"""The book in other places: opened as a file, and beside other versions."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .page_checks import everything, report
from .server import ABOVE, BASE, Site, serve
from .visits import Visitor

sys.path.append(str(Path(__file__).parents[2] / "docs" / "_ext"))
import website

SCRIPT = "globalThis.versionsCameFrom = document.currentScript.src;"


@pytest.fixture(scope="module")
def versioned(html: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the book below a folder that has a `versions.js`."""
    above = tmp_path_factory.mktemp("site")
    (above / "versions.js").write_text(SCRIPT, "utf-8")
    with serve({ABOVE: above, BASE: html}) as running:
        yield running


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


def test_versions_script(browser: Browser, versioned: Site, sampled: str) -> None:
    """A page runs the `versions.js` of the folder above its book where there is one."""
    with (
        Visitor(browser, versioned.origin) as visitor,
        visitor.visit(versioned.address(sampled), "light", 1280) as (page, record),
    ):
        page.wait_for_function("globalThis.versionsCameFrom", timeout=5000)
        came_from = page.evaluate("globalThis.versionsCameFrom")
        assert came_from == f"{versioned.origin}{ABOVE}versions.js"
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
