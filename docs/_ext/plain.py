"""Write a page's Markdown so that Jupyter, which knows no directives, shows it well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

GLUE_TAG = "glue"  # of cells that serve the book only
TOCTREE = re.compile(r"```\{toctree\}.*?```\n?", re.DOTALL)
MATHS = re.compile(r"```\{math\}\n(?::label:[^\n]*\n)?\s*(.*?)\s*```", re.DOTALL)
INCLUDE = re.compile(r"```\{literalinclude\} \S*/src/(\S+)\n.*?```", re.DOTALL)
FOLDED = re.compile(r":::\{dropdown\} (.*?)\n(.*?)\n:::", re.DOTALL)
BOX = re.compile(
    r":::\{admonition\} (.*?)\n(?::class:[^\n]*\n)?\n?(.*?)\n:::", re.DOTALL
)
GLUE = re.compile(r"\{glue:text\}`(\w+)`")
TERM = re.compile(r"\{term\}`([^`<]+?)(?: <[^`]*>)?`")
PAGE = re.compile(r"\]\((\S+?)\.md\)")
CITE = re.compile(r"\{cite\}`(\w+)`")


def glued(outputs: Mapping[str, Any]) -> dict[str, str]:
    """Read the values that cells hand to the prose.

    Parameters
    ----------
    outputs : mapping
        The outputs that MyST-NB has taken out of a notebook, by their names.

    Returns
    -------
    dict of str
        Each value as text, by its name.
    """
    return {
        name: "".join(output["data"]["text/plain"]).strip("'")
        for name, output in outputs.items()
    }


def plain(text: str, values: Mapping[str, str]) -> str:
    """Replace what only MyST understands by Markdown and HTML that say the same.

    Parameters
    ----------
    text : str
        Markdown of a cell.
    values : mapping of str
        What `glued` has collected.

    Returns
    -------
    str
        Markdown for Jupyter.
    """
    text = TOCTREE.sub("", text)
    text = MATHS.sub(r"$$\n\1\n$$", text)
    text = INCLUDE.sub(r"(the file `\1` of the package)", text)
    text = FOLDED.sub(
        r"<details><summary><b>\1</b></summary>\n\n\2\n\n</details>", text
    )
    text = BOX.sub(lambda box: _quoted(f"**{box[1]}**\n\n{box[2]}"), text)
    text = GLUE.sub(lambda name: values[name[1]], text)
    text = TERM.sub(r"\1", text)
    text = PAGE.sub(r"](\1.ipynb)", text)
    return CITE.sub(r"[\1]", text).strip()


def _quoted(text: str) -> str:
    """Indent a block as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def readable(notebook: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """Leave out what serves the book only, and translate the prose.

    Parameters
    ----------
    notebook : mapping
        An executed notebook, as read from JSON.
    values : mapping of str
        What `glued` has read.

    Returns
    -------
    dict
        The notebook for readers.
    """
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = plain("".join(cell["source"]), values)
            if source:
                lines = source.splitlines(keepends=True)
                cells.append({**cell, "source": lines})
        elif GLUE_TAG not in cell.get("metadata", {}).get("tags", []):
            cells.append(cell)
    return {**notebook, "cells": cells}
