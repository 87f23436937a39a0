"""Gather everything that belongs to the site in one folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import finding
import root_files
from assembly import HERE, alone, digest_of, put_book
from citation import CITATION
from dressing import ASSETS
from errors import SiteError
from headers import for_static_hosts
from packing import offline_zip, precompress
from progress import say
from repository import ROOT, git

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
        template = template_of(book.version, root)
        put_book(site, folder, target / folder, template)
        date = int(git("show", "-s", "--format=%ct", book.version.commit, root=root))
        _put_downloads(site, book, target / folder, template, date)
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


def template_of(version: Version, root: Path) -> str:
    """Return the CITATION.cff of a version, or today's if it had none."""
    try:
        return git("show", f"{version.commit}:{CITATION}", root=root) + "\n"
    except SiteError:
        return (root / CITATION).read_text("utf-8")


def _put_downloads(
    site: Site, book: Book, target: Path, template: str, date: int
) -> None:
    """Put the PDF of a book and its archive beside its pages."""
    if book.pdf:
        shutil.copy(book.pdf, target / f"{book.stem}.pdf")
    copy = target.with_name(f".{book.stem}")
    alone(site, book, copy, template)
    offline_zip(copy, target / f"{book.stem}.zip", date=date)
    shutil.rmtree(copy)
