"""Which packages the cells of a page need, as requirements for pip."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OURS = "convguide"
#: Packages whose name is not that of their module.
_PACKAGES = {"PIL": "pillow", "sklearn": "scikit-learn"}
#: What a package computes with, and does not require.
_ENGINES = {"keras": "torch"}
_IN_JUPYTER = {"IPython"}
_NAME = re.compile(r"[\w.-]+")


def needs(
    sources: Iterable[str], project: Mapping[str, Any], version: str
) -> list[str]:
    """List what cells import, in the versions that the project asks for.

    Parameters
    ----------
    sources : iterable of str
        Code of cells. Code that is no Python is left out: it only shows an error.
    project : mapping
        The project's ``pyproject.toml``.
    version : str
        Version of this package.

    Returns
    -------
    list of str
        Requirements: this package first, the others by name.

    Raises
    ------
    ValueError
        If a cell imports what the project does not declare.
    """
    known = _declared(project)
    extras = {
        extra: [_name(line) for line in lines]
        for extra, lines in project["project"]["optional-dependencies"].items()
    }
    wanted: set[str] = set()
    for module in _modules(sources, known):
        top, _, rest = module.partition(".")
        if top == OURS:
            wanted.update([OURS, *extras.get(rest.partition(".")[0], [])])
        elif top not in sys.stdlib_module_names | _IN_JUPYTER:
            wanted.add(_PACKAGES.get(top, _name(top)))
    wanted.update(_ENGINES[name] for name in _ENGINES.keys() & wanted)
    if unknown := sorted(wanted - known.keys() - {OURS}):
        names = ", ".join(unknown)
        msg = f"a cell imports {names}, which pyproject.toml does not declare"
        raise ValueError(msg)
    if OURS in wanted:  # which brings these
        wanted.difference_update(map(_name, project["project"]["dependencies"]))
    others = [known[name] for name in sorted(wanted - {OURS})]
    return [f"{OURS}=={version}", *others] if OURS in wanted else others


def _declared(project: Mapping[str, Any]) -> dict[str, str]:
    """Return the project's requirements by the names of their packages."""
    lists = [
        *project["dependency-groups"].values(),
        *project["project"]["optional-dependencies"].values(),
        project["project"]["dependencies"],
    ]
    lines = [line for lines in lists for line in lines if isinstance(line, str)]
    return {_name(line): re.sub(r"\[.*?\]", "", line) for line in lines}


def _name(requirement: str) -> str:
    """Return the name of a requirement's package."""
    found = _NAME.match(requirement)
    return found[0].lower().replace("_", "-") if found else requirement


def _modules(sources: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Find the modules that cells import, and the packages that they look up."""
    for source in sources:
        try:
            nodes = list(ast.walk(ast.parse(source)))
        except SyntaxError:
            continue
        found = list(_imported(nodes))
        yield from found
        if any(name.startswith("importlib.metadata") for name in found):
            texts = {n.value for n in nodes if isinstance(n, ast.Constant)}
            yield from sorted(set(known) & texts)


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """List the names that statements import, ``from a import b`` as ``a.b``."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
