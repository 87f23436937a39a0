"""The built site, and a browser that meets it from a server or from a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from browser import chromium
from browser.server import serve
from browser.visits import Visitor
from headers import site_policy
from playwright.sync_api import sync_playwright

from . import built_site
from .built_site import Published, find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

#: Where a site that does not know its address is served.
BASE = "/some/base/"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller say which site to test."""
    parser.addoption(
        "--site", metavar="FOLDER", help="the site; else $CONVGUIDE_SITE, else site/"
    )
    parser.addoption(
        "--all-notebooks",
        action="store_true",
        help="run all notebooks of releases, too, not only their first ones",
    )


def _folder(config: pytest.Config) -> Path:
    return find(config.getoption("--site", default=None))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop at once, with a usage error, where there is no site or no browser."""
    _folder(session.config)
    chromium.find()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test for each version, and for each way to meet the site."""
    if "folder" in metafunc.fixturenames:
        folders = ["stable", *built_site.versions(_folder(metafunc.config))]
        metafunc.parametrize("folder", folders)
    if "published" in metafunc.fixturenames:
        metafunc.parametrize("published", ["server", "disk"], indirect=True)


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config) -> Path:
    """Return the folder of the site."""
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
def served(browser: Browser, site: Path) -> Iterator[Published]:
    """Serve the site under a base path, with the policy as a header."""
    headers = {"Content-Security-Policy": site_policy(site)}
    path = urlsplit(built_site.base(site)).path or BASE
    with (
        serve({path: site}, headers) as running,
        Visitor(browser, running.origin) as visitor,
    ):
        yield Published(site, running.origin + path, visitor)


@pytest.fixture(scope="session")
def on_disk(browser: Browser, site: Path) -> Iterator[Published]:
    """Open the site as files."""
    address = f"{site.as_uri()}/"
    with Visitor(browser, address) as visitor:
        yield Published(site, address, visitor)


@pytest.fixture
def published(request: pytest.FixtureRequest) -> Published:
    """Meet the site from a server, or from a disk."""
    name = {"server": "served", "disk": "on_disk"}[request.param]
    found: Published = request.getfixturevalue(name)
    return found
