"""What the head of a page tells search engines and those who pass a link on.

Title, description, question and answer all come from the page itself.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import card
from docutils import nodes
from structured import Book, Page, graph, script

import convguide

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FIRST, LOST, SEARCH = "index", "404", "search"
KINDS = {"reference/api": ("WebPage", "APIReference")}
SEARCH_HEAD = (
    '<meta name="robots" content="noindex" />\n<meta name="description" content='
    '"Search all pages of this version of the book; nothing is sent anywhere." />\n'
)
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\n?')
CARD_TAGS = [
    f'<meta property="og:image:width" content="{card.WIDTH}" />',
    f'<meta property="og:image:height" content="{card.HEIGHT}" />',
    '<meta name="twitter:card" content="summary_large_image" />',
]


def description_of(page: nodes.document) -> str:
    """Read a page's description from its front matter.

    Parameters
    ----------
    page : document
        The page.

    Returns
    -------
    str
        The description; empty if there is none.
    """
    for node in page.findall(nodes.meta):
        if node.get("name") == "description":
            return str(node["content"])
    return ""


def answer_of(page: nodes.document) -> str:
    """Read what stands in a page's first box, "The answer".

    Parameters
    ----------
    page : document
        The page, with all references resolved.

    Returns
    -------
    str
        Its words in one line; empty if the page has no such box.
    """
    for box in page.findall(nodes.admonition):
        if "answer" in box["classes"]:
            parts = (part for part in box if not isinstance(part, nodes.title))
            return " ".join(" ".join(part.astext() for part in parts).split())
    return ""


def describe(
    _app: Sphinx,
    page: str,
    _template: str,
    context: dict[str, Any],
    document: nodes.document | None,
) -> None:
    """Give previews the description; they would show the first words of a page."""
    if document:
        tag = {"og:description": description_of(document)}
        context["meta"] = {**(context["meta"] or {}), **tag}
    elif page == SEARCH:
        context["metatags"] = context.get("metatags", "") + SEARCH_HEAD


def add_data(
    app: Sphinx,
    page: str,
    _template: str,
    context: dict[str, Any],
    document: nodes.document | None,
) -> None:
    """Add the JSON-LD, and leave the viewport to the theme, which sets it, too."""
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))
    if document and page != LOST:
        address = app.builder.get_target_uri(page)
        home = app.builder.get_target_uri(FIRST)
        of_page = Page(
            title=app.env.titles[page].astext(),
            description=description_of(document),
            address=posixpath.basename(address),
            home=posixpath.relpath(home, posixpath.dirname(address) or "."),
            answer=answer_of(document),
            kinds=KINDS.get(page, ("WebPage",)),
        )
        context["metatags"] += script(graph(of_page, _book(app)))


def _book(app: Sphinx) -> Book:
    """Read the configuration, and the first line of the package."""
    config = app.config
    line = (convguide.__doc__ or "").partition("\n")[0]
    language = config.language
    return Book(config.project, config.author, config.release, language, line)


def draw_card(app: Sphinx, error: Exception | None) -> None:
    """Draw the preview into the built book, so that it is never older than the book."""
    if error or app.builder.name != "html":
        return
    content = card.draw(app.env.titles[FIRST].astext())
    (Path(app.outdir) / "_static" / card.NAME).write_bytes(content)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the events, around those of sphinxext.opengraph."""
    app.connect("html-page-context", describe, priority=400)
    app.connect("html-page-context", add_data, priority=600)
    app.connect("build-finished", draw_card)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
