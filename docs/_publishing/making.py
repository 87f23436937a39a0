"""Make one version: build it, print it, or find that this was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assembly import PROGRAM, digest_of
from builds import build, forget_others
from errors import SiteError
from paper.printing import print_book
from progress import say

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build
    from settings import Settings


def make(plan: Build, log: Path, settings: Settings, root: Path) -> None:
    """Build and print one version, or find that this was done before."""
    done = "built"
    try:
        if plan.is_there:
            say(f"[{plan.version.slug}] not changed")
        else:
            build(plan, log, root)
            forget_others(plan)
        done = "printed"
        pdf = pdf_of(plan, settings)
        if pdf and not pdf.exists():
            print_plan(plan, pdf, log, settings)
    except (SiteError, OSError) as error:
        msg = f"version {plan.version.name} was not {done}\n{error}\n  log: {log}"
        raise SiteError(msg) from error


def print_plan(plan: Build, pdf: Path, log: Path, settings: Settings) -> None:
    """Print a book that was built, in place of older prints."""
    for older in plan.folder.glob("*.pdf"):
        older.unlink()
    version = plan.version
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write("printing the PDF\n")
    unfinished = pdf.with_suffix(".part")
    address = f"{settings.base}{version.slug}/" if settings.base else ""
    facts = {"version": version.name, "date": version.date, "address": address}
    print_book(plan.html, unfinished, **facts)
    unfinished.rename(pdf)


def pdf_of(plan: Build, settings: Settings) -> Path | None:
    """Say where the PDF of a build belongs; nowhere if none is wanted."""
    if not settings.pdf:
        return None
    facts = (settings.base, plan.version.name, plan.version.date)
    return plan.folder / f"{digest_of(PROGRAM, *facts)}.pdf"
