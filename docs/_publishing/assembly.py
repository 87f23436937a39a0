"""Put the books together as one site: aside first, then in place of the old one."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from citation import CITATION, citation_file
from dressing import ASSETS, dress
from errors import SiteError
from notebook_dressing import dress_notebooks
from policies import sealed
from shelves import LOST, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shelves import Book, Site

HERE = Path(__file__).parent
KINDS = (".conf", ".css", ".js", ".py")
PROGRAM = [file for file in HERE.rglob("*") if file.suffix in KINDS]
DECLARED = "pyproject.toml"
#: Says what a site was made from, and that this program made it.
RECORD = "build.json"
#: Files of a build that have no place in a site of many.
SINGLE = (".buildinfo", "sitemap.xml", f"{LOST}.html")


def digest_of(files: Iterable[Path], *more: str) -> str:
    """Hash names and contents of files, and other facts."""
    state = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        state.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return state.hexdigest()[:8]


def put_book(site: Site, folder: str, target: Path, own: Mapping[str, str]) -> None:
    """Copy a book into its folder, and dress its pages.

    Parameters
    ----------
    site : Site
        The site, of which this is one book.
    folder : str
        Where it stands in the site.
    target : path
        The folder to make.
    own : mapping of str to str
        Files of the version by their names: CITATION.cff and pyproject.toml.
    """
    book = site.folders()[folder]
    shutil.copytree(book.html, target, ignore=shutil.ignore_patterns(*SINGLE))
    assets = [HERE / name for name in ASSETS]
    for file in assets:
        shutil.copy(file, target / "_static" / file.name)
    digest = digest_of(assets)
    for page in sorted(book.pages):
        path = target / f"{page}.html"
        text = dress(path.read_text("utf-8"), Place(site, folder, page), digest)
        path.write_text(sealed(text), "utf-8")
    home = f"{site.base}{book.version.slug}/" if site.base else ""
    version = book.version
    to_site = "" if book.alone else home
    dress_notebooks(target, version, own[DECLARED], to_site, site.repository)
    text = citation_file(own[CITATION], book.version, home)
    (target / CITATION).write_text(text, "utf-8")


def alone(site: Site, book: Book, target: Path, own: Mapping[str, str]) -> None:
    """Make a copy of one book that stands alone, to be read offline."""
    book = replace(book, alone=True)
    put_book(replace(site, books=(book,)), book.version.slug, target, own)


def swap(new: Path, site: Path, aside: Path) -> None:
    """Put a finished site where the old one is.

    Parameters
    ----------
    new : path
        The finished site, on the same disk.
    site : path
        Where it belongs. What stands there must be empty or made by this program.
    aside : path
        Where the old site is while it is replaced.

    Raises
    ------
    SiteError
        If somebody else's files are there.
    """
    refuse_foreign(site)
    shutil.rmtree(aside, ignore_errors=True)
    if site.exists():
        site.rename(aside)
    try:
        new.rename(site)
    except BaseException:
        restore(site, aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def restore(site: Path, aside: Path) -> None:
    """Put the old site back if a run was killed while it replaced it."""
    if not site.exists() and (aside / RECORD).is_file():
        aside.rename(site)


def refuse_foreign(site: Path) -> None:
    """Refuse to replace a folder that is no site of ours, or what is no folder."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        msg = f"{site} is a link or a file; a site is swapped in as a folder"
        raise SiteError(msg, hint="move it away, and let the link lead to this folder")
    if site.exists() and not (site / RECORD).is_file() and any(site.iterdir()):
        msg = (
            f"{site} holds files, and no {RECORD}: it was not made by this program, "
            "and is left alone"
        )
        raise SiteError(msg, hint="move it away")


def listing(site: Path) -> str:
    """Digest names and sizes of all files but the record, to see if one is missing."""
    names = sorted(
        f"{path.relative_to(site).as_posix()} {path.stat().st_size}"
        for path in site.rglob("*")
        if path.is_file() and path.name != RECORD
    )
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def recorded(site: Path) -> dict[str, object]:
    """Read what a site was made from; nothing if there is no whole site."""
    try:
        record = json.loads((site / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
