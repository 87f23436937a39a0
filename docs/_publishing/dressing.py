"""Put into each built page what depends on the site: other versions, and addresses.

Books are kept as they were built; a page is dressed when the site is put together. So
the pages of an old version learn of a new release without being executed again.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from addresses import addressed
from errors import SiteError
from furniture import MENU, banner, colophon, version_list
from launching import FOLDER, launchers
from shelves import STABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shelves import Place

NOTEBOOK = '<p class="cg-notebook">'
ASSETS = ("site.css", "site.js")
#: That of the page; drawings have titles, too.
TITLE_END = "</title>(?=.*</head>)"
SKIP = '<a href="#main-content">Skip to main content</a></div>'
#: What only the theme's own switcher uses. It needs a server, and a line that differs
#: on every page, which no policy can list.
SWITCHER = [
    r"[^\S\n]*<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>\n",
    r"[^\S\n]*DOCUMENTATION_OPTIONS\.theme_switcher_json_url = [^\n]*\n",
    r"[^\S\n]*<script[^>]*versions-loader\.js[^>]*></script>\n",
    (
        r'<div class="[^"]*"><div class="version-switcher__container'
        r".*?</div>\s*</div></div>"
    ),
]


def dress(text: str, place: Place, digest: str) -> str:
    """Dress one page.

    Parameters
    ----------
    text : str
        The page as it was built.
    place : Place
        Where it stands.
    digest : str
        Changes with the style and the script of the site, so that caches notice.

    Returns
    -------
    str
        The page as it is published, but for its policy.

    Raises
    ------
    SiteError
        If the page lacks a part that is replaced, or has it twice.
    """
    text = _addressed(text, place)
    for pattern in SWITCHER:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    name = re.escape(place.book.version.name)
    footer = rf'<p class="cg-footer">convguide {name}[^<]*</p>'
    path = f"{place.book.version.slug}/{FOLDER}/{place.page}.ipynb"
    links = launchers(place.site.repository, path)
    parts: list[tuple[str, Callable[[str], str]]] = [
        (TITLE_END, lambda old: _version_in_title(place) + old),
        ("</head>", lambda old: _head(place, digest) + old),
        (re.escape(SKIP), lambda old: f"{old}\n{MENU}{banner(place)}"),
        (rf'<p class="cg-version">version {name}</p>', lambda _: version_list(place)),
        (footer, lambda old: f"{old}\n{colophon(place)}"),
    ]
    if links and NOTEBOOK in text:  # not every page is executed
        parts.append((f"{NOTEBOOK}.*?</p>", lambda old: f"{old}\n{links}"))
    for pattern, new in parts:
        text = _replace(text, pattern, new, place)
    return text


def _replace(text: str, pattern: str, new: Callable[[str], str], place: Place) -> str:
    """Replace what must be there exactly once."""
    found = list(re.finditer(pattern, text, re.DOTALL))
    if len(found) != 1:
        page = f"{place.folder}/{place.page}.html"
        msg = f"{page} has {len(found)} parts like {pattern!r}, not one"
        raise SiteError(msg, hint="a template changed; dressing.py must follow")
    return text[: found[0].start()] + new(found[0][0]) + text[found[0].end() :]


def _version_in_title(place: Place) -> str:
    """Name the version in tabs and bookmarks, unless it is the stable one of a site.

    A copy on a disk names it always: it may be old when it is read.
    """
    book = place.book
    plain = book is place.site.stable and not book.alone
    return "" if plain else f" {escape(book.version.name)}"


def _head(place: Place, digest: str) -> str:
    """Write the links at the end of the head."""
    style, script = (place.to(f"{place.folder}/_static/{name}") for name in ASSETS)
    links = [
        f'<link rel="stylesheet" href="{style}?v={digest}" />',
        f'<script defer="defer" src="{script}?v={digest}"></script>',
    ]
    if place.page in place.site.stable.pages and not place.book.alone:
        address = escape(place.address(STABLE))
        links.insert(0, f'<link rel="canonical" href="{address}" />')
    return "\n".join(links) + "\n"


def _addressed(text: str, place: Place) -> str:
    """Put in the addresses that the build did not know."""
    in_stable = place.page in place.site.stable.pages and not place.book.alone
    known = place.site.base and in_stable
    return addressed(
        text,
        f"{place.page}.html",
        site=place.site.base,
        folder=place.folder,
        canonical=place.address(STABLE) if known else "",
        repository=place.site.repository,
    )
