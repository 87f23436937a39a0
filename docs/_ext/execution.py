"""Say what went wrong in a cell, and how long all cells took.

When a cell fails, MyST-NB stops the build with the name of the page only; the cell
and its error are in a log file. Here they are in the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from myst_nb.core.execute.base import ExecutionError
from myst_nb.core.execute.direct import NotebookClientDirect
from results import joined
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

LOGGER = logging.getLogger(__name__)
execute = NotebookClientDirect.start_client
_read: set[str] = set()  # the pages that this build executes


def execute_or_explain(self: NotebookClientDirect) -> None:
    """Execute a page; an error shows the cell and its message.

    Printed text is joined here: MyST-NB would put a line break between the pieces in
    which the kernel happened to send it.
    """
    try:
        execute(self)
    except ExecutionError as error:
        msg = f"{self.path}\n{error.__cause__}"
        raise ExecutionError(msg) from error.__cause__
    for cell in self.notebook.cells:
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)


def executed(env: BuildEnvironment) -> dict[str, float]:
    """Find the pages with executed cells.

    Parameters
    ----------
    env : BuildEnvironment
        What Sphinx knows of all pages.

    Returns
    -------
    dict of str to float
        The pages, and the seconds that their cells took.
    """
    data: dict[str, Any] = getattr(env, "nb_metadata", {})
    return {
        page: data[page]["exec_data"]["runtime"] or 0.0
        for page in sorted(data)
        if "exec_data" in data[page]
    }


def note_pages(_app: Sphinx, _env: BuildEnvironment, pages: list[str]) -> None:
    """Remember which pages this build reads, and so executes."""
    _read.update(pages)


def print_seconds(app: Sphinx, error: Exception | None) -> None:
    """Print the time that the cells of this build took, kernels included."""
    if not error:
        pages = executed(app.env)
        run = pages.keys() & _read
        seconds = sum(pages[page] for page in run)
        count = f"{len(run)} of {len(pages)} pages executed"
        LOGGER.info("cells: %.1f s, %s", seconds, count)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Replace the start of an execution, and connect the events."""
    NotebookClientDirect.start_client = execute_or_explain
    app.connect("env-before-read-docs", note_pages)
    app.connect("build-finished", print_seconds, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
