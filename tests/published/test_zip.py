"""The archive of each version, to read offline; and files packed for a server."""

from __future__ import annotations

import gzip
import os
import time
import zipfile
from typing import TYPE_CHECKING

import brotli
import pytest
from browser.page_checks import report
from browser.visits import Visitor
from errors import SiteError
from packing import offline_zip, precompress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

DAY = 1_700_000_000  # 2023-11-14 22:13:20, as the clock of a commit


@pytest.fixture
def archive(site: Path, folder: str) -> Iterator[zipfile.ZipFile]:
    """Open the one archive of a version."""
    (path,) = (site / folder).glob("convguide-*.zip")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_all_pages_are_in_it(archive: zipfile.ZipFile, site: Path, folder: str) -> None:
    """In one folder of its name, in order, at one time, and nothing packed twice."""
    names = archive.namelist()
    assert names == sorted(names)
    (top,) = {name.partition("/")[0] for name in names}
    assert str(archive.filename).endswith(f"/{folder}/{top}.zip")
    assert len({entry.date_time for entry in archive.infolist()}) == 1
    pages = {
        path.relative_to(site / folder).as_posix()
        for path in (site / folder).rglob("*.html")
    }
    assert f"{top}/index.html" in names
    assert {f"{top}/{page}" for page in pages if page != "404.html"} <= set(names)
    assert not [name for name in names if name.endswith((".gz", ".br", ".zip"))]
    assert f"{top}/{top}.pdf" not in names
    assert archive.testzip() is None


def test_it_opens_from_a_disk(
    archive: zipfile.ZipFile, tmp_path: Path, browser: Browser
) -> None:
    """Every page, from what was unpacked; nothing is asked of others, nothing fails."""
    archive.extractall(tmp_path)
    (top,) = tmp_path.iterdir()
    pages = sorted(path for path in top.rglob("*.html") if "_static" not in path.parts)
    assert len(pages) > 10
    with Visitor(browser, f"{top.as_uri()}/") as visitor:
        for path in pages:
            with visitor.visit(path.as_uri(), "light", 1280) as (page, record):
                assert page.title()
                report(record.faults())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write a book with files of several kinds."""
    folder = tmp_path / "book"
    (folder / "_static").mkdir(parents=True)
    (folder / "index.html").write_text("<p>page</p>" * 500)
    (folder / "index.html.gz").write_bytes(b"packed")
    (folder / "_static" / "a.png").write_bytes(b"\x89PNG" * 900)
    (folder / "_static" / "data.gz").write_bytes(b"no other file, packed")
    (folder / "short.txt").write_text("short" * 200)
    (folder / "little-1.0.pdf").write_bytes(b"%PDF")
    (folder / "other.pdf").write_bytes(b"%PDF")
    return folder


def test_the_same_book_gives_the_same_archive(book: Path, tmp_path: Path) -> None:
    """Whatever the clock and the disk say, and into the book's own folder too."""
    offline_zip(book, tmp_path / "little-1.0.zip", date=DAY)
    for path in book.rglob("*"):
        os.utime(path, (DAY - 5000, DAY - 5000))
    (book / "short.txt").chmod(0o600)
    for _ in range(2):
        offline_zip(book, book / "little-1.0.zip", date=DAY)
        same = (book / "little-1.0.zip").read_bytes()
        assert same == (tmp_path / "little-1.0.zip").read_bytes()
    with zipfile.ZipFile(book / "little-1.0.zip") as archive:
        assert archive.namelist() == [
            "little-1.0/_static/a.png",
            "little-1.0/_static/data.gz",
            "little-1.0/index.html",
            "little-1.0/other.pdf",
            "little-1.0/short.txt",
        ]
        entry = archive.getinfo("little-1.0/short.txt")
        assert entry.date_time == time.gmtime(DAY)[:6]
        assert archive.read(entry) == b"short" * 200
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_time_before_all_zips(book: Path, tmp_path: Path) -> None:
    """The format begins in 1980."""
    offline_zip(book, tmp_path / "a.zip", date=0)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_no_book_no_archive(tmp_path: Path) -> None:
    """An empty archive would look like a book."""
    with pytest.raises(SiteError, match=r"index\.html"):
        offline_zip(tmp_path, tmp_path / "a.zip", date=DAY)
    assert not list(tmp_path.iterdir())


def test_texts_are_packed_for_a_server(book: Path) -> None:
    """Where that is smaller; both ways give the text again, each time the same."""
    assert precompress(book) == 2
    page = (book / "index.html").read_bytes()
    packed = {path.name: path.read_bytes() for path in book.glob("index.html.*")}
    assert gzip.decompress(packed["index.html.gz"]) == page
    assert brotli.decompress(packed["index.html.br"]) == page
    assert max(map(len, packed.values())) < len(page) / 10
    assert not list((book / "_static").glob("a.png.*"))
    assert not list(book.glob("short.txt.*"))
    precompress(book)
    assert packed == {
        path.name: path.read_bytes() for path in book.glob("index.html.*")
    }


def test_what_does_not_shrink_is_left(tmp_path: Path) -> None:
    """Noise stays as it is, and what was packed of it before goes."""
    noise = tmp_path / "noise.txt"
    noise.write_bytes(os.urandom(4096))
    (tmp_path / "noise.txt.gz").write_bytes(b"of another day")
    assert precompress(tmp_path) == 0
    assert list(tmp_path.iterdir()) == [noise]
