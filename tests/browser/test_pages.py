"""Every page in both themes and at two widths."""

from .page_checks import everything, report
from .server import Site
from .visits import Theme, Visitor


def test_page(visitor: Visitor, site: Site, name: str, look: Theme, width: int) -> None:
    """A page is quiet, stays at home, is accessible and fits its window."""
    with visitor.visit(site.address(name), look, width) as (page, record):
        faults = everything(page, look)
        report(record.faults() + faults)
