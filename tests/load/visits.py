"""What readers ask for: a page and its files, or the next page alone."""

from __future__ import annotations

import gzip
import posixpath
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pathlib import Path

#: Seen in a browser: every page shows icons, and formulas need two fonts at least.
ICONS = ("_static/vendor/fontawesome/webfonts/fa-solid-900.woff2",)
FORMULAS = (
    "_static/katex/fonts/KaTeX_Main-Regular.woff2",
    "_static/katex/fonts/KaTeX_Math-Italic.woff2",
)
PACKED = {".css", ".html", ".inv", ".js", ".json", ".svg", ".txt", ".xml"}
LOADED = ("stylesheet", "icon", "preload")


class _Files(HTMLParser):
    """Addresses that a browser loads with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the tag loads."""
        values = dict(attrs)
        loads = set((values.get("rel") or "").split()) & set(LOADED)
        address = values.get("href" if tag == "link" and loads else "src")
        if address and (tag in ("img", "script") or (tag == "link" and loads)):
            self.found.append(address)


def pages(site: Path) -> list[str]:
    """Name the pages of the stable version, or of a book that stands alone."""
    book = site / "stable" if (site / "stable").is_dir() else site
    paths = (path.relative_to(site).as_posix() for path in book.rglob("*.html"))
    return sorted(path for path in paths if "_static/" not in path)


def first_visit(site: Path, page: str) -> list[str]:
    """List what a browser with an empty cache asks for: the page, and its files.

    Parameters
    ----------
    site : path
        The whole site.
    page : str
        Address of a page in it, ``stable/index.html``.

    Returns
    -------
    list of str
        Addresses with their queries, each once, the page first. None is missing.
    """
    text = (site / page).read_text("utf-8")
    parser = _Files()
    parser.feed(text)
    folder = page.partition("/")[0] + "/" if page.startswith("stable/") else ""
    fonts = [*ICONS, *(FORMULAS if 'class="katex' in text else ())]
    here = [
        posixpath.join(posixpath.dirname(page), a) for a in parser.found if local(a)
    ]
    files = [posixpath.normpath(address) for address in here] + [
        folder + f for f in fonts
    ]
    there = [address for address in files if (site / urlsplit(address).path).is_file()]
    return list(dict.fromkeys([page, *there]))


def local(address: str) -> bool:
    """Tell whether an address leads to a file of the site."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and bool(parts.path)


def packed_copy(site: Path, target: Path) -> None:
    """Copy a site, and put a packed file beside each that would gain and has none."""
    shutil.copytree(site, target)
    for path in sorted(target.rglob("*")):
        packed = path.with_name(f"{path.name}.gz")
        if path.suffix in PACKED and path.is_file() and not packed.exists():
            packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
