"""The book's own Sphinx extensions: what needs neither Sphinx nor a network."""

from __future__ import annotations

import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from extensions import extension

import convguide

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Write a little package to take a digest of."""
    (tmp_path / "src" / "sub").mkdir(parents=True)
    (tmp_path / "src" / "a.py").write_text("a = 1\n")
    (tmp_path / "src" / "sub" / "b.py").write_text("b = 2\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.0\n")
    return tmp_path


def digest(root: Path) -> str:
    """Take the digest of a little package."""
    result: str = extension("freshness").digest(root, ["src/**/*", "constraints.txt"])
    return result


def test_digest_is_the_same_for_the_same_files(package: Path) -> None:
    """Sixteen digits, and no chance in them."""
    assert digest(package) == digest(package)
    assert len(digest(package)) == 16


@pytest.mark.parametrize("name", ["src/a.py", "src/sub/b.py", "constraints.txt"])
def test_digest_sees_each_changed_file(package: Path, name: str) -> None:
    """A change anywhere must execute the pages again."""
    before = digest(package)
    (package / name).write_text("changed\n")
    assert digest(package) != before


def test_digest_sees_a_renamed_and_a_new_file(package: Path) -> None:
    """Names count, and files that are no Python."""
    digests = {digest(package)}
    (package / "src" / "a.py").rename(package / "src" / "c.py")
    digests.add(digest(package))
    (package / "src" / "data.json").write_text("{}")
    digests.add(digest(package))
    assert len(digests) == 3


def test_digest_leaves_out_compiled_python(package: Path) -> None:
    """An import must not look like a change."""
    before = digest(package)
    (package / "src" / "__pycache__").mkdir()
    (package / "src" / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"\0")
    assert digest(package) == before


def test_kernel_is_this_python(tmp_path: Path) -> None:
    """Cells run in the Python that runs Sphinx, with our settings."""
    variables = extension("kernels").environment(tmp_path, [Path("/a"), Path("/b")])
    folder = Path(variables["JUPYTER_PATH"], "kernels", "python3")
    spec = json.loads((folder / "kernel.json").read_text())
    assert spec["argv"][0] == sys.executable
    assert "{connection_file}" in spec["argv"]
    assert variables["PYTHONPATH"].split(os.pathsep)[:2] == ["/a", "/b"]
    assert variables["PYTHONHASHSEED"] == "0"
    assert variables["KERAS_BACKEND"] == "torch"
    matplotlibrc = Path(variables["MPLCONFIGDIR"], "matplotlibrc").read_text()
    assert "svg.hashsalt: convguide" in matplotlibrc


def test_kernel_is_written_once(tmp_path: Path) -> None:
    """An unchanged file is left alone: live rebuilds watch it."""
    environment = extension("kernels").environment
    variables = environment(tmp_path, [])
    file = Path(variables["JUPYTER_PATH"], "kernels", "python3", "kernel.json")
    os.utime(file, (0, 0))
    environment(tmp_path, [])
    assert file.stat().st_mtime == 0


def test_inventory_is_readable() -> None:
    """The four lines of a head, then names in order."""
    names = {"b": ("py:class", "$/x.html#$"), "a": ("std:term", "y.html")}
    content = extension("inventories").inventory("Name", names)
    *head, body = content.split(b"\n", 4)
    assert head[:2] == [b"# Sphinx inventory version 2", b"# Project: Name"]
    lines = zlib.decompress(body).decode().splitlines()
    assert lines == ["a std:term 1 y.html -", "b py:class 1 b/x.html#b -"]


def test_every_alias_leads_into_an_inventory(tmp_path: Path) -> None:
    """A word for a type must lead somewhere."""
    inventories = extension("inventories")
    mapping = inventories.write(tmp_path)
    assert set(mapping) == set(inventories.PROJECTS)
    assert all(Path(file).is_file() for _, file in mapping.values())
    known = {name for _, names in inventories.PROJECTS.values() for name in names}
    for alias in inventories.TYPE_ALIASES.values():
        target = alias.split("`")[1]
        target = target.partition("<")[2].rstrip(">") or target
        own = target.removeprefix("convguide.")
        assert target in known or own in convguide.__all__


def cell(**values: Any) -> dict[str, Any]:
    """Make an executed cell."""
    start = {"cell_type": "code", "id": "f00", "execution_count": 1, "source": "x"}
    return {**start, "metadata": {}, "outputs": [], **values}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    """Make the output of a print."""
    return {"output_type": "stream", "name": name, "text": [text]}


def test_notebook_loses_what_changes_by_itself() -> None:
    """No times, no random ids; the tags and results stay."""
    timed = {"execution": {"iopub.status.idle": "2024"}, "tags": ["remove-cell"]}
    metadata = {
        "kernelspec": {"name": "mine"},
        "language_info": {"name": "python", "version": "3.11.2"},
    }
    cells = [cell(metadata=timed), cell(id="ba4", outputs=[printed("1\n")])]
    notebook: dict[str, Any] = {"cells": cells, "metadata": metadata}
    result = extension("results").normalised(notebook)
    assert [c["id"] for c in result["cells"]] == ["cell-1", "cell-2"]
    assert result["cells"][0]["metadata"] == {"tags": ["remove-cell"]}
    assert result["cells"][1]["outputs"] == [printed("1\n")]
    assert result["metadata"]["kernelspec"]["name"] == "python3"
    assert "version" not in result["metadata"]["language_info"]
    assert (result["nbformat"], result["nbformat_minor"]) == (4, 5)
    assert notebook["cells"][0]["id"] == "f00"  # the input is as it was


def test_what_was_printed_in_pieces_is_joined() -> None:
    """The kernel cuts long output by the clock; a picture between two prints stays."""
    pieces = ["800", " not 2400", "\n", "3\n"]
    picture = {"output_type": "display_data", "data": {}, "metadata": {}}
    outputs = [*map(printed, pieces), picture, printed("4")]
    whole = {**printed(""), "text": "800 not 2400\n3\n"}
    joined = extension("results").joined
    assert joined(outputs) == [whole, picture, printed("4")]
    in_memory = [{**output, "text": "ab"} for output in outputs[:2]]
    assert joined(in_memory) == [{**printed(""), "text": "abab"}]
    assert len(outputs) == 6  # the input is as it was
    assert outputs[0] == printed("800")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (cell(outputs=[printed("<Fig at 0x7f12ab34>")]), "prints 'at 0x7f12ab34'"),
        (cell(outputs=[printed("/home/me/book/x.py")]), "prints '/home/me'"),
        (cell(outputs=[printed("oops\n", "stderr")]), "writes to stderr: oops"),
        (cell(metadata={"tags": ["raises-exception"]}), "should raise an exception"),
    ],
)
def test_faults_in_results_are_found(bad: dict[str, Any], words: str) -> None:
    """Each fault names its cell."""
    found = list(
        extension("results").complaints({"cells": [cell(), bad]}, ["/home/me"])
    )
    assert len(found) == 1
    assert found[0].startswith("cell 2 ")
    assert words in found[0]


def test_good_results_have_no_faults() -> None:
    """An expected error is no fault."""
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    expected = cell(metadata={"tags": ["raises-exception"]}, outputs=[error])
    good = {"cells": [cell(outputs=[printed("[1 2]")]), expected]}
    assert list(extension("results").complaints(good, ["/home/me"])) == []


@pytest.mark.parametrize(
    ("home", "base"), [("", ""), ("https://a.example/b/", '<base href="/b/" />')]
)
def test_lost_page_knows_where_the_book_begins(home: str, base: str) -> None:
    """With and without a home; search engines leave the page out."""
    head = extension("website").lost_head(home)
    assert "noindex" in head
    assert ("<base" in head) == bool(base)
    assert base in head
