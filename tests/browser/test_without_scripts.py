"""Every page with JavaScript off."""

from .page_checks import report
from .plain_checks import lines, plain
from .server import Site
from .visits import Visitor

WIDTH = 390


def test_without_scripts(visitor: Visitor, site: Site, name: str) -> None:
    """Text and figures are there without JavaScript."""
    address = site.address(name)
    with visitor.visit(address, "light", WIDTH) as (page, _):
        expected = lines(page)
    with visitor.visit(address, "light", WIDTH, scripts=False) as (page, record):
        report(record.faults() + plain(page, expected))
