"""A version of the book in one archive, and its files packed for a server.

Both give the same bytes for the same files: no clock, no order of a disk.
"""

from __future__ import annotations

import os
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import brotli
from errors import SiteError

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    *(".bib", ".cff", ".md", ".txt"),
    *(".css", ".html", ".js", ".mjs", ".svg"),
    *(".ipynb", ".json", ".map", ".xml"),
)
PACKED = (".gif", ".jpg", ".png", ".webp", ".woff", ".woff2")
WORTH_PACKING = 1024  # bytes; below, the headers of a response weigh more
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier one
GZIP = 16 + zlib.MAX_WBITS


def offline_zip(folder: Path, archive: Path, *, date: int) -> None:
    """Pack a built book into a zip that opens without a network.

    Parameters
    ----------
    folder : Path
        The book of one version. Its own zip and PDF, and what was packed for a server,
        are left out.
    archive : Path
        The file to write. All of the book is in one folder of its name.
    date : int
        The time of every file, in seconds since 1970, as ``SOURCE_DATE_EPOCH`` has it.

    Raises
    ------
    SiteError
        If there is no book.
    """
    if not (folder / "index.html").is_file():
        msg = f"{folder} has no index.html, so there is no book to pack"
        raise SiteError(msg)
    own = {archive.name, archive.with_suffix(".pdf").name}
    files = [path for path in _files(folder) if not _left_out(path, folder, own)]
    moment = max(time.gmtime(date)[:6], FIRST_DAY)
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w") as book:
        for path in files:
            name = f"{archive.stem}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, moment)
            entry.create_system = 3  # of which the rights below are
            entry.external_attr = 0o100644 << 16
            stored = path.suffix in PACKED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            book.writestr(entry, path.read_bytes(), compresslevel=9)
    unfinished.replace(archive)


def precompress(folder: Path) -> int:
    """Write a ``.gz`` and a ``.br`` beside each text, where that is smaller.

    Parameters
    ----------
    folder : Path
        The site, or a part of it.

    Returns
    -------
    int
        How many files were written.
    """
    texts = [
        path
        for path in _files(folder)
        if path.suffix in TEXTS and path.stat().st_size >= WORTH_PACKING
    ]
    # Both packers let go of Python's lock, so threads keep all cores at work.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return sum(threads.map(_pack, texts))


def _files(folder: Path) -> list[Path]:
    """Return all files of a folder, in an order that does not depend on the disk."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(paths, key=lambda path: path.relative_to(folder).as_posix())


def _left_out(path: Path, folder: Path, own: set[str]) -> bool:
    """Say whether a file is a download of the book, or another file, packed."""
    packed = path.suffix in (".gz", ".br") and path.with_suffix("").is_file()
    return packed or path.relative_to(folder).as_posix() in own


def _pack(path: Path) -> int:
    """Pack one file in both ways, and count those that are worth it."""
    text = path.read_bytes()
    gzip = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    packed = {
        ".gz": gzip.compress(text) + gzip.flush(),
        ".br": brotli.compress(text, quality=11),
    }
    smaller = 0
    for suffix, result in packed.items():
        beside = path.with_name(path.name + suffix)
        if len(result) < len(text):
            beside.write_bytes(result)
            smaller += 1
        else:
            beside.unlink(missing_ok=True)
    return smaller
