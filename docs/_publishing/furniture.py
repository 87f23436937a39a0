"""Pieces of HTML that every page of the site gets: versions, banner, citation."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from citation import CITATION, bibtex
from shelves import LOST, STABLE

if TYPE_CHECKING:
    from shelves import Place

KINDS = {".pdf": "PDF", ".zip": "zip, to read offline"}


def version_list(place: Place) -> str:
    """Write the list of versions, folded; each leads to the same page in another.

    It needs no script: whether the other version has the page is looked up when the
    site is put together.
    """
    site = place.site
    items = []
    for book in reversed(site.books):
        stable = book is site.stable
        elsewhere = STABLE if stable else book.version.slug
        address, same = place.twin(place.folder if book is place.book else elsewhere)
        kind = "" if book.version.released else " (not released)"
        known = stable and book.version.released and not book.alone
        name = escape(book.version.name) + (" (stable)" if known else kind)
        current = ' aria-current="true"' if book is place.book else ""
        note = "" if same else " <span>from its first page</span>"
        link = f'<a href="{escape(address)}"{current}>{name}</a>'
        items.append(f"<li>{link}{note}</li>")
    return "\n".join(
        [
            '<details class="cg-versions">',
            f"<summary>version {escape(place.book.version.name)}</summary>",
            '<ul aria-label="Versions of this book">',
            *items,
            "</ul></details>",
        ]
    )


def banner(place: Place) -> str:
    """Write what stands above an old page, and above one that is not released."""
    stable = place.site.stable
    if place.book is stable and (stable.version.released or not stable.alone):
        return ""
    kind = (
        "<strong>old</strong>" if place.is_old else "<strong>not released</strong> yet"
    )
    words = f"Version {escape(place.book.version.name)} is {kind}"
    if place.book is not stable:
        address, same = place.twin(STABLE)
        link = f'<a href="{escape(address)}">version {escape(stable.version.name)}</a>'
        way = f"read this page in {link}" if same else f"{link} does not have this page"
        words = f"{words}: {way}"
    return (
        f'<aside class="cg-banner" aria-label="Version of this page"><p>{words}.</p>'
        "</aside>"
    )


def colophon(place: Place) -> str:
    """Write the foot of a page: downloads, its address, how to cite it."""
    if place.page == LOST:
        return ""  # no page of any book
    files = [
        f'<a href="{escape(place.to(f"{place.folder}/{name}"))}">{KINDS[name[-4:]]}</a>'
        for name in place.book.downloads
    ]
    version = place.book.version
    address = escape(place.address(version.slug))
    words = address if place.site.base else f"this page in version {version.slug}"
    lasts = version.released and bool(place.site.base or not place.book.alone)
    lines = {
        "The whole book": " · ".join(files),
        "Permanent address": f'<a href="{address}">{words}</a>' * lasts,
    }
    shown = [f'<p class="cg-footer">{w}: {t}</p>' for w, t in lines.items() if t]
    entry = bibtex(version, place.address(version.slug) if place.site.base else "")
    file = escape(place.to(f"{place.folder}/{CITATION}"))
    return "\n".join(
        [
            *shown,
            '<details class="cg-cite"><summary>Cite this version</summary>',
            f"<pre>{escape(entry)}</pre>",
            f'<p>The same as a file: <a href="{file}">{CITATION}</a></p>',
            "</details>",
        ]
    )
