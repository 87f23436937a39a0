"""The gallery: drawing functions with their own examples, run while the page is read.

The code under a picture is the example in the function's docstring, which the tests run
as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples import run
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class Gallery(SphinxDirective):
    """Show the functions whose names are its content."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give each function a section: what it draws, the picture and the code."""
        from convguide import diagrams  # noqa: PLC0415 - only this page needs Matplotlib

        text = ""
        for name in self.content:
            example = run(diagrams, name)
            text += (
                f"### `{name}`\n\n{example.summary}\n\n"
                f"```{{raw}} html\n{example.drawing._repr_html_()}\n```\n\n"
                f"```python\n{example.code}```\n\n"
                f"All arguments: {{func}}`~convguide.diagrams.{name}`.\n\n"
            )
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("gallery", Gallery)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
