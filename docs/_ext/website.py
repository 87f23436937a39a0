"""What the book needs as a site: a page for lost readers, and less to load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Files that no page asks for: the theme's second set of icons, a template, and what
#: Sphinx keeps of an earlier build.
UNUSED = (
    "_static/scripts/fontawesome.js*",
    "_static/*webpack-macros.html",
    ".buildinfo.bak",
)
LOST = "404"
LOST_SCRIPT = """<script>
  // With a base, a link to a part of the page would lead to the part's name at home.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    location.hash = link.getAttribute("href");
  });
</script>"""


def lost_head(site_url: str) -> str:
    """Write what the head of the page for missing addresses begins with.

    A server shows this page at the address that is missing, where relative links lead
    nowhere. Where the book has a home, the page says so, and is whole everywhere.

    Parameters
    ----------
    site_url : str
        Address of the book; empty if it is not known.

    Returns
    -------
    str
        HTML that makes relative links work from any address of the site.
    """
    robots = '<meta name="robots" content="noindex" />'
    if not site_url:
        return robots
    path = escape(urlsplit(site_url).path or "/", {'"': "&quot;"})
    return f'{robots}<base href="{path}" />{LOST_SCRIPT}'


def find_way_back(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Make the links of the page for missing addresses work from everywhere."""
    if page == LOST:
        context["metatags"] = lost_head(app.config.html_baseurl) + context["metatags"]
        context["pageurl"] = ""  # it has no address of its own


def finish(app: Sphinx, error: Exception | None) -> None:
    """Remove what no page asks for."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for pattern in UNUSED:
        for file in out.glob(pattern):
            file.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the events."""
    app.connect("html-page-context", find_way_back)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
