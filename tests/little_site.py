"""Little built books, old and new in their templates, for tests of publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from releases import Version
from shelves import Book, Site

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!DOCTYPE html>
<html lang="en" data-content_root="{root}">
  <head>
    <meta charset="utf-8" />
<meta property="og:title" content="A page" />
<meta property="og:url" content="https://convguide.example/{page}.html" />
    <title>A page &#8212; convguide</title>
    <script data-cfasync="false">
    document.documentElement.dataset.mode = "auto";
  </script>
    <script src="{root}_static/doctools.js?v=1"></script>
    <script>DOCUMENTATION_OPTIONS.pagename = '{page}';</script>
    <script>
        DOCUMENTATION_OPTIONS.theme_version = '0.20.0';{switch_line}
        </script>{loader}
  </head>
  <body>
  <div id="pst-skip-link"><a href="#main-content">Skip to main content</a></div>
  <div class="sidebar-primary-item">
<p class="cg-version">version {version}</p></div>{switcher}
  <article class="bd-article"><h1>{page}</h1>
  <svg><title>A drawing</title></svg></article>
  <p class="cg-footer">convguide {version} · text CC BY 4.0</p>
  </body>
</html>
"""
OLD = {
    "switch_line": """
        DOCUMENTATION_OPTIONS.theme_switcher_json_url = 'data:application/json,null';
        DOCUMENTATION_OPTIONS.show_version_warning_banner =
            true;""",
    "loader": """
    <script defer="defer" src="{root}_static/versions-loader.js?v=0"></script>""",
    "switcher": """
        <div class="sidebar-primary-item"><div class="version-switcher__container pst">
  <span id="cg-version-label-2" class="visually-hidden">Version</span>
  <div id="pst-version-switcher-list-2" role="listbox"
    class="version-switcher__menu"></div>
</div></div>""",
}
NEW = dict.fromkeys(OLD, "")


def page_text(page: str, version: str, template: dict[str, str] = NEW) -> str:
    """Write a page as the theme does."""
    root = "../" * page.count("/") or "./"
    text = PAGE
    for name, part in template.items():
        text = text.replace(f"{{{name}}}", part)
    return text.format(page=page, version=version, root=root)


def book(
    folder: Path, version: Version, pages: list[str], *, old: bool = False
) -> Book:
    """Write a built book."""
    html = folder / version.name / "html"
    files = {
        f"{page}.html": page_text(page, version.name, OLD if old else NEW)
        for page in [*pages, "404"]
    }
    more = {"_static/doctools.js": "", "_static/a.html": "", "sitemap.xml": "<urlset/>"}
    for name, text in {**files, **more}.items():
        (html / name).parent.mkdir(parents=True, exist_ok=True)
        (html / name).write_text(text, "utf-8")
    return Book(version, html)


def little_site(folder: Path, base: str = "") -> Site:
    """Write three books: two releases, and what is being written."""
    return Site(
        (
            book(
                folder,
                Version("0.1.0", "1" * 40, "2026-01-02"),
                ["index", "search", "part/old", "part/both"],
                old=True,
            ),
            book(
                folder,
                Version("0.2.3", "2" * 40, "2026-02-03"),
                ["index", "search", "part/both", "part/second"],
            ),
            book(
                folder,
                Version("0.3.0.dev0", "3" * 40, "2026-03-04", released=False),
                ["index", "search", "part/both", "part/second", "part/third"],
            ),
        ),
        base,
    )
