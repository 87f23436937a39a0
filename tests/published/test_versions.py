"""Switching between versions, as readers do: from a server and from a disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from browser.page_checks import everything, report, sideways
from browser.visits import opened
from headers import site_policy
from playwright.sync_api import expect

from .built_site import versions

if TYPE_CHECKING:
    from pathlib import Path

    from browser.visits import Theme
    from playwright.sync_api import Locator, Page

    from .built_site import Published

PAGE = "one-filter/one-output-number"  # in every version since the first


def old_folder(site: Path) -> str:
    """Name the oldest release."""
    return next(iter(versions(site)))


def missing_in_old(site: Path) -> str:
    """Name a nested page of today's book that the oldest release lacks."""
    old, new = (pages(site, folder) for folder in (old_folder(site), "dev"))
    return min(name for name in new - old if "/" in name)


def pages(site: Path, folder: str) -> set[str]:
    """Name the pages of a version."""
    found = (p.relative_to(site / folder) for p in (site / folder).rglob("*.html"))
    return {p.with_suffix("").as_posix() for p in found if p.parts[0] != "_static"}


def link_to(page: Page, words: str) -> Locator:
    """Open the list of versions with the keyboard, and find one of them."""
    menu = page.locator(".cg-versions summary")
    menu.focus()
    page.keyboard.press("Enter")
    link = page.locator(".cg-versions a", has_text=words)
    expect(link).to_be_visible()
    return link


def test_the_same_page_in_another_version(published: Published, site: Path) -> None:
    """From a nested page to the same page, and the same place on it."""
    with published.visit(f"{old_folder(site)}/{PAGE}.html#look") as (page, record):
        link_to(page, "stable").press("Enter")
        page.wait_for_url(f"**/stable/{PAGE}.html#look")
        expect(page.locator("#look")).to_be_in_viewport()
        report(record.faults())


def test_a_page_that_the_other_version_lacks(published: Published, site: Path) -> None:
    """Its index is there instead, and the list says so before."""
    with published.visit(f"dev/{missing_in_old(site)}.html") as (page, record):
        old = versions(site)[old_folder(site)]
        link = link_to(page, old["version"])
        item = page.locator(".cg-versions li", has_text=old["version"])
        expect(item).to_contain_text("its first page opens")
        link.press("Enter")
        page.wait_for_url(f"**/{old['folder']}/index.html")
        report(record.faults())


def test_the_banner_leads_to_stable(published: Published, site: Path) -> None:
    """It is on old and on dev, visible, and leads to the same page."""
    for folder in (old_folder(site), "dev"):
        with published.visit(f"{folder}/{PAGE}.html", width=390) as (page, record):
            banner = page.locator(".cg-banner")
            expect(banner).to_be_in_viewport()
            banner.get_by_role("link").press("Enter")
            page.wait_for_url(f"**/stable/{PAGE}.html")
            expect(page.locator(".cg-banner")).to_have_count(0)
            report(record.faults())


def test_the_banner_is_on_old_and_dev_only(site: Path) -> None:
    """On each of their pages, and on none of the others."""
    *_, newest = [folder for folder in versions(site) if folder != "dev"]
    for folder in ("stable", *versions(site)):
        for name in pages(site, folder):
            text = (site / folder / f"{name}.html").read_text("utf-8")
            count = text.count('<aside class="cg-banner"')
            assert count == (folder not in ("stable", newest)), f"{folder}/{name}"


def wait_for_results(page: Page) -> None:
    """Wait until the last one is listed: they come one by one."""
    summary = page.locator("#search-results .search-summary")
    expect(summary).to_contain_text("Search finished")


def test_search_finds_within_the_version(published: Published, site: Path) -> None:
    """What is found is a page of the version that was searched."""
    for folder in (old_folder(site), "dev"):
        with published.visit(f"{folder}/{PAGE}.html") as (page, record):
            page.wait_for_load_state("networkidle")
            page.keyboard.press("Control+k")
            page.keyboard.type("convolution")
            page.keyboard.press("Enter")
            page.wait_for_url("**/search.html?*")
            wait_for_results(page)
            results = page.locator("#search-results li a")
            found = results.evaluate_all("(links) => links.map((link) => link.href)")
            assert len(found) >= 5
            for address in found:
                assert f"/{folder}/" in address
                assert published.file(address)
            page.wait_for_load_state("networkidle")
            report(record.faults())


def test_excerpts_are_of_the_text(served: Published, site: Path) -> None:
    """A search shows no words of buttons; a found section shows its own text."""
    for folder in (old_folder(site), "dev"):
        address = f"{folder}/search.html?q=convolution"
        with served.visit(address) as (page, record):
            wait_for_results(page)
            page.wait_for_load_state("networkidle")  # excerpts are fetched
            excerpts = page.locator("#search-results p.context").all_inner_texts()
            assert len(excerpts) >= 5
            for excerpt in excerpts:
                assert "System Settings" not in excerpt
                assert not re.search(r"On this page\s+[A-Z]", excerpt)  # the list of it
            section = page.evaluate(
                """async (file) => {
                  const html = await (await fetch(file)).text();
                  return Search.htmlToText(html, "#in-one-line");
                }""",
                f"{PAGE}.html",
            )
            assert section.strip().startswith("In one line")
            report(record.faults())


def test_the_query_is_kept(served: Published, site: Path) -> None:
    """Another version looks for the same words."""
    address = f"{old_folder(site)}/search.html?q=convolution"
    with served.visit(address) as (page, record):
        page.wait_for_load_state("networkidle")
        link_to(page, "stable").press("Enter")
        page.wait_for_url("**/stable/search.html?q=convolution")
        page.wait_for_load_state("networkidle")
        report(record.faults())


def test_a_folder_is_its_first_page(served: Published, site: Path) -> None:
    """The place on a page is kept, though the address names no file."""
    with served.visit(f"{old_folder(site)}/#run-the-27-numbers") as (page, record):
        link_to(page, "stable").press("Enter")
        page.wait_for_url("**/stable/index.html#run-the-27-numbers")
        report(record.faults())


@pytest.mark.parametrize("name", ["search", PAGE])
def test_the_glass_leaves_the_first_letter_free(served: Published, name: str) -> None:
    """On the page that searches, and in the dialog."""
    with served.visit(f"stable/{name}.html") as (page, _):
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Control+k")
        space = page.locator("form.bd-search:visible").evaluate(
            """(form) => {
              const [icon, input] = form.querySelectorAll("svg, i, input");
              const text = input.getBoundingClientRect().left
                + parseFloat(getComputedStyle(input).paddingLeft);
              return text - icon.getBoundingClientRect().right;
            }"""
        )
        assert space >= 4


@pytest.mark.parametrize("width", [390, 1280])
def test_links_are_large_enough(served: Published, site: Path, width: int) -> None:
    """24 px and more; and where one is already does not look like a link."""
    with served.visit(f"{old_folder(site)}/{PAGE}.html", width=width) as (page, _):
        page.locator("details").evaluate_all("(all) => all.forEach((d) => d.open = 1)")
        heights = page.locator(
            ".cg-banner a, .cg-versions a, .cg-versions summary, .cg-footer a, "
            ".cg-cite a, .cg-cite summary"
        ).evaluate_all(
            "(links) => links.map((a) => a.getClientRects()[0]?.height ?? 24)"
        )
        assert len(heights) >= 12
        assert min(heights) >= 24
        for where in (".cg-versions", ".cg-footer"):
            here = page.locator(f"{where} [aria-current]")
            expect(here).to_have_css("text-decoration-line", "none")
            other = page.locator(f"{where} a:not([aria-current])").first
            expect(other).to_have_css("text-decoration-line", "underline")


def test_the_notebook_begins_where_the_text_does(served: Published) -> None:
    """On a narrow page, too."""
    with served.visit(f"stable/{PAGE}.html", width=390) as (page, _):
        left = "(it) => it.getBoundingClientRect().left"
        text, link = (
            page.locator(where).first.evaluate(left)
            for where in (".bd-article h1", ".cg-notebook a")
        )
        assert text == link


def test_paper_says_what_was_printed(served: Published, site: Path) -> None:
    """Version, licence, address and the banner; nothing that would unfold."""
    folder = old_folder(site)
    name = versions(site)[folder]["version"]
    with served.visit(f"{folder}/{PAGE}.html") as (page, _):
        pages = [
            sheet.get_textpage().get_text_range()
            for sheet in pypdfium2.PdfDocument(page.pdf(format="A4"))
        ]
        assert pages[0].startswith(f"Version {name} is old. This page in the ")
        for words in (f"convguide {name} · text CC BY 4.0", "Permanent address: "):
            assert words in pages[-1]
        assert "Cite this version" not in "".join(pages)


MISSING = ("none.html", "0.1/none.html", "dev/no/such/page.html")


@pytest.mark.parametrize("missing", MISSING)
def test_lost_reader(served: Published, site: Path, missing: str) -> None:
    """A host shows 404.html at any address; it finds its styles and the book."""
    headers = {"Content-Security-Policy": site_policy(site)}
    with served.visitor.fresh("light") as context:
        # As a host does it, but for the status, of which the browser would complain.
        context.route(
            served.root + missing,
            lambda route: route.fulfill(path=site / "404.html", headers=headers),
        )
        address = served.root + missing
        with opened(context, address, served.visitor.own) as (page, record):
            report(record.faults() + everything(page, "light"))
            found_the_book(page, served)


def test_lost_reader_opens_the_page_itself(published: Published) -> None:
    """From a disk, too."""
    with published.visit("404.html#main-content") as (page, record):
        report(record.faults())
        found_the_book(page, published)


def found_the_book(page: Page, published: Published) -> None:
    """Want all style sheets, and a way on."""
    sheets = page.evaluate("[...document.styleSheets].map((sheet) => sheet.href)")
    files = [published.file(sheet) for sheet in sheets if sheet]
    assert len(files) >= 5
    assert None not in files
    page.locator(".bd-docs-nav a", has_text="Glossary").click()
    page.wait_for_url("**/stable/reference/glossary.html")
    assert published.file(page.url)


def test_the_root_leads_to_stable(published: Published) -> None:
    """Without a click, and without scripts."""
    with published.visit("index.html", scripts=False) as (page, record):
        page.wait_for_url("**/stable/index.html")
        report(record.faults())


def test_versions_without_scripts(published: Published, site: Path) -> None:
    """The list unfolds and leads on where scripts are off, on a phone too."""
    start = f"{old_folder(site)}/{PAGE}.html"
    with published.visit(start, scripts=False, width=390) as (page, record):
        page.get_by_role("link", name="Contents and versions").click()
        page.locator(".cg-versions summary").click()
        page.locator(".cg-versions a", has_text="stable").click()
        page.wait_for_url(f"**/stable/{PAGE}.html")
        page.locator(".cg-footer a", has_text="not released").click()
        page.wait_for_url(f"**/dev/{PAGE}.html")
        report(record.faults())


@pytest.mark.parametrize("width", [390, 1280])
def test_the_menu_without_scripts(published: Published, width: int) -> None:
    """The contents can be reached, and no button is there that would do nothing."""
    with published.visit(f"stable/{PAGE}.html", scripts=False, width=width) as (
        page,
        record,
    ):
        expect(page.locator("button:visible")).to_have_count(0)
        expect(page.locator(".cg-menu:visible")).to_have_count(int(width == 390))
        report(sideways(page))
        page.locator(".bd-docs-nav a", has_text="Glossary").click()
        page.wait_for_url("**/stable/reference/glossary.html")
        report(record.faults() + sideways(page))


def test_versions_on_a_phone(published: Published, site: Path) -> None:
    """The menu of a phone has the list."""
    with published.visit(f"dev/{PAGE}.html", width=390) as (page, record):
        page.locator("button.primary-toggle").first.click()
        summary = page.locator("dialog[open] .cg-versions summary")
        expect(summary).to_be_visible()
        summary.click()
        old = versions(site)[old_folder(site)]
        page.locator("dialog[open] .cg-versions a", has_text=old["version"]).click()
        page.wait_for_url(f"**/{old['folder']}/{PAGE}.html")
        report(record.faults())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_dressed_pages_can_be_used_by_everyone(
    published: Published, site: Path, theme: Theme, width: int
) -> None:
    """All checks of a page hold with what the site puts in, folded parts open too."""
    for folder in (old_folder(site), "stable"):
        address = f"{folder}/reference/this-version.html"
        with published.visit(address, theme=theme, width=width) as (page, record):
            report(record.faults() + everything(page, theme))


def test_every_page_keeps_to_the_policy(
    published: Published, site: Path, folder: str
) -> None:
    """No page asks anything of others, or runs what its policy forbids."""
    faults = []
    for name in sorted(pages(site, folder)):
        with published.visit(f"{folder}/{name}.html") as (_, record):
            faults += [f"{name}: {fault}" for fault in record.faults()]
    report(faults)


def test_the_policy_is_sent_and_strict(served: Published) -> None:
    """The header is there, and a script that it does not know does not run."""
    with served.visit(f"stable/{PAGE}.html") as (page, record):
        response = page.request.get(page.url)
        assert "script-src 'self'" in response.headers["content-security-policy"]
        page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "globalThis.ran = true";
              document.body.append(script);
              document.body.append(new Image());
              document.body.lastChild.src = "https://elsewhere.example/x.png";
            }"""
        )
        assert page.evaluate("globalThis.ran") is None
        refused = [m for m in record.messages if "Content Security Policy" in m]
        assert any("elsewhere.example" in message for message in refused)
        assert any("inline script" in message for message in refused)
