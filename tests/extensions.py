"""The book's own Sphinx extensions, for tests of what needs no Sphinx."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).parents[1] / "docs" / "_ext"


def extension(name: str) -> ModuleType:
    """Import a module of ``docs/_ext`` without putting the folder on the path."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
