"""Make the site: build what changed, side by side, and put it together."""

from __future__ import annotations

import json
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import chromium
from assembly import (
    PROGRAM,
    RECORD,
    digest_of,
    listing,
    recorded,
    refuse_foreign,
    restore,
    swap,
)
from builds import KEPT, planned
from gathering import gather
from launching import notebooks_tree
from locking import only_run
from making import make, pdf_of
from progress import say, side_by_side
from releases import LIST, listed, newest_patches, releases, tagged, today
from repository import ROOT, is_shallow, uncommitted
from shelves import Book, Site

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build
    from releases import Version
    from settings import Settings

SITE = "site"
#: What a site is made with, beside the program itself: it dresses notebooks.
USED = sorted((ROOT / "docs/_ext").glob("*.py"))


def publish(settings: Settings, root: Path = ROOT) -> None:
    """Make ``site/``, or say that it is made already.

    Parameters
    ----------
    settings : Settings
        Where the site stands, and what belongs to it.
    root : path
        The checkout.

    Raises
    ------
    SiteError
        If a version cannot be built, a release is wrong, or another run is at work.
        The last site stays.
    """
    warn(root)
    refuse_foreign(root / SITE)
    with only_run(root):
        publish_alone(settings, root)


def publish_alone(settings: Settings, root: Path) -> None:
    """Do what `publish` does, while no other run does."""
    place, kept = root / SITE, root / KEPT
    restore(place, kept / "replaced")
    plans = [planned(version, root) for version in versions(root)]
    made_from = ingredients(plans, settings)
    names = ", ".join(f"{p.version.slug} is {p.version.name}" for p in plans)
    record = recorded(place)
    if (record.get("made_from"), record.get("files")) == (made_from, listing(place)):
        say(f"nothing to do: {place} is made from the same commits ({names})")
        return
    say(f"versions: {names}")
    if settings.pdf:
        chromium.find()  # before an hour's work, not after it
    logs = {p.version.slug: kept / "logs" / f"{p.version.slug}.log" for p in plans}
    jobs = {
        p.version.slug: partial(make, p, logs[p.version.slug], settings, root)
        for p in plans
    }
    side_by_side(jobs, logs)
    site = Site(
        tuple(Book(p.version, p.html, pdf_of(p, settings)) for p in plans),
        settings.base,
        settings.repository,
    )
    new = kept / "new"
    if new.exists():
        shutil.rmtree(new)
    gather(site, new, root)
    record = {"made_from": made_from, "files": listing(new)}
    (new / RECORD).write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    swap(new, place, kept / "replaced")
    say(f"the site is made; open {(place / 'index.html').as_uri()}")


def versions(root: Path) -> list[Version]:
    """List the versions of the site: the newest patches, then what is being written.

    If the last commit is itself a release, nothing is being written.
    """
    released = releases(root)
    now = today(root)
    if now.commit in {version.commit for version in released}:
        say(f"no dev: the last commit is release {now.name}")
        return newest_patches(released)
    return [*newest_patches(released), now]


def gather_notebooks() -> None:
    """Write the branch of the notebooks to a folder, from the site that is there."""
    target = ROOT / KEPT.parent / "notebooks"
    with only_run(ROOT):
        shutil.rmtree(target, ignore_errors=True)
        places = notebooks_tree(ROOT / SITE, target)
    say(f"{len(places)} notebooks are in {target}")


def warn(root: Path) -> None:
    """Say what a reader of the site might miss."""
    if files := uncommitted(root):
        say(
            f"warning: {len(files)} changed files are not committed, and not in the "
            f"books; the program that makes the site is taken as it is: "
            f"{', '.join(files[:5])}"
        )
    tags, others = tagged(root)
    if others:
        say(f"warning: tags that are not vX.Y.Z are left out: {', '.join(others)}")
    names = {version.name for version in listed(root)}
    for version in tags:
        if version.name not in names:
            say(
                f"warning: {LIST} lacks {version.name}, which only a tag names, so a "
                f"clone without tags makes another site; nox -s release -- "
                f"{version.name} --at v{version.name} lists it"
            )
    if is_shallow(root):
        say("warning: this clone is shallow; releases may be missing")


def ingredients(plans: list[Build], settings: Settings) -> dict[str, Any]:
    """List everything that the site depends on."""
    return {
        "books": {plan.version.slug: plan.key for plan in plans},
        "versions": [described(plan) for plan in plans],
        "base": settings.base,
        "repository": settings.repository,
        "pdf": settings.pdf,
        "program": digest_of([*PROGRAM, *USED]),
    }


def described(plan: Build) -> dict[str, str]:
    """Describe a version for the site's record."""
    version = plan.version
    return {
        "version": version.name,
        "folder": version.slug,
        "date": version.date,
        "commit": version.commit,
    }
