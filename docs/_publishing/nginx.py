"""A configuration for nginx that serves the site with the right headers."""

from __future__ import annotations

import re
from pathlib import Path

from errors import SiteError
from headers import A_DAY, ALWAYS, FOREVER, SHARED, SHORT

TEMPLATE = Path(__file__).with_name("nginx.conf")
TYPES = {
    "application/json": ("json", "map"),
    "application/pdf": ("pdf",),
    "application/x-ipynb+json": ("ipynb",),
    "application/xml": ("xml",),
    "application/zip": ("zip",),
    "font/woff2": ("woff2",),
    "image/png": ("png",),
    "image/svg+xml": ("svg",),
    "image/x-icon": ("ico",),
    "text/css": ("css",),
    "text/html": ("html",),
    "text/javascript": ("js", "mjs"),
    "text/plain": ("bib", "cff", "txt"),
}
#: Types that gain by "; charset=utf-8", beside text/html, which nginx always means.
TEXTS = (
    "application/json",
    "application/xml",
    "text/css",
    "text/javascript",
    "text/plain",
)

_NEVER = re.compile(r'["\\$\r\n]')
_BUT_IN_A_POLICY = re.compile(r"[;{}]")
_PLACE = re.compile(r"@([a-z_]+)@")


def for_nginx(
    policy: str,
    *,
    root: str = "/srv/convguide",
    base: str = "/",
    name: str = "_",
    listen: str = "80",
    brotli: bool = False,
) -> str:
    """Write a configuration for nginx, to be included within ``http``.

    Parameters
    ----------
    policy : str
        The Content-Security-Policy of pages.
    root : str
        Where the site lies on the server.
    base : str
        Path of the site's address; begins and ends with a slash.
    name : str
        Host names that the server answers to, ``_`` for all.
    listen : str
        Port, or address and port.
    brotli : bool
        Whether nginx has the module ``brotli_static``; without it the line is an error.

    Returns
    -------
    str
        Three maps and a server.

    Raises
    ------
    SiteError
        If a value would end its place in the file early, or a base has no slashes.
    """
    places = {"root": root.rstrip("/"), "base": base, "name": name, "listen": listen}
    for what, value in {"policy": policy, **places}.items():
        found = _NEVER.search(value) or (
            what != "policy" and _BUT_IN_A_POLICY.search(value)
        )
        if found:
            msg = f"the {what} {value!r} has {found[0]!r}, which nginx would misread"
            raise SiteError(msg)
    if not (base.startswith("/") and base.endswith("/")):
        msg = f"the base is {base!r}, which does not begin and end with a slash"
        raise SiteError(msg, "write it like /book/")
    values = {
        **places,
        "policy": policy,
        "short": SHORT,
        "forever": FOREVER,
        "a_day": A_DAY,
        "shared": "|".join(re.escape(file) for file in SHARED),
        "types": "\n".join(f"        {t} {' '.join(e)};" for t, e in TYPES.items()),
        "texts": " ".join(TEXTS),
        "packed": "\n    ".join(
            ["gzip_static on;", *(["brotli_static on;"] if brotli else [])]
        ),
        "always": "\n    ".join(
            f'add_header {header} "{value}" always;' for header, value in ALWAYS.items()
        ),
    }
    return _PLACE.sub(lambda place: values[place[1]], TEMPLATE.read_text("utf-8"))
