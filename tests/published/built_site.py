"""The built site on disk: where it is, and which versions it has."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from browser.record import Record
    from browser.visits import Theme, Visitor
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]


def find(option: str | None) -> Path:
    """Return the folder of the site, or stop the run and say how to build it."""
    folder = ROOT / (option or os.environ.get("CONVGUIDE_SITE") or "site")
    if not (folder / "build.json").is_file():
        msg = f"no site in {folder}; run nox -s site first"
        raise pytest.UsageError(msg)
    return folder.resolve()


def versions(site: Path) -> dict[str, dict[str, str]]:
    """Read what the site says of its versions, by their folders."""
    record = json.loads((site / "build.json").read_text("utf-8"))
    return {version["folder"]: version for version in record["made_from"]["versions"]}


def base(site: Path) -> str:
    """Read the address that the site was made for; empty if it was not known."""
    record = json.loads((site / "build.json").read_text("utf-8"))
    return str(record["made_from"]["base"])


@dataclass(frozen=True)
class Published:
    """The site as a reader's browser meets it: from a server, or from a disk.

    Parameters
    ----------
    site : path
        Its folder.
    root : str
        Its address, with a slash at its end.
    visitor : Visitor
        A browser that asks nothing of others.
    """

    site: Path
    root: str
    visitor: Visitor

    def visit(
        self,
        path: str,
        theme: Theme = "light",
        width: int = 1280,
        *,
        scripts: bool = True,
    ) -> AbstractContextManager[tuple[Page, Record]]:
        """Open a page of the site."""
        return self.visitor.visit(self.root + path, theme, width, scripts=scripts)

    def file(self, address: str) -> Path | None:
        """Return the file behind an address of the site, if there is one."""
        path, _, _ = address.removeprefix(self.root).partition("#")
        file = self.site / path.partition("?")[0]
        return file if address.startswith(self.root) and file.is_file() else None
