"""A printed book as independent readers of PDF see it: its text, tags, links, pages."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POINTS = 72 / 25.4  # in a millimetre


@functools.cache
def read(folder: Path) -> Printed:
    """Read the one PDF of a version."""
    (path,) = folder.glob("convguide-*.pdf")
    return Printed(path, pikepdf.open(path), pypdfium2.PdfDocument(path))


def squeezed(text: str) -> str:
    """Leave out what paper changes: spaces, breaks at hyphens, capitals, icons."""
    return re.sub(r"[\s\u00ad\u200b\ufffe\ue000-\uf8ff-]+", "", text).casefold()


@dataclass(frozen=True)
class Entry:
    """A line of the outline: how deep, what it says, and its page from 1."""

    level: int
    title: str
    page: int


@dataclass(frozen=True)
class Link:
    """A link inside the book: its page, its target's name and page, its last words."""

    page: int
    target: str
    leads_to: int
    words: str


@dataclass(frozen=True)
class Printed:
    """One PDF, open in two readers."""

    path: Path
    book: pikepdf.Pdf
    shown: pypdfium2.PdfDocument

    __hash__ = object.__hash__

    @functools.cached_property
    def texts(self) -> list[str]:
        """The text of each page, as it is selected."""
        return [page.get_textpage().get_text_range() for page in self.shown]

    @functools.cached_property
    def bodies(self) -> list[str]:
        """The text of each page without running title and number, which come first."""
        feet = [f"\r\n{number}\r\n" for number in range(1, len(self.texts) + 1)]
        return [
            text.partition(foot)[2] or text
            for text, foot in zip(self.texts, feet, strict=True)
        ]

    @functools.cached_property
    def outline(self) -> list[Entry]:
        """All lines of the outline, in order."""
        return [
            Entry(mark.level, mark.get_title(), mark.get_dest().get_index() + 1)
            for mark in self.shown.get_toc()
        ]

    @functools.cached_property
    def destinations(self) -> dict[str, int]:
        """The page of each place that a link can name."""
        numbers = {page.obj.objgen: page.index + 1 for page in self.book.pages}
        return {
            name: numbers[place[0].objgen]
            for name, place in self.book.Root.Dests.items()
        }

    @functools.cached_property
    def links(self) -> list[Link]:
        """All links inside the book; of a link on two lines, both parts."""
        found = []
        for number, page in enumerate(self.book.pages, start=1):
            readable = self.shown[number - 1].get_textpage()
            for mark in page.get("/Annots", []):
                target = str(mark.get("/Dest", ""))
                if target:
                    words = readable.get_text_bounded(*(float(x) for x in mark.Rect))
                    there = self.destinations[target]
                    found.append(Link(number, target, there, words))
        return found

    def addresses(self) -> Iterator[str]:
        """Name every address that a link leads to, out of the book."""
        for page in self.book.pages:
            for mark in page.get("/Annots", []):
                if "/A" in mark:
                    yield str(mark.A.URI)

    def text_between(self, first: int, after: int) -> str:
        """Return the text of some pages, squeezed."""
        return squeezed("".join(self.bodies[first - 1 : after - 1]))
