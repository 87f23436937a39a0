"""The Content-Security-Policy of the site: what a page may load and run."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from typing import TYPE_CHECKING

from errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPT = re.compile(r"<script((?:\s[^>]*)?)>(.*?)</script>", re.DOTALL)
_CHARSET = re.compile(r'<meta charset="utf-8" ?/?>')
_DATA = re.compile(r'\btype="application/(?:ld\+)?json"')


def inline_scripts(page: str) -> list[str]:
    """Return the text of every script that a page itself holds and runs."""
    return [
        text
        for attributes, text in _SCRIPT.findall(page)
        if "src=" not in attributes and not _DATA.search(attributes)
    ]


def content_policy(scripts: Iterable[str]) -> str:
    """Allow the site's own files, and the inline scripts that it is made with.

    Parameters
    ----------
    scripts : iterable of str
        Text of the inline scripts; each is allowed by its hash.

    Returns
    -------
    str
        A policy. Inline styles are allowed: figures and formulas are made of them. It
        does not say who may embed a page, because teachers do.
    """
    digests = {hashlib.sha256(text.encode()).digest() for text in scripts}
    hashes = sorted(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def sealed(page: str) -> str:
    """Put the policy of a page into its head.

    Some hosts send no headers of ours, and a copy on a disk has none.

    Raises
    ------
    SiteError
        If the page does not say its encoding, after which the policy belongs.
    """
    policy = escape(content_policy(inline_scripts(page)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    text, count = _CHARSET.subn(lambda found: f"{found[0]}\n{meta}", page)
    if count != 1:
        msg = f"a page has {count} lines that say its encoding, not one"
        raise SiteError(msg)
    return text
