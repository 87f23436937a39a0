"""Whole addresses for a page that was built without knowing where it will stand.

Previews and search engines take no relative addresses. A book is built with those of a
domain that is reserved for examples (docs/conf.py), and its JSON-LD with relative ones.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Callable

NOWHERE = "https://convguide.example/"
TAG = re.compile(r'<meta (?:[^">]|"[^"]*")*>\n?')
#: In a tag with such an address, and in tags that say more of an image that has none.
HOMELESS = (f'content="{NOWHERE}', 'property="og:image', 'name="twitter:card"')
PERMANENT = re.compile(r'(<meta property="og:url" content=")([^"]*)(" ?/?>)')
DATA = re.compile(r'(<script type="application/ld\+json">)(.*?)(</script>)', re.DOTALL)
LOCATED = ("@id", "url")  # properties whose values are addresses


def addressed(
    text: str, page: str, *, site: str, folder: str, canonical: str, repository: str
) -> str:
    """Put the real addresses into one page.

    Parameters
    ----------
    text : str
        The page as it was built.
    page : str
        Its address within the book, ``"counting/ledger.html"``.
    site : str
        Address of the site, with a slash at its end; empty if it is not known.
    folder : str
        Where the book stands in the site: ``"stable"``, ``"0.1"``.
    canonical : str
        The address under which search engines should know the page; if it is empty,
        that of the page itself.
    repository : str
        ``owner/name`` on GitHub; empty if it is not known.

    Returns
    -------
    str
        The page. If the site's address is not known, tags that need it are left out.

    Raises
    ------
    SiteError
        If the page has such a part twice.
    """
    head, end, body = text.partition("</head>")
    own = f"{site}{folder}/{page}" if site else ""
    if own or repository:
        head = _once(DATA, head, page, lambda old: located(old, own, repository))
    if not site:
        return TAG.sub(_unless_homeless, head) + end + body
    known = escape(canonical or own)
    head = _once(PERMANENT, head, page, lambda _: known)
    head = head.replace(NOWHERE, escape(f"{site}{folder}/"))
    # In the text the domain stands for the site, and the folder is part of the text.
    return head + end + body.replace(NOWHERE, escape(site))


def _unless_homeless(tag: re.Match[str]) -> str:
    """Leave out a tag that says nothing without an address."""
    return "" if any(part in tag[0] for part in HOMELESS) else tag[0]


def _once(
    pattern: re.Pattern[str], text: str, page: str, new: Callable[[str], str]
) -> str:
    """Replace the middle of what is there once; old books and the search lack it."""
    found = pattern.findall(text)
    if len(found) > 1:
        what = f"{page} has {len(found)} parts like {pattern.pattern!r}"
        raise SiteError(what, "a template changed; addresses.py must follow")
    return pattern.sub(lambda part: part[1] + new(part[2]) + part[3], text)


def located(text: str, own: str, repository: str = "") -> str:
    """Make the addresses in JSON-LD whole.

    Parameters
    ----------
    text : str
        JSON-LD with addresses that are relative to the page.
    own : str
        Address of the page; empty if it is not known, and then they stay relative.
    repository : str
        ``owner/name`` where the package lies; empty if it is not known.

    Returns
    -------
    str
        JSON-LD that can stand in a script element.
    """
    data = json.loads(text)
    _locate(data, own, repository)
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _locate(data: Any, own: str, repository: str) -> None:  # noqa: ANN401
    """Change the addresses in nested JSON."""
    if isinstance(data, list):
        for item in data:
            _locate(item, own, repository)
    elif isinstance(data, dict):
        for name in LOCATED:
            if own and name in data:
                data[name] = urljoin(own, data[name])
        if repository and data.get("@type") == "SoftwareSourceCode":
            data["codeRepository"] = f"https://github.com/{repository}"
        for value in data.values():
            _locate(value, own, repository)
