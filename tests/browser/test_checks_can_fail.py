"""Proof that each check sees its fault: small pages with one fault each."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from . import page_checks
from .book import Weight
from .keyboard_checks import walk
from .link_checks import dead_links
from .plain_checks import lines, plain
from .server import BASE, serve
from .visits import Visitor, opened

HERE = Path(__file__).parent / "faults"
GOOD = (HERE / "good.html").read_text("utf-8")
LATE = """
const late = document.createElement("p");
late.textContent = "Late words";
document.querySelector("article").append(late);
"""
PAGE_CHECKS: dict[str, Callable[[Page], list[str]]] = {
    "structure": page_checks.structure,
    "theme": lambda page: page_checks.theme(page, "light"),
    "pictures": page_checks.pictures,
    "small_words": page_checks.small_words,
    "sideways": page_checks.sideways,
    "copy_buttons": page_checks.copy_buttons,
    "scrollers": page_checks.scrollers,
    "axe": page_checks.axe,
    "everything": lambda page: page_checks.everything(page, "light"),
    "walk": walk,
}
OTHER_CHECKS = ("record", "plain", "links")
Check = Callable[[str, str], list[str]]


@dataclass(frozen=True)
class Fault:
    """A change to the good page, the check that must see it, and part of its report."""

    name: str
    check: str
    old: str
    new: str
    report: str

    @property
    def page(self) -> str:
        """Return the page with the fault."""
        new = self.new + self.old if self.old.startswith("</") else self.new
        return GOOD.replace(self.old, new)


FAULTS = [
    Fault(name, check, *change)
    for check, changes in tomllib.loads(
        (HERE / "faults.toml").read_text("utf-8")
    ).items()
    for name, change in changes.items()
]


@pytest.fixture(scope="module")
def check(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Check]:
    """Return a function that serves a page and reports what one check says of it."""
    folder = tmp_path_factory.mktemp("faults").resolve()
    (folder / "late.js").write_text(LATE, "utf-8")
    (folder / "good.html").write_text(GOOD, "utf-8")
    path = folder / "page.html"
    with serve({BASE: folder}) as site, Visitor(browser, site.origin) as visitor:
        address = site.address("page")

        def run(name: str, text: str) -> list[str]:
            path.write_text(text, "utf-8")
            if name == "links":
                return dead_links(path, folder)
            with (
                visitor.fresh("light", 390) as context,
                opened(context, address, site.origin) as (page, record),
            ):
                if name in PAGE_CHECKS:
                    return PAGE_CHECKS[name](page)
                page.wait_for_load_state("networkidle")
                if name == "record":
                    return record.faults()
                expected = lines(page)
            with visitor.visit(address, "light", 390, scripts=False) as (page, _):
                return plain(page, expected)

        yield run


@pytest.mark.parametrize("asked", [*PAGE_CHECKS, *OTHER_CHECKS])
def test_good_page_passes(check: Check, asked: str) -> None:
    """A good page has no faults: what is reported below is the fault put in."""
    assert check(asked, GOOD) == []


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_fault_is_seen(check: Check, fault: Fault) -> None:
    """The check whose matter it is reports the fault."""
    assert fault.page != GOOD
    found = check(fault.check, fault.page)
    assert any(fault.report in line for line in found), found


@pytest.mark.parametrize(
    ("file", "times", "faults"),
    [("page.html", 1, 0), ("late.js", 1, 0), ("late.js", 2, 1)],
)
def test_a_fault_shows_twice(
    browser: Browser, tmp_path: Path, file: str, times: int, faults: int
) -> None:
    """A connection that breaks once is the machine's fault, and twice the page's."""
    script = '<script src="late.js"></script></article>'
    (tmp_path / "page.html").write_text(GOOD.replace("</article>", script), "utf-8")
    (tmp_path / "late.js").write_text(LATE, "utf-8")
    with (
        serve({BASE: tmp_path}) as site,
        Visitor(browser, site.origin) as visitor,
        visitor.fresh("light", 390) as context,
    ):
        context.route(f"**/{file}", lambda it: it.abort("connectionreset"), times=times)
        with opened(context, site.address("page"), site.origin) as (_, record):
            assert len(record.failed) == faults


def test_heavy_page_is_seen() -> None:
    """A page over the limit is reported, with the files that make it heavy."""
    assert Weight("page", {"picture.png": Weight.LIMIT}).faults() == []
    (fault,) = Weight("page", {"page.html": 1024, "big.js": Weight.LIMIT}).faults()
    assert fault == "weighs 401 KB gzipped, limit 400: big.js 400, page.html 1"


@pytest.mark.parametrize("kind", Weight.LIMITS)
def test_weight_of_a_kind(kind: str) -> None:
    """Files of one kind may not use what the others leave, each alone or together."""
    half = Weight.LIMITS[kind] * 512
    files = {f"a{kind}": half, f"b{kind}": half, "page.other": 9}
    assert Weight("page", files).faults() == []
    (fault,) = Weight("page", {**files, f"c{kind}": 1024}).faults()
    limit = Weight.LIMITS[kind]
    assert fault == f"{kind} files weigh {limit + 1} KB gzipped, limit {limit}"
