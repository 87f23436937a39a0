"""A configuration for nginx that serves the site with the right headers.

To print it: ``python docs/_publishing/nginx.py site --name book.example.org``.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from errors import SiteError
from headers import A_DAY, ALWAYS, FOREVER, SHARED, SHORT, site_policy

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


def main(arguments: list[str] | None = None) -> int:
    """Print the configuration for a built site; return 1 if there is none."""
    parser = argparse.ArgumentParser(prog="nginx.py", description=__doc__)
    parser.add_argument("site", type=Path, help="the built site, to be looked at")
    parser.add_argument("--root", default="/srv/convguide", help="its folder there")
    parser.add_argument("--base", default="/", help="the path of its address")
    parser.add_argument("--name", default="_", help="the names of the host")
    parser.add_argument("--listen", default="80", help="the port, or address and port")
    parser.add_argument("--brotli", action="store_true", help="nginx has the module")
    options = vars(parser.parse_args(arguments))
    site = options.pop("site")
    try:
        if not (site / "index.html").is_file():
            msg = f"no built site in {site}"
            raise SiteError(msg, "build it first: nox -s site")  # noqa: TRY301
        sys.stdout.write(for_nginx(site_policy(site), **options))
    except SiteError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
