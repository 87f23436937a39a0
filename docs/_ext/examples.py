"""What drawing functions show of themselves: the examples in their docstrings."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from convguide.diagrams import Drawing


class Example(NamedTuple):
    """A function's summary, and the drawing that its example makes."""

    summary: str
    code: str
    drawing: Drawing


def shown(module: ModuleType) -> Iterator[str]:
    """List the functions of a module whose examples draw with them."""
    for name in module.__all__:
        if f">>> drawing = {name}(" in getattr(module, name).__doc__:
            yield name


def run(module: ModuleType, name: str) -> Example:
    """Run the example of a function up to its drawing."""
    doc = getattr(module, name).__doc__
    steps = [step.source for step in doctest.DocTestParser().get_examples(doc)]
    drawn = [step.startswith("drawing =") for step in steps].index(True)
    imports = [step for step in steps if step.startswith(("import ", "from "))]
    body = [step for step in steps[: drawn + 1] if step not in imports]
    own = f"from {module.__name__} import {name}\n"
    code = "".join([*imports, own, "\n", *body])
    found: dict[str, Drawing] = {}
    exec(code, found)  # noqa: S102 - the package's own example
    return Example(doc.strip().splitlines()[0], code, found["drawing"])
