"""A site to serve, and an nginx that serves it under a base path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .serving import serve
from .visits import packed_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .serving import Server

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<link rel="stylesheet" href="{up}_static/a.css?v=4418a689">
<script>document.title += "!"</script></head><body>{words}</body></html>"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a small site with each kind of file, and a space in its path."""
    plain = tmp_path_factory.mktemp("plain site")
    words = "<p>words</p>" * 200
    files = {
        "404.html": "<!doctype html><title>lost</title>",
        "index.html": PAGE.format(up="stable/", words=words),
        "switcher.json": "[]",
        "stable/index.html": PAGE.format(up="", words=words),
        "stable/part/page.html": PAGE.format(up="../", words=words),
        "stable/objects.inv": "# Sphinx inventory version 2\n",
        "stable/convguide-1.pdf": "%PDF-1.7\n",
        "stable/_notebooks/page.ipynb": "{}",
        "stable/_static/a.css": "p { color: red }\n" * 200,
        "stable/_static/a.js": "0;\n" * 500,
        "stable/_static/font.woff2": "font",
        "stable/_static/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>" * 50,
    }
    for name, text in files.items():
        path = plain / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    target = plain.parent / "packed site"
    packed_copy(plain, target)
    return target


@pytest.fixture(scope="session")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve it as it is published."""
    prefix = tmp_path_factory.mktemp("nginx") / "prefix"
    with serve(site, prefix, base="/some/base/") as running:
        yield running
