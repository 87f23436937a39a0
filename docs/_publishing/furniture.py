"""Pieces of HTML that every page of the site gets: versions, banner, citation."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from citation import CITATION, bibtex
from shelves import LOST, STABLE

if TYPE_CHECKING:
    from shelves import Book, Place, Site

SEARCH = "search"
#: Where the menu of a narrow page needs scripts, and there are none.
MENU = (
    '<noscript><nav class="cg-menu" aria-label="Without scripts">'
    '<a href="#pst-primary-sidebar">Contents and versions</a></nav></noscript>'
)
ZIP = ": unpack it, then open index.html"
#: Files with the whole book: their names, and what to do with them.
KINDS = {".pdf": ("PDF", ""), ".zip": ("zip, to read offline", ZIP)}
LACKS = "<span>does not have this page: its first page opens</span>"


def label(site: Site, book: Book) -> str:
    """Name a version, and say which one is stable, and which one is not released."""
    if not book.version.released:
        return f"{book.version.name} (not released)"
    known = book is site.stable and not book.alone
    return book.version.name + (" (stable)" if known else "")


def version_links(place: Place) -> list[tuple[str, bool]]:
    """Link to the page in each version, newest first, and tell whether that has it.

    It needs no script: whether the other version has the page is looked up when the
    site is put together.
    """
    site = place.site
    links = []
    for book in reversed(site.books):
        elsewhere = STABLE if book is site.stable else book.version.slug
        address, same = place.twin(place.folder if book is place.book else elsewhere)
        current = ' aria-current="true"' if book is place.book else ""
        name = escape(label(site, book))
        link = f'<a href="{escape(address)}"{current}>{name}</a>'
        links.append((link, same or place.page == LOST))  # no version has that one
    return links


def version_list(place: Place) -> str:
    """Write the list of versions, folded; where there is one, only its name."""
    site = place.site
    if len(site.books) == 1:
        return f'<p class="cg-version">version {escape(label(site, place.book))}</p>'
    items = [
        f"<li>{link}</li>" if same else f"<li>{link} {LACKS}</li>"
        for link, same in version_links(place)
    ]
    name = escape(place.book.version.name)
    return "\n".join(
        [
            '<details class="cg-versions">',
            f"<summary>version {name} · <span>change</span></summary>",
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
    words = f"Version {escape(place.book.version.name)} is {kind}."
    if place.book is not stable:
        words = f"{words} {_way_to_stable(place)}"
    return (
        f'<aside class="cg-banner" aria-label="Version of this page"><p>{words}</p>'
        "</aside>"
    )


def _way_to_stable(place: Place) -> str:
    """Write where the stable version has this page, or that it has none."""
    address, same = place.twin(STABLE)
    name = escape(place.site.stable.version.name)
    if same:
        return (
            f'This page in the stable version: <a href="{escape(address)}">{name}</a>.'
        )
    link = f'<a href="{escape(address)}">first page of {name}</a>'
    return f"The stable version does not have this page: {link}."


def colophon(place: Place) -> str:
    """Write the foot of a page: versions, downloads, its address, how to cite it."""
    lines = {"Versions": _versions_in_line(place)}
    if place.page != LOST:  # that one is no page of any book
        lines["The whole book"] = " · ".join(_downloads(place))
        lines["Permanent address"] = _permanent(place)
    shown = [f'<p class="cg-footer">{w}: {t}</p>' for w, t in lines.items() if t]
    return "\n".join(shown if place.page == LOST else [*shown, _cite(place)])


def _versions_in_line(place: Place) -> str:
    """Link to all versions where nothing is folded; nothing if there is one."""
    links = version_links(place) if len(place.site.books) > 1 else []
    return "&nbsp;· ".join(
        link if same else f"{link} (its first page)" for link, same in links
    )


def _downloads(place: Place) -> list[str]:
    """Link to the files with the whole book."""
    links = []
    for name in place.book.downloads:
        words, more = KINDS[name[-4:]]
        address = escape(place.to(f"{place.folder}/{name}"))
        links.append(f'<a href="{address}">{words}</a>{more}')
    return links


def _permanent(place: Place) -> str:
    """Link to this page where it stays as it is; nothing if there is no such place."""
    version = place.book.version
    lasts = version.released and bool(place.site.base or not place.book.alone)
    if not lasts or place.page == SEARCH:
        return ""
    address = escape(place.address(version.slug))
    words = address if place.site.base else f"this page in version {version.slug}"
    return f'<a href="{address}">{words}</a>'


def _cite(place: Place) -> str:
    """Write how to cite this page, folded; the search is cited as the whole book."""
    version = place.book.version
    page = replace(place, page="index") if place.page == SEARCH else place
    entry = bibtex(version, page.address(version.slug) if place.site.base else "")
    file = escape(place.to(f"{place.folder}/{CITATION}"))
    return "\n".join(
        [
            '<details class="cg-cite"><summary>Cite this version</summary>',
            f"<pre>{escape(entry)}</pre>",
            *_address_is_missing(place),
            f'<p>The same as a file: <a href="{file}">{CITATION}</a></p>',
            "</details>",
        ]
    )


def _address_is_missing(place: Place) -> list[str]:
    """Ask for what the site does not know of itself; a copy on a disk has none."""
    if place.site.base or place.book.alone or place.page == SEARCH:
        return []
    if place.folder == place.book.version.slug or not _permanent(place):
        return ["<p>Add the address of this page, which your browser shows.</p>"]
    return [f"<p>Add the address that your browser shows at {_permanent(place)}.</p>"]
