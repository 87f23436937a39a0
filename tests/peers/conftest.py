"""The oracle's library, and the tables that the session prints at its end."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest

from .tables import HEADS, text

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURED = pytest.StashKey[dict[str, dict[str, dict[str, str]]]]()
PACKAGES = ("torch", "torchinfo", "fvcore", "ptflops", "thop", "torchprofile")


@pytest.fixture(scope="session")
def torch() -> Any:
    """Import PyTorch, on one thread: models are tiny."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    return torch


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[str, str, str, str], None]:
    """Return a function that keeps an answer for the tables at the end."""
    tables = request.config.stash.setdefault(MEASURED, {})

    def kept(table: str, row: str, column: str, said: str) -> None:
        tables.setdefault(table, {}).setdefault(row, {})[column] = said

    return kept


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was measured, whatever was expected."""
    tables = config.stash.setdefault(MEASURED, {})
    if not tables:
        return
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    terminalreporter.section(versions)
    for name, table in tables.items():
        terminalreporter.line(f"{HEADS[name]}\n\n{text(table)}\n")
