"""Where notebooks are opened: their addresses, the branch they are on, their links."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from errors import SiteError
from launching import binder, colab, launchers, notebooks_tree, requirements
from notebook_dressing import dress_notebooks, linked
from releases import Version

if TYPE_CHECKING:
    from pathlib import Path

PLACE = "0.2/_notebooks/one-filter/sliding.ipynb"
ODD = "0.2/_notebooks/a b/50%+#?&é.ipynb"
FIRST = "convguide-first-cell"
OLD = Version("0.1.0", "c0ffee", "2026-01-02")
#: The pyproject.toml of a version.
DECLARED = """\
[project]
dependencies = ["numpy>=1.26"]
optional-dependencies.torch = ["torch>=2.2"]

[dependency-groups]
docs = ["joblib>=1.4"]
"""


def test_addresses_have_the_form_that_both_document() -> None:
    """Colab's path is GitHub's; Binder opens a file of the repository in its lab."""
    assert colab("owner/name", PLACE) == (
        "https://colab.research.google.com/github/owner/name/blob/notebooks/"
        "0.2/_notebooks/one-filter/sliding.ipynb"
    )
    assert binder("owner/name", PLACE) == (
        "https://mybinder.org/v2/gh/owner/name/notebooks"
        "?labpath=0.2%2F_notebooks%2Fone-filter%2Fsliding.ipynb"
    )


@pytest.mark.parametrize("place", [PLACE, ODD])
def test_places_come_back_from_the_addresses(place: str) -> None:
    """Whatever a path holds, its reader gets it whole."""
    parts = urlsplit(colab("owner/name", place))
    assert unquote(parts.path) == f"/github/owner/name/blob/notebooks/{place}"
    assert not parts.query + parts.fragment
    parts = urlsplit(binder("owner/name", place))
    assert parse_qs(parts.query) == {"labpath": [place]}
    assert "+" not in parts.query
    assert not parts.fragment


class Links(HTMLParser):
    """The links of some HTML: words by addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._address = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the address."""
        if tag == "a":
            self._address = dict(attrs)["href"] or ""

    def handle_data(self, data: str) -> None:
        """Keep the words of a link."""
        if self._address:
            self.found[self._address] = data
            self._address = ""


@pytest.mark.parametrize("place", [PLACE, ODD])
def test_page_offers_both(place: str) -> None:
    """Two links with words; none if nobody knows the repository."""
    assert Links(launchers("owner/name", place)).found == {
        colab("owner/name", place): "Open in Colab",
        binder("owner/name", place): "Open in Binder",
    }
    assert launchers("", place) == ""


def notebook(*needs: str, version: str = "0.2.0") -> dict[str, Any]:
    """Make a notebook that needs some packages."""
    facts = {
        "page": "a",
        "version": version,
        "needs": [f"convguide=={version}", *needs],
    }
    return {"cells": [], "metadata": {"convguide": facts}}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site with three versions, of which one is stable."""
    places = {
        "0.9/_notebooks/a.ipynb": notebook("torch>=2.0", version="0.9.1"),
        "0.10/_notebooks/part/a.ipynb": notebook("torch>=2.2", version="0.10.0"),
        "0.10/_notebooks/b.ipynb": notebook("keras>=3.15", version="0.10.0"),
        "stable/_notebooks/b.ipynb": notebook("keras>=3.15", version="0.10.0"),
        "dev/_notebooks/c.ipynb": notebook("joblib>=1", version="0.11.0.dev0"),
    }
    for place, content in places.items():
        file = tmp_path / "site" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "site" / "0.10" / "index.html").touch()
    return tmp_path / "site"


def test_branch_holds_notebooks_at_their_places_and_an_environment(
    site: Path, tmp_path: Path
) -> None:
    """The same bytes; all versions but the copy in stable; nothing else of the site."""
    target = tmp_path / "branch"
    (target / ".git").mkdir(parents=True)
    places = notebooks_tree(site, target)
    assert places == [
        "0.9/_notebooks/a.ipynb",
        "0.10/_notebooks/b.ipynb",
        "0.10/_notebooks/part/a.ipynb",
        "dev/_notebooks/c.ipynb",
    ]
    for place in places:
        assert (target / place).read_bytes() == (site / place).read_bytes()
    files = {
        file.relative_to(target).as_posix()
        for file in target.rglob("*")
        if file.is_file()
    }
    environment = {
        f".binder/{n}" for n in ("requirements.txt", "runtime.txt", "postBuild")
    }
    assert files == {*places, *environment, "README.md"}
    text = (target / ".binder/requirements.txt").read_text("utf-8")
    assert text.splitlines() == ["joblib>=1", "keras>=3.15", "uv"]
    readme = (target / "README.md").read_text("utf-8")
    assert all(f"]({place})" in readme for place in places)


def test_binder_installs_the_small_torch(site: Path, tmp_path: Path) -> None:
    """A script that bash accepts and may execute, with the newest requirement."""
    notebooks_tree(site, tmp_path / "branch")
    script = tmp_path / "branch" / ".binder" / "postBuild"
    assert os.access(script, os.X_OK)
    text = script.read_text("utf-8")
    assert "UV_TORCH_BACKEND=cpu uv pip install" in text
    assert '"torch>=2.2"' in text
    uv = tmp_path / "uv"
    uv.write_text('#!/bin/sh\nfor word; do echo "$word"; done; env | grep UV_TORCH\n')
    uv.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", str(script)],  # noqa: S607
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-2:] == ["torch>=2.2", "UV_TORCH_BACKEND=cpu"]


def test_later_versions_decide_what_binder_installs() -> None:
    """Ours is left out: each notebook installs the version that it is for."""
    books = [notebook("torch>=2.0", "a>=1"), notebook("torch>=2.2"), {"metadata": {}}]
    assert requirements(books) == ["a>=1", "torch>=2.2"]


def test_branch_is_written_nowhere_else(site: Path, tmp_path: Path) -> None:
    """Other files are left alone; a site without notebooks makes no branch."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").touch()
    with pytest.raises(SiteError, match="holds files"):
        notebooks_tree(site, tmp_path / "mine")
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        with pytest.raises(SiteError, match="has no notebooks"):
            notebooks_tree(tmp_path / name, tmp_path / "branch")


PROSE = """\
[a](../words.ipynb) [b](sums.ipynb#Kept) [c](../../reference/api.html#f)
[d](#Here) [e](https://a.example/b.html) ![f](data:image/svg+xml;base64,abc.html)
"""
LINKED = """\
[a](https://x.example/0.2/words.html) [b](https://x.example/0.2/part/sums.html#Kept) \
[c](https://x.example/0.2/reference/api.html#f)
[d](#Here) [e](https://a.example/b.html) ![f](data:image/svg+xml;base64,abc.html)
"""


def test_links_lead_to_the_book_from_everywhere() -> None:
    """Colab and a lonely download have no other notebook beside them."""
    cells = [
        {"cell_type": "markdown", "id": "1", "source": [PROSE]},
        {"cell_type": "code", "id": "2", "source": [PROSE]},
    ]
    found = linked({"cells": cells}, "part/one", "https://x.example/0.2/")["cells"]
    assert "".join(found[0]["source"]) == LINKED
    assert found[1] == cells[1]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write a book with a new notebook, and one of a version that prepared none."""
    drawn = {"output_type": "display_data", "data": {"text/html": ["<svg></svg>"]}}
    plain = {
        "cell_type": "code",
        "id": "cell-1",
        "source": ["import convguide, torch"],
        "outputs": [drawn],
    }
    words = {"cell_type": "markdown", "id": "cell-2", "source": ["[b](b.ipynb)"]}
    files: dict[str, dict[str, Any]] = {
        "part/new": {**notebook("joblib>=1"), "cells": [words]},
        "old": {"cells": [plain, words], "metadata": {}},
    }
    for name, content in files.items():
        file = tmp_path / "book" / "_notebooks" / f"{name}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")
    return tmp_path / "book"


def dressed(book: Path, name: str) -> dict[str, Any]:
    """Read a notebook of the book."""
    file = book / "_notebooks" / f"{name}.ipynb"
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content


def test_old_and_new_notebooks_are_dressed(book: Path) -> None:
    """Each gets the first cell, its page's address, absolute links, and images."""
    home = "https://x.example/0.1/"
    assert dress_notebooks(book, OLD, DECLARED, home, "") == 2
    old, new = dressed(book, "old"), dressed(book, "part/new")
    assert old["metadata"]["convguide"]["version"] == "0.1.0"
    assert old["metadata"]["convguide"]["needs"][0] == "convguide==0.1.0"
    assert old["metadata"]["convguide"]["needs"][1].startswith("torch>=")
    assert new["metadata"]["convguide"]["needs"] == ["convguide==0.2.0", "joblib>=1"]
    for content, page in [(old, "old"), (new, "part/new")]:
        assert content["cells"][1]["id"] == FIRST
        assert f"({home}{page}.html)" in content["cells"][0]["source"][0]
    assert new["cells"][-1]["source"] == [f"[b]({home}part/b.html)"]
    assert "<img " in old["cells"][2]["outputs"][0]["data"]["text/html"][0]


def test_what_a_version_needs_is_what_it_declares(book: Path) -> None:
    """Not what today's project declares; what it does not declare is named."""
    declared = DECLARED.replace("torch>=2.2", "torch==1.9")
    dress_notebooks(book, OLD, declared, "", "")
    needed = dressed(book, "old")["metadata"]["convguide"]["needs"]
    assert needed == ["convguide==0.1.0", "torch==1.9"]


def test_what_a_version_does_not_declare_is_named(book: Path) -> None:
    """With the page and the version."""
    declared = DECLARED.replace("torch", "other")
    with pytest.raises(SiteError, match=r"^page old of version 0\.1\.0: .*torch"):
        dress_notebooks(book, OLD, declared, "", "")


def test_dressing_again_changes_nothing(book: Path) -> None:
    """The same bytes."""
    dress_notebooks(book, OLD, DECLARED, "", "owner/name")
    once = {file: file.read_bytes() for file in book.rglob("*.ipynb")}
    dress_notebooks(book, OLD, DECLARED, "", "owner/name")
    assert {file: file.read_bytes() for file in book.rglob("*.ipynb")} == once


def test_without_a_home_links_stay_among_notebooks(book: Path) -> None:
    """As in a book to read offline. What is not released comes from the repository."""
    dress_notebooks(book, replace(OLD, name="0.3.0.dev0"), DECLARED, "", "owner/name")
    old = dressed(book, "old")
    assert old["cells"][-1]["source"] == ["[b](b.ipynb)"]
    code = "".join(old["cells"][1]["source"])
    assert "convguide @ https://github.com/owner/name/archive/c0ffee.zip" in code
    assert "archive" not in "".join(dressed(book, "part/new")["cells"][1]["source"])
