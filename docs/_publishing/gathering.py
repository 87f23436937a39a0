"""Gather everything that belongs to the site in one folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import finding
import root_files
from assembly import DECLARED, HERE, alone, digest_of, put_book
from citation import CITATION
from dressing import ASSETS
from errors import SiteError
from headers import for_static_hosts
from packing import offline_zip, precompress
from progress import say
from repository import ROOT, git
from shelves import STABLE

if TYPE_CHECKING:
    from pathlib import Path

    from releases import Version
    from shelves import Book, Site


def gather(site: Site, target: Path, root: Path = ROOT) -> None:
    """Write the whole site.

    Parameters
    ----------
    site : Site
        Its books.
    target : path
        A folder to make.
    root : path
        The checkout.
    """
    target.mkdir(parents=True)
    for folder, book in site.folders().items():
        say(f"[{folder}] {len(book.pages)} pages are dressed")
        put_book(site, folder, target / folder, own_files(book.version, root))
    for book in site.books:
        _put_downloads(site, book, target, root)
    digest = digest_of(HERE / name for name in ASSETS)
    files = {
        "index.html": root_files.index(site),
        "404.html": root_files.lost(site, digest),
        "switcher.json": root_files.switcher(site),
        ".nojekyll": "",  # or GitHub leaves out what begins with a line
        **finding.files(site.base, site.stable.html),
        "_headers": for_static_hosts(target),
    }
    for name, text in files.items():
        (target / name).write_text(text, "utf-8")
    say(f"{precompress(target)} files are packed for servers")


def own_files(version: Version, root: Path) -> dict[str, str]:
    """Return files of a version by their names, or today's if it had none."""
    files = {}
    for name in (CITATION, DECLARED):
        try:
            files[name] = git("show", f"{version.commit}:{name}", root=root) + "\n"
        except SiteError:
            files[name] = git("show", f"HEAD:{name}", root=root) + "\n"
    return files


def _put_downloads(site: Site, book: Book, target: Path, root: Path) -> None:
    """Put the PDF of a book and its archive beside its pages, wherever it stands."""
    copy = target / f".{book.stem}"
    alone(site, book, copy, own_files(book.version, root))
    date = int(git("show", "-s", "--format=%ct", book.version.commit, root=root))
    archive = target / book.version.slug / f"{book.stem}.zip"
    offline_zip(copy, archive, date=date)
    shutil.rmtree(copy)
    if book.pdf:
        shutil.copy(book.pdf, archive.with_suffix(".pdf"))
    if book is site.stable:
        for name in book.downloads:
            shutil.copy(archive.with_name(name), target / STABLE / name)
