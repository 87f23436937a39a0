"""Offer every executed page as a notebook, and check what its cells printed.

MyST-NB leaves the executed notebooks beside the HTML, with random cell ids and with
times. Here they are brought to the same bytes for the same page, in Markdown that
Jupyter knows, and are put into the site, hidden cells included.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citing import citations
from execution import executed
from needs import needs
from plain import Page, glued, readable
from preparing import Facts, prepared
from results import complaints, normalised
from sphinx.util import logging
from stills import with_stills

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

LOGGER = logging.getLogger(__name__)
FOLDER = "_notebooks"


def _source(app: Sphinx, page: str) -> Path:
    """Where MyST-NB leaves an executed page."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"


def outdated(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """Execute a page again if its notebook has been deleted."""
    return [page for page in executed(env) if not _source(app, page).exists()]


def add_link(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Tell the templates where the notebook of a page will be."""
    if page in executed(app.env):
        context["notebook_url"] = context["pathto"](f"{FOLDER}/{page}.ipynb", 1)


def publish(app: Sphinx, error: Exception | None) -> None:
    """Check and write the notebooks of all executed pages."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    wanted = {folder / f"{page}.ipynb": page for page in executed(app.env)}
    for file in set(folder.rglob("*.ipynb")) - set(wanted):
        file.unlink()
    home = [str(Path.home())] if len(Path.home().parts) > 1 else []
    root = Path(app.srcdir).parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    sources = citations(Path(app.srcdir, app.config.bibtex_bibfiles[0]))
    for file, page in wanted.items():
        notebook = json.loads(_source(app, page).read_text(encoding="utf-8"))
        for what in complaints(notebook, [str(root), *home]):
            LOGGER.warning("%s", what, location=page)
        glue = _source(app, page).with_suffix(".glue.json")
        outputs = json.loads(glue.read_text("utf-8")) if glue.exists() else {}
        place = Page(
            name=page,
            source=app.env.doc2path(page),
            values=glued(outputs),
            citations=sources,
            notebooks=set(wanted.values()),
        )
        try:
            notebook = for_readers(notebook, place, project, app.config.release)
        except (LookupError, ValueError) as what:
            LOGGER.warning("no notebook is made: %s", what, location=page)
            continue
        text = json.dumps(notebook, indent=1, ensure_ascii=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")


def for_readers(
    notebook: dict[str, Any], page: Page, project: dict[str, Any], version: str
) -> dict[str, Any]:
    """Make the notebook that runs, and can be read, without the book.

    Parameters
    ----------
    notebook : dict
        As the build has executed it.
    page : Page
        The page.
    project : dict
        The project's ``pyproject.toml``.
    version : str
        Version of the package.

    Returns
    -------
    dict
        The notebook to publish.

    Raises
    ------
    ValueError
        If it needs or shows what a notebook cannot have.
    """
    notebook = normalised(readable(notebook, page))
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    wanted = needs(["".join(cell["source"]) for cell in code], project, version)
    cells = [with_stills(cell) for cell in notebook["cells"]]
    return prepared({**notebook, "cells": cells}, Facts(page.name, version, wanted))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the events."""
    app.connect("env-get-outdated", outdated)
    # The theme drops templates that come out empty, at the usual priority of 500.
    app.connect("html-page-context", add_link, priority=400)
    app.connect("build-finished", publish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
