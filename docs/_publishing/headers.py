"""What a server says beside each file: how long to keep it, and what it may do.

Three lifetimes serve the whole site. A file under ``_static`` that is asked for with a
digest of its content (``style.css?v=4418a689``, as Sphinx writes) never changes at that
address. The other files there are fonts and logos, which change with a release at most.
Everything else may change with each publication, and is asked for again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from errors import SiteError
from policies import content_policy, inline_scripts

if TYPE_CHECKING:
    from pathlib import Path

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
SHORT = "public, max-age=300"

UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
#: Headers of every answer. Who may embed a page is left open, because teachers do.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED_FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Of a policy. Many proxies take 4 KB for all headers of an answer.
LONGEST = 3000
#: Files that pages and builds of others read: Sphinx's inventory, the list of versions.
SHARED = ("objects.inv", "switcher.json")


def site_policy(site: Path) -> str:
    """Return the Content-Security-Policy that allows what the pages of a site hold.

    Parameters
    ----------
    site : path
        The whole site, dressed: its pages share their few inline scripts.

    Returns
    -------
    str
        One policy for all pages. A page also holds its own, and a browser obeys both.

    Raises
    ------
    SiteError
        If it is so long that a proxy could refuse the answers.
    """
    texts = (path.read_text("utf-8") for path in sorted(site.rglob("*.html")))
    scripts = {script for text in texts for script in inline_scripts(text)}
    policy = content_policy(scripts)
    if len(policy) > LONGEST:
        msg = (
            f"the policy of {site} has {len(policy)} characters, more than {LONGEST}: "
            f"its pages hold {len(scripts)} different inline scripts"
        )
        raise SiteError(msg, "a script that differs on each page belongs into a file")
    return policy


def for_static_hosts(site: Path) -> str:
    """Write ``_headers``, which Netlify and Cloudflare Pages read.

    Parameters
    ----------
    site : path
        The whole site; its folders with an ``objects.inv`` are the versions.

    Returns
    -------
    str
        Rules. They see no query, so no file is kept for longer than a day. No two rules
        name the same header for one file: Cloudflare would join the values. What has no
        lifetime here, these hosts let a browser keep only if it asks again each time.
        The Content-Security-Policy is left to the pages, which hold their own: no rule
        tells a page from a PDF, which Safari does not show under a strict policy.

    Raises
    ------
    SiteError
        If the folder has no version.
    """
    versions = sorted(path.parent.name for path in site.glob("*/objects.inv"))
    if not versions:
        msg = f"{site} has no folder with an objects.inv, so no version of the book"
        raise SiteError(msg, "build the site first: nox -s site")
    shared = ["switcher.json", *(f"{version}/objects.inv" for version in versions)]
    rules = {
        "/*": ALWAYS,
        **{f"/{v}/_static/*": {"Cache-Control": A_DAY} for v in versions},
        **{f"/{path}": {"Access-Control-Allow-Origin": "*"} for path in shared},
    }
    return "\n".join(_rule(path, headers) for path, headers in rules.items())


def _rule(path: str, headers: dict[str, str]) -> str:
    """Write one rule: the path, and below it its headers."""
    return "".join([f"{path}\n", *(f"  {k}: {v}\n" for k, v in headers.items())])
