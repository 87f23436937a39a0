"""One browser and one server for the whole run; a test for every page and look."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from . import book, chromium, server
from .visits import THEMES, WIDTHS, Visitor

WEIGHTS = pytest.StashKey[list[book.Weight]]()
ROWS = 12


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller say which book to open."""
    parser.addoption(
        "--book",
        metavar="FOLDER",
        help=f"the built book; else $CONVGUIDE_HTML, else {book.DEFAULT}",
    )


def _folder(config: pytest.Config) -> Path:
    return book.find(config.getoption("--book", default=None))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop at once, with a usage error, where there is no book or no browser."""
    _folder(session.config)
    chromium.find()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test for each page, theme and width: `counting/ledger-dark-390`."""
    wanted = metafunc.fixturenames
    if "name" in wanted:
        metafunc.parametrize("name", book.page_names(_folder(metafunc.config)))
    if "sampled" in wanted:
        metafunc.parametrize("sampled", book.sample(_folder(metafunc.config)))
    if "look" in wanted:
        metafunc.parametrize("look", THEMES)
    if "width" in wanted:
        metafunc.parametrize("width", WIDTHS)


@pytest.fixture(scope="session")
def html(pytestconfig: pytest.Config) -> Path:
    """Return the folder of the built book."""
    return _folder(pytestconfig)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with (
        sync_playwright() as play,
        play.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.FLAGS)
        ) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def site(html: Path) -> Iterator[server.Site]:
    """Serve the book, and nothing above it."""
    with server.serve({server.BASE: html}) as running:
        yield running


@pytest.fixture(scope="session")
def visitor(browser: Browser, site: server.Site) -> Iterator[Visitor]:
    """Return a visitor who never leaves the book's server."""
    with Visitor(browser, site.origin) as visitor:
        yield visitor


@pytest.fixture
def weigh(request: pytest.FixtureRequest) -> Callable[[book.Weight], None]:
    """Return a function that keeps a weight for the table at the end."""
    return request.config.stash.setdefault(WEIGHTS, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the heaviest pages."""
    weights = config.stash.setdefault(WEIGHTS, [])
    weights.sort(key=lambda weight: -weight.total)
    if not weights:
        return
    limit = book.Weight.LIMIT // 1024
    terminalreporter.section(f"heaviest pages, KB gzipped (limit {limit})")
    for weight in weights[:ROWS]:
        kilobytes = f"{weight.total / 1024:4.0f}"
        terminalreporter.line(f"{kilobytes}  {weight.page}: {weight.heaviest()}")
