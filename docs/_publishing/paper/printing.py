"""The whole book as a PDF, printed by Chromium from the built pages.

Which page a section falls on is known only after printing, so the book is printed
until the page numbers that it says are those that it has.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import chromium
from errors import SiteError
from lxml import html as parser
from playwright.sync_api import Error, sync_playwright

from paper import pdf_files
from paper.elements import words
from paper.linking import TARGET
from paper.single_page import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Route

    from paper.elements import Element

MOST_PRINTS = 6
MINUTES = 10
VECTOR_PATTERNS = Path(__file__).with_name("vector_patterns.js")


def print_book(
    html: Path, pdf: Path, *, version: str, date: str, address: str = ""
) -> None:
    """Print a built book to a tagged PDF with an outline.

    Parameters
    ----------
    html : Path
        The folder of the built book. Nothing is written into it.
    pdf : Path
        The file to write. The same book gives the same bytes.
    version : str
        As the title page says it.
    date : str
        The day of this version, as in ``2026-01-31``.
    address : str, default ""
        Where this version is on the web, if that is known. It ends in a slash.

    Raises
    ------
    SiteError
        If there is no Chromium, if a page or a file that it shows is missing, or if
        the page numbers do not settle.
    """
    executable = chromium.find()
    page = join(html, version=version, date=date, address=address)
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder, "book.pdf")
        try:
            with _started(executable) as browser:
                _print_until_stable(browser, page, printed, html)
        except Error as error:
            msg = f"Chromium could not print {html}: {error.message}"
            raise SiteError(msg) from error
        headings = page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
        pdf_files.finish(
            printed,
            pdf,
            title=page.findtext("head/title"),
            date=date,
            headings=[words(heading) for heading in headings],
        )


@contextmanager
def _started(executable: str) -> Iterator[Browser]:
    """Start Chromium, and stop it at the end."""
    with (
        sync_playwright() as play,
        play.chromium.launch(
            executable_path=executable, args=list(chromium.FLAGS)
        ) as browser,
    ):
        yield browser


def _print_until_stable(
    browser: Browser,
    page: Element,
    printed: Path,
    html: Path,
) -> None:
    """Print until the page numbers that the page says are those that it has."""
    source = printed.with_suffix(".html")
    numbers: dict[str, int] = {}
    for _ in range(MOST_PRINTS):
        _fill(page, numbers)
        text = parser.tostring(page, encoding="unicode", doctype="<!doctype html>")
        source.write_text(text, encoding="utf-8")
        _print(browser, source, printed, html)
        said, numbers = numbers, pdf_files.page_numbers(printed)
        if said == numbers:
            return
    msg = f"the page numbers of {html} still change after {MOST_PRINTS} prints"
    raise SiteError(msg)


def _fill(page: Element, numbers: dict[str, int]) -> None:
    """Write the page numbers that are known."""
    for place in page.xpath(f"//*[@{TARGET}]"):
        if place.get(TARGET) in numbers:
            place.text = str(numbers[place.get(TARGET)])


def _print(browser: Browser, source: Path, printed: Path, html: Path) -> None:
    """Print one HTML file, which may show files of the book and no others."""
    failed: list[str] = []
    allowed = (html.resolve(), source.parent.resolve())

    def guard(route: Route) -> None:
        address = urlsplit(route.request.url)
        path = Path(url2pathname(address.path)).resolve()
        inside = any(path.is_relative_to(folder) for folder in allowed)
        if address.scheme == "file" and inside and path.is_file():
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    with browser.new_context(color_scheme="light", reduced_motion="reduce") as context:
        context.set_default_timeout(MINUTES * 60_000)
        context.route("**/*", guard)
        sheet = context.new_page()
        sheet.goto(source.as_uri())
        sheet.evaluate("document.fonts.ready.then(() => null)")
        sheet.evaluate(VECTOR_PATTERNS.read_text(encoding="utf-8"))
        sheet.pdf(
            path=printed,
            outline=True,
            prefer_css_page_size=True,
            print_background=True,
            tagged=True,
        )
    if failed:
        msg = f"the book in {html} shows files that are not in it: {', '.join(failed)}"
        raise SiteError(msg)
