"""Offer every executed page as a notebook, and check what its cells printed.

MyST-NB leaves the executed notebooks beside the HTML, with random cell ids and with
times. Here they are brought to the same bytes for the same page, and are put into the
site, hidden cells included.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

LOGGER = logging.getLogger(__name__)
FOLDER = "_notebooks"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def normalised(notebook: dict[str, Any]) -> dict[str, Any]:
    """Keep what a reader needs of a notebook, and nothing that changes by itself.

    Parameters
    ----------
    notebook : dict
        An executed notebook, as read from JSON.

    Returns
    -------
    dict
        The same cells and results, numbered from 1, with the tags of the cells.
    """
    cells = []
    for number, cell in enumerate(notebook["cells"], start=1):
        tags = cell.get("metadata", {}).get("tags")
        metadata = {"tags": tags} if tags else {}
        cells.append({**cell, "id": f"cell-{number}", "metadata": metadata})
    language = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": KERNELSPEC, "language_info": language},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def unrepeatable(notebook: dict[str, Any], folders: list[str]) -> Iterator[str]:
    """Find results that another build, or another machine, would not print.

    Parameters
    ----------
    notebook : dict
        An executed notebook, as read from JSON.
    folders : list of str
        Folders of this machine.

    Yields
    ------
    str
        What was found, and where.
    """
    for number, cell in enumerate(notebook["cells"], start=1):
        text = json.dumps(cell.get("outputs", []), ensure_ascii=False)
        found = ADDRESS.findall(text) + [f for f in folders if f in text]
        for what in found:
            yield f"cell {number} prints {what!r}, which changes with each build"


def _source(app: Sphinx, page: str) -> Path:
    """Where MyST-NB leaves an executed page."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"


def _executed(env: BuildEnvironment) -> dict[str, float]:
    """Pages with executed cells, and the seconds that these took."""
    data: dict[str, Any] = getattr(env, "nb_metadata", {})
    return {
        page: data[page]["exec_data"]["runtime"] or 0.0
        for page in sorted(data)
        if "exec_data" in data[page]
    }


def outdated(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """Execute a page again if its notebook has been deleted."""
    return [page for page in _executed(env) if not _source(app, page).exists()]


def note_runs(app: Sphinx, _env: BuildEnvironment, pages: list[str]) -> None:
    """Remember which pages this build executes."""
    app.config.convguide_read = set(pages)


def add_link(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Tell the templates where the notebook of a page will be."""
    if page in _executed(app.env):
        context["notebook_url"] = context["pathto"](f"{FOLDER}/{page}.ipynb", 1)


def add_button(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Add the notebook to the buttons that the theme shows above the page."""
    if url := context.get("notebook_url"):
        button = {
            "type": "link",
            "url": url,
            "icon": "fas fa-download",
            "tooltip": "Download this page as an executed notebook",
            "classes": "pst-navbar-icon",
        }
        context["header_buttons"].insert(0, button)


def publish(app: Sphinx, error: Exception | None) -> None:
    """Write the notebooks of all executed pages, and say how long cells took."""
    if error or app.builder.format != "html":
        return
    executed, folder = _executed(app.env), Path(app.outdir) / FOLDER
    wanted = {folder / f"{page}.ipynb": page for page in executed}
    for file in set(folder.rglob("*.ipynb")) - set(wanted):
        file.unlink()
    for file, page in wanted.items():
        notebook = json.loads(_source(app, page).read_text(encoding="utf-8"))
        for what in unrepeatable(notebook, [str(app.srcdir), str(Path.home())]):
            LOGGER.warning("%s", what, location=page)
        text = json.dumps(normalised(notebook), indent=1, ensure_ascii=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
    read = executed.keys() & app.config.convguide_read
    seconds = sum(executed[page] for page in read)
    LOGGER.info("cells: %.1f s in %d of %d pages", seconds, len(read), len(executed))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the events."""
    app.add_config_value("convguide_read", set(), "", types=set)
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", note_runs)
    app.connect("html-page-context", add_link, priority=400)  # the theme drops
    app.connect("html-page-context", add_button, priority=600)  # empty templates at 500
    app.connect("build-finished", publish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
