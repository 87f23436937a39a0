"""Put into each notebook what depends on the site: addresses to read and install from.

As pages do, notebooks stay as they were built until the site is put together.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from errors import SiteError
from launching import FOLDER, archive

DOCS = Path(__file__).resolve().parents[1]
sys.path.append(str(DOCS / "_ext"))  # which makes the notebooks

from needs import needs  # noqa: E402
from preparing import Facts, kept, prepared  # noqa: E402
from stills import with_stills  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    from releases import Version

_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s#]+?)\.(?:ipynb|html)(#[^)\s]*)?\)")


def dress_notebooks(
    book: Path, version: Version, declared: str, home: str, repository: str
) -> int:
    """Dress all notebooks of a book, where they are.

    Parameters
    ----------
    book : path
        The book's folder in the site.
    version : Version
        Its version.
    declared : str
        Its ``pyproject.toml``, which says what notebooks can need.
    home : str
        The address of this version, with a slash at its end; empty if it is not known,
        or if the book is to be read offline. Links lead from notebook to notebook then.
    repository : str
        ``owner/name`` on GitHub; empty if it is not known.

    Returns
    -------
    int
        How many there are.

    Raises
    ------
    SiteError
        If one imports what its version does not declare.
    """
    project = tomllib.loads(declared)
    files = sorted((book / FOLDER).rglob("*.ipynb"))
    source = archive(repository, version.commit) if repository else ""
    for file in files:
        page = file.relative_to(book / FOLDER).with_suffix("").as_posix()
        notebook = json.loads(file.read_text("utf-8"))
        facts = kept(notebook) or _found(notebook, page, version.name, project)
        notebook["cells"] = [with_stills(cell) for cell in notebook["cells"]]
        notebook = linked(notebook, page, home) if home else notebook
        address = f"{home}{quote(page)}.html" if home else ""
        notebook = prepared(notebook, facts, address=address, archive=source)
        text = json.dumps(notebook, indent=1, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")
    return len(files)


def linked(notebook: Mapping[str, Any], page: str, home: str) -> dict[str, Any]:
    """Let the links of a notebook lead to the pages of the book.

    Parameters
    ----------
    notebook : mapping
        A notebook, as read from JSON.
    page : str
        The page that it comes from.
    home : str
        The address of its version, with a slash at its end.

    Returns
    -------
    dict
        The same notebook, with addresses that lead there from everywhere.
    """
    here = dirname(join(FOLDER, page))

    def absolute(link: re.Match[str]) -> str:
        target = normpath(join(here, link[1])).removeprefix(f"{FOLDER}/")
        return f"]({home}{target}.html{link[2] or ''})"

    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = _LINK.sub(absolute, "".join(cell["source"]))
            cells.append({**cell, "source": text.splitlines(keepends=True)})
        else:
            cells.append(cell)
    return {**notebook, "cells": cells}


def _found(
    notebook: Mapping[str, Any], page: str, version: str, project: Mapping[str, Any]
) -> Facts:
    """Find out what a notebook needs, if its version did not write it down."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in code]
    try:
        return Facts(page, version, needs(sources, project, version))
    except ValueError as error:
        msg = f"page {page} of version {version}: {error}"
        raise SiteError(msg) from None
