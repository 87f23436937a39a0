"""Write a page's Markdown so that Jupyter, which knows no directives, shows it well."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING, Any

from blocks import block
from directives import rewritten

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GLUE_TAG = "glue"  # of cells that serve the book only
_CODE = re.compile(r"(?<!`)(``+)(?!`).+?(?<!`)\1(?!`)")
_ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")
_PAGE = re.compile(r"\]\(([^)\s]+?)\.md(#[^)\s]*)?\)")
_PLACE = re.compile(r"\]\(#([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_TERM = re.compile(r"([^<]+?)(?: <[^>]*>)?")


@dataclass(frozen=True)
class Page:
    """What the words of a page refer to.

    Parameters
    ----------
    name : str
        Its name, ``"counting/ledger"``.
    source : path
        Its file.
    values : mapping of str
        What `glued` has collected.
    citations : mapping of str
        Markdown for each key of the bibliography.
    notebooks : collection of str
        Names of the pages that are offered as notebooks.
    headings : mapping of str
        How Jupyter names a heading, by the name that the book gives it.
    """

    name: str = "index"
    source: Path = Path()
    values: Mapping[str, str] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)
    notebooks: Collection[str] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


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


def plain(text: str, page: Page) -> str:
    """Replace what only MyST understands by Markdown and HTML that say the same.

    Parameters
    ----------
    text : str
        Markdown of a cell.
    page : Page
        Where it stands.

    Returns
    -------
    str
        Markdown for Jupyter.

    Raises
    ------
    ValueError
        If there is no way to say the same.
    """
    folder = page.source.parent

    def inner(text: str) -> str:
        return rewritten(text, prose, lambda nested: block(nested, inner, folder))

    def prose(text: str) -> str:
        return _prose(text, page)

    return inner(text).strip()


def _prose(text: str, page: Page) -> str:
    """Rewrite roles and links, but not within code that has several backticks."""
    pieces = []
    end = 0
    for code in _CODE.finditer(text):
        pieces += [_rewritten(text[end : code.start()], page), code[0]]
        end = code.end()
    return "".join([*pieces, _rewritten(text[end:], page)])


def _rewritten(text: str, page: Page) -> str:
    """Rewrite roles and links of prose."""
    text = _ROLE.sub(lambda role: _role(role[1], role[2], page), text)
    text = _PAGE.sub(lambda link: f"]({_address(link[1], link[2] or '', page)})", text)
    return _PLACE.sub(lambda link: f"](#{page.headings.get(link[1], link[1])})", text)


def _role(name: str, content: str, page: Page) -> str:
    """Write what a role stands for."""
    if name == "glue:text":
        return page.values[content]
    if name == "term" and (words := _TERM.fullmatch(content)):
        return words[1]
    if name == "cite":
        return f"({', '.join(page.citations[key] for key in content.split(','))})"
    msg = f"no notebook can show the role {{{name}}}`{content}`: add it to plain.py"
    raise ValueError(msg)


def _address(path: str, place: str, page: Page) -> str:
    """Lead to another notebook, or to a page of the book that has none."""
    target = normpath(join(dirname(page.name), path))
    if target in page.notebooks:
        return f"{path}.ipynb{place}"
    # Notebooks stand in a folder of their own, in the folder of the book.
    here = dirname(join("_notebooks", page.name))
    return relpath(f"{target}.html", here) + place


def _headings(cells: list[dict[str, Any]]) -> dict[str, str]:
    """Say how Jupyter names each heading, by the name that MyST gives it."""
    prose = [c["source"] for c in cells if c["cell_type"] == "markdown"]
    text = re.sub("[`*]", "", "\n".join("".join(source) for source in prose))
    names = _HEADING.findall(text)
    return {
        re.sub(r"[^\w -]", "", name).lower().replace(" ", "-"): name.replace(" ", "-")
        for name in names
    }


def readable(notebook: Mapping[str, Any], page: Page) -> dict[str, Any]:
    """Leave out what serves the book only, and translate the prose.

    Parameters
    ----------
    notebook : mapping
        An executed notebook, as read from JSON.
    page : Page
        Where it comes from; its headings are looked up here.

    Returns
    -------
    dict
        The notebook for readers.
    """
    page = replace(page, headings=_headings(notebook["cells"]))
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = plain("".join(cell["source"]), page)
            if source:
                lines = source.splitlines(keepends=True)
                cells.append({**cell, "source": lines})
        elif GLUE_TAG not in cell.get("metadata", {}).get("tags", []):
            cells.append(cell)
    return {**notebook, "cells": cells}
