"""Repairs of what the theme and MyST-NB leave to be desired in accessibility."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

WORDS = {"Show the source": "Show the code", "Hide the source": "Hide the code"}


def visit_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a folded cell: its summary is named by its own visible words."""
    classes = " ".join(node["classes"])
    self.body.append(f'<details class="admonition hide {classes}">\n<summary>\n')
    for state, prompt in (("collapsed", "prompt_show"), ("expanded", "prompt_hide")):
        words = escape(WORDS.get(node[prompt], node[prompt]))
        self.body.append(f'<p class="{state} admonition-title">{words}</p>\n')
    self.body.append("</summary>\n")


def repair_roles(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Make the entries of a bibliography items of the list in which they stand."""
    if "body" in context:
        old, new = 'role="doc-biblioentry"', 'role="listitem"'
        context["body"] = context["body"].replace(old, new)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Replace the HTML of folded cells, and of citations."""
    app.connect("html-page-context", repair_roles)
    app.add_node(
        HideCodeCellNode, override=True, html=(visit_folded, depart_HideCellInput)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
