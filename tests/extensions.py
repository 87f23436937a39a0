"""The book's own Sphinx extensions, for tests of what needs no Sphinx."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def extension(name: str) -> ModuleType:
    """Import a module of ``docs/_ext``, when a test asks for it."""
    return importlib.import_module(name)
