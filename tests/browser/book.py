"""The built book on disk: where it is, which pages it has, what its files weigh."""

import functools
import gzip
import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = "docs/_build/html"


def find(option: str | None) -> Path:
    """Return the folder of the built book, or stop the run and say how to build it."""
    folder = ROOT / (option or os.environ.get("CONVGUIDE_HTML") or DEFAULT)
    if not (folder / "index.html").is_file():
        msg = f"no built book in {folder}; run nox -s docs first"
        raise pytest.UsageError(msg)
    return folder.resolve()


def page_names(folder: Path) -> list[str]:
    """Name every page, `counting/ledger`; _static has templates, no pages."""
    paths = (path.relative_to(folder) for path in folder.rglob("*.html"))
    return sorted(
        path.with_suffix("").as_posix() for path in paths if path.parts[0] != "_static"
    )


def sample(folder: Path) -> list[str]:
    """Name the landing page, the search page and the first page of every sub-folder."""
    names = page_names(folder)
    firsts = {name.rpartition("/")[0]: name for name in reversed(names)}
    del firsts[""]
    scripted = {"search"} & set(names)
    return ["index", *sorted({*firsts.values(), *scripted})]


@functools.cache
def gzipped_size(path: Path) -> int:
    """Count the bytes that a server sends; what is packed already goes as it is."""
    raw = path.read_bytes()
    return min(len(raw), len(gzip.compress(raw, compresslevel=6)))


@dataclass(frozen=True)
class Weight:
    """What one page and everything it loads cost a first-time reader."""

    page: str
    files: dict[str, int]

    LIMIT = 400 * 1024
    #: Of all files of one kind, so that a heavy script cannot hide behind a light page.
    LIMITS: ClassVar = {".html": 100, ".css": 110, ".js": 95, ".woff2": 240}

    @property
    def total(self) -> int:
        """Sum the gzipped sizes."""
        return sum(self.files.values())

    def heaviest(self, count: int = 3) -> str:
        """Name the files that weigh most."""
        order = sorted(self.files.items(), key=lambda item: -item[1])[:count]
        return ", ".join(f"{name} {size / 1024:.0f}" for name, size in order)

    def faults(self) -> list[str]:
        """Report a page over the limit, and the kinds of files that are."""
        if self.total > self.LIMIT:
            yours, limit = self.total / 1024, self.LIMIT // 1024
            return [f"weighs {yours:.0f} KB gzipped, limit {limit}: {self.heaviest(8)}"]
        kinds = {kind: self.of_kind(kind) for kind in self.LIMITS}
        return [
            f"{kind} files weigh {kinds[kind] / 1024:.0f} KB gzipped, limit {limit}"
            for kind, limit in self.LIMITS.items()
            if kinds[kind] > limit * 1024
        ]

    def of_kind(self, kind: str) -> int:
        """Sum the gzipped sizes of files whose names end alike."""
        return sum(size for name, size in self.files.items() if name.endswith(kind))
