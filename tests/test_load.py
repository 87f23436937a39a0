"""The load test's own parts that need no server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from load.driving import Run, read
from load.machine import LoadError
from load.report import rate_of_a_core, row, table
from load.visits import first_visit, packed_copy, pages

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<head><link rel="stylesheet" href="../_static/a.css?v=1f">
<link rel="canonical" href="https://a.example/">
<link rel="icon" href="../_static/i.svg">
<link rel="next" href="other.html"><script src="https://b.example/x.js"></script>
<script src="../_static/gone.js"></script><script src="../_static/b.js"></script></head>
<a href="other.html">link</a><img src="../_static/i.svg">
<img src="data:image/png;base64,{data}">
<span class="katex">x</span>"""
DATA = "A" * 9000  # too long for the name of a file
FONT = "_static/katex/fonts/KaTeX_Main-Regular.woff2"
COUNTS = '{"requests": 10, "bytes": 20480, "seconds": 2.0, "errors": %d, "p99_ms": 1.5}'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a site with one page that has files."""
    files = ("a.css", "b.js", "i.svg")
    texts = {
        "index.html": "",
        "dev/index.html": "",
        "stable/part/page.html": PAGE.format(data=DATA),
        "stable/part/other.html": "",
        f"stable/{FONT}": "font",
        "stable/_static/template.html": "",
        **{f"stable/_static/{name}": "0" for name in files},
    }
    for name, text in texts.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


def test_pages(site: Path) -> None:
    """The stable version is visited, or the book if there is but one."""
    assert pages(site) == ["stable/part/other.html", "stable/part/page.html"]
    assert pages(site / "stable") == ["part/other.html", "part/page.html"]


@pytest.mark.parametrize("folder", ["stable/", ""])
def test_first_visit(site: Path, folder: str) -> None:
    """A page is asked for, and once each file of the site that it loads."""
    asked = first_visit(site if folder else site / "stable", f"{folder}part/page.html")
    names = (
        "part/page.html",
        "_static/a.css?v=1f",
        "_static/i.svg",
        "_static/b.js",
        FONT,
    )
    assert asked == [folder + name for name in names]


def test_packed_copy(site: Path, tmp_path: Path) -> None:
    """Texts get a packed file beside them; what is packed already stays as it is."""
    (site / "index.html.gz").write_bytes(b"as it was")
    packed_copy(site, tmp_path / "copy")
    packed = {path.name for path in (tmp_path / "copy").rglob("*.gz")}
    assert {"page.html.gz", "a.css.gz", "b.js.gz", "i.svg.gz"} <= packed
    assert "KaTeX_Main-Regular.woff2.gz" not in packed
    assert (tmp_path / "copy" / "index.html.gz").read_bytes() == b"as it was"
    assert not list(site.rglob("*.html.gz"))[1:]


def test_read() -> None:
    """What the script of wrk prints is read; errors and silence are not numbers."""
    run = read(f"Running 2s test\n\nCONVGUIDE {COUNTS % 0}\n", worker=0.5)
    assert run == Run(requests=10, bytes=20480, seconds=2.0, worker=0.5, p99_ms=1.5)
    assert run.rate == 5.0
    with pytest.raises(LoadError, match="3 of 10 requests failed"):
        read(f"CONVGUIDE {COUNTS % 3}", worker=0.5)
    with pytest.raises(LoadError, match="no counts"):
        read("unable to connect", worker=0.5)


def test_report(capsys: pytest.CaptureFixture[str]) -> None:
    """Ratios are of what a core serves; where its time is unknown, of the clock."""
    fast = Run(requests=1000, bytes=2000000, seconds=1.0, worker=0.5, p99_ms=2.0)
    slow = Run(requests=500, bytes=1000000, seconds=1.0, worker=1.0, p99_ms=4.0)
    assert rate_of_a_core([fast, slow]) == 1000
    assert rate_of_a_core([Run(100, 0, 2.0, 0.0, 1.0)]) == 50
    cells = row("never", [slow, slow], best=2000.0).split()
    assert cells == ["never", "500", "500", "500", "500", "0.25", "2.0", "4.0"]
    kinds = ("first", "next", "again")
    runs = {(kind, "before"): [fast] for kind in kinds} | {("next", "never"): [slow]}
    table(runs, {"first": 20.0, "next": 1.0, "again": 1.0})
    printed = capsys.readouterr().out
    assert "a core serves 100 such visits a second" in printed
    assert "a core serves 2,000 such visits a second" in printed
