"""The first cell of a notebook: it installs what the others need and is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEY = "convguide"  # of the facts, among a notebook's metadata
WORDS, CODE = "convguide-first-words", "convguide-first-cell"  # ids of cells
_RELEASE = re.compile(r"\d+(\.\d+)*")
#: Jupyter folds the cell to its first line, and Colab to the title in it.
_FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}
_INSTALL = '''\
# @title Install what is missing of: {list}
import importlib
{system}from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import Requirement

needs = [
{needs}
]

def missing():
    """Find what is not here, or not in the right version."""
    for need in map(Requirement, needs):
        try:
            here = need.specifier.contains(version(need.name), prereleases=True)
        except PackageNotFoundError:
            here = False
        if not here:
            yield str(need)

if todo := " ".join(f'"{{need}}"' for need in missing()):
{source}    %pip install -q {{todo}}
    importlib.invalidate_caches()
if todo := ", ".join(missing()):
    raise ImportError(
        f"{{todo}} could not be installed"
{hint}
    )
'''
_KERAS = """\
os.environ["KERAS_BACKEND"] = "torch"  # Keras reads it when it is imported
"""
_RELEASED = "; is there a network? pip says more above"
_UNRELEASED = (
    "; {package} {version} is not released, so pip does not find it by its name. "
    "Install it from a copy of its repository, python -m pip install FOLDER, restart "
    "the kernel, and run this cell again"
)


class Facts(NamedTuple):
    """What a notebook says of itself.

    Parameters
    ----------
    page : str
        The page that it comes from, ``"counting/ledger"``.
    version : str
        The version of the package that executed it.
    needs : sequence of str
        Requirements of its cells.
    """

    page: str
    version: str
    needs: Sequence[str]


def prepared(
    notebook: Mapping[str, Any], facts: Facts, *, address: str = "", archive: str = ""
) -> dict[str, Any]:
    """Put a cell in front that installs what is missing, and words that say so.

    Parameters
    ----------
    notebook : mapping
        A notebook, as read from JSON. Such cells that it has already are replaced.
    facts : Facts
        What it says of itself, and keeps in its metadata.
    address : str
        Address of the page; empty if it is not known.
    archive : str
        Address that a version which is not released can be installed from; empty if
        there is none.

    Returns
    -------
    dict
        The notebook with two more cells; they hold no results.
    """
    code = _code(facts, archive).splitlines(keepends=True)
    own: list[dict[str, Any]] = [
        {
            "cell_type": "markdown",
            "id": WORDS,
            "metadata": {},
            "source": [_words(facts, address)],
        },
        {
            "cell_type": "code",
            "execution_count": None,
            "id": CODE,
            "metadata": _FOLDED,
            "outputs": [],
            "source": code,
        },
    ]
    others = [cell for cell in notebook["cells"] if cell["id"] not in (WORDS, CODE)]
    metadata = {**notebook["metadata"], KEY: facts._asdict()}
    return {**notebook, "cells": [*own, *others], "metadata": metadata}


def kept(notebook: Mapping[str, Any]) -> Facts | None:
    """Read what a notebook says of itself; nothing if it was made without that."""
    facts = notebook["metadata"].get(KEY)
    return Facts(**facts) if facts else None


def _words(facts: Facts, address: str) -> str:
    """Write the line above the cell."""
    page = f"[a page]({address})" if address else f"the page *{facts.page}*"
    large = " PyTorch is a large download." if _names(facts, "torch") else ""
    return (
        f"This is {page} of the book on convolution layers, executed with "
        f"{KEY} {facts.version}. Run the next cell first: it installs what the others "
        f"need and is not here.{large}"
    )


def _code(facts: Facts, archive: str) -> str:
    """Write the cell."""
    released = _RELEASE.fullmatch(facts.version)
    source, hint = "", _RELEASED
    if not released and archive:
        name = f"{KEY}=={facts.version}"
        # Not released, so pip does not find it by its name.
        source = f'    todo = todo.replace("{name}", "{KEY} @ {archive}")\n'
    elif not released and _names(facts, KEY):
        hint = _UNRELEASED.format(package=KEY, version=facts.version)
    needs = "\n".join(f'    "{need}",' for need in facts.needs)
    keras = _names(facts, "keras")
    lines = "\n".join(f'        "{line}"' for line in _folded(hint))
    text = _INSTALL.format(
        list=", ".join(facts.needs),
        needs=needs,
        source=source,
        hint=lines,
        system="import os\n" * keras,
    )
    return (text + _KERAS * keras).rstrip("\n")


def _folded(text: str) -> list[str]:
    """Cut a text into pieces that fit on a line, and that together are the text."""
    return re.findall(r".{1,60}(?: |$)", text)


def _names(facts: Facts, package: str) -> bool:
    """Tell whether a package is needed."""
    return any(re.fullmatch(rf"{package}\b[^\w-].*|{package}", n) for n in facts.needs)
