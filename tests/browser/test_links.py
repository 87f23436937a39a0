"""Every link of every built file."""

from pathlib import Path

from .link_checks import dead_links
from .page_checks import report


def test_links(html: Path, name: str) -> None:
    """Every address inside the book leads to a file, every fragment to an id."""
    report(dead_links(html / f"{name}.html", html))
