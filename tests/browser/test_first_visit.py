"""Every page as the first that a reader opens: empty cache, no stored theme."""

from collections.abc import Callable
from pathlib import Path

from .book import Weight, gzipped_size
from .page_checks import report
from .server import Site
from .visits import Visitor, opened


def test_first_visit(
    visitor: Visitor, site: Site, name: str, html: Path, weigh: Callable[[Weight], None]
) -> None:
    """A page is quiet on a first visit too, and light enough for a slow line."""
    with (
        visitor.fresh() as context,
        opened(context, site.address(name), visitor.own) as (page, record),
    ):
        # To the end and back, so that pictures that load late are counted.
        page.keyboard.press("End")
        page.wait_for_load_state("networkidle")
        files = {address: site.file(address) for address in record.loaded}
    weight = Weight(
        name,
        {
            path.relative_to(html).as_posix(): gzipped_size(path)
            for path in files.values()
            if path
        },
    )
    weigh(weight)
    report(record.faults() + weight.faults())
