"""The first cell of a notebook: what it installs, where from, and what it says."""

from __future__ import annotations

import importlib.metadata
import os
import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from extensions import extension

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = {
    "project": {
        "dependencies": ["numpy>=1.26"],
        "optional-dependencies": {
            "diagrams": ["matplotlib>=3.8"],
            "torch": ["torch>=2"],
        },
    },
    "dependency-groups": {
        "docs": [
            "Keras>=3.15",
            "mtcnn==1.0.0",
            "myst-parser>=5",
            "scikit_learn>=1.6",
            "sp-repo-review[cli]>=1",
            {"include-group": "test"},
        ]
    },
}


def needs(*sources: str) -> list[str]:
    """List what cells of a little project need."""
    result: list[str] = extension("needs").needs(sources, PROJECT, "0.2.0")
    return result


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy as np, convguide as cg", ["convguide==0.2.0"]),
        ("from convguide.views import im2col", ["convguide==0.2.0"]),
        ("import convguide.diagrams", ["convguide==0.2.0", "matplotlib>=3.8"]),
        ("from convguide import diagrams", ["convguide==0.2.0", "matplotlib>=3.8"]),
        ("import numpy", ["numpy>=1.26"]),
        ("def f():\n    import torch.nn.functional", ["torch>=2"]),
        ("import keras", ["Keras>=3.15", "torch>=2"]),
        ("from sklearn.datasets import load_digits", ["scikit_learn>=1.6"]),
        ("from importlib.metadata import files\nfiles('mtcnn')", ["mtcnn==1.0.0"]),
        (
            "import importlib.metadata\nx = ['torch', 'sp-repo-review']",
            ["sp-repo-review>=1", "torch>=2"],
        ),
        ("import myst_parser.main", ["myst-parser>=5"]),
        ("x = 'torch'", []),
        ("import os, sys\nfrom IPython.display import HTML", []),
        ("this is no Python", []),
    ],
)
def test_needs_follow_from_imports(source: str, expected: list[str]) -> None:
    """With what the package brings left out, and what Keras computes with put in."""
    assert needs(source) == expected


def test_what_is_not_declared_is_an_error() -> None:
    """A page must not import what its readers are not told to install."""
    with pytest.raises(ValueError, match="imports pandas, torchvision, which"):
        needs("import pandas", "import torchvision, torch")


def test_every_page_of_the_book_declares_its_needs() -> None:
    """The project's own pages, from their Markdown."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for file in sorted((ROOT / "docs").glob("*/*.md")):
        text = file.read_text("utf-8")
        cells = re.findall(
            r"```\{code-cell\}.*?\n(?:---\n.*?---\n)?(.*?)```", text, re.DOTALL
        )
        shown = [cell for cell in cells if "myst_nb" not in cell]
        if "_" not in file.parent.name:
            found = extension("needs").needs(shown, project, "1")
            assert bool(found) == bool(shown), file


NOTEBOOK: dict[str, Any] = {
    "cells": [{"cell_type": "code", "id": "cell-1", "source": ["x"]}],
    "metadata": {"kernelspec": {}},
}


def prepared(needs: list[str], name: str = "0.2.0", **addresses: str) -> dict[str, Any]:
    """Put a first cell before a little notebook."""
    preparing = extension("preparing")
    facts = preparing.Facts("part/one", name, needs)
    result: dict[str, Any] = preparing.prepared(NOTEBOOK, facts, **addresses)
    return result


def run(notebook: dict[str, Any], *, works: bool = False) -> list[str]:
    """Run the first cell; return what it asks pip for, which may seem to work."""
    code = "".join(notebook["cells"][1]["source"])
    assert code.count("%pip install -q {todo}") == 1
    asked: list[str] = []
    code = code.replace("%pip install -q {todo}", "pip(todo)")
    space: dict[str, Any] = {}

    def pip(packages: str) -> None:
        asked.append(packages)
        if works:
            space["needs"].clear()

    space["pip"] = pip
    exec(code, space)  # noqa: S102 - our own cell
    return asked


def test_nothing_is_installed_where_all_is_there() -> None:
    """Then it needs no network, and no pip."""
    here = [f"numpy=={version('numpy')}", "pytest>=1"]
    assert run(prepared(here)) == []


def test_a_newer_one_before_its_release_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody's nightly build of a framework is replaced."""
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "3.0.0a1")
    assert run(prepared(["torch>=2.2"])) == []


def test_only_what_is_missing_is_installed() -> None:
    """What is not there, and what is there in another version."""
    wanted = ["convguide==99.0", "numpy>=1", "no-such-package>=2"]
    asked = run(prepared(wanted, "99.0"), works=True)
    assert asked == ['"convguide==99.0" "no-such-package>=2"']


@pytest.mark.parametrize(
    ("name", "archive", "hint"),
    [
        ("99.0", "", "is there a network? pip says more above"),
        ("99.0.dev0", "", "Install it from a copy of its repository"),
        ("99.0.dev0", "https://a.example/b.zip", "is there a network?"),
    ],
)
def test_failure_says_what_to_do(name: str, archive: str, hint: str) -> None:
    """The package that is missing, and a hint that helps with this version."""
    notebook = prepared([f"convguide=={name}"], name, archive=archive)
    with pytest.raises(ImportError) as error:
        run(notebook)
    assert str(error.value).startswith(f"convguide=={name} could not be installed; ")
    assert hint in str(error.value)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("99.0.dev0", '"convguide @ https://a.example/b.zip"'),
        ("99.0", '"convguide==99.0"'),
    ],
)
def test_only_what_is_not_released_comes_from_an_archive(name: str, asked: str) -> None:
    """A release has a name that pip finds."""
    archive = "https://a.example/b.zip"
    notebook = prepared([f"convguide=={name}"], name, archive=archive)
    assert run(notebook, works=True) == [asked]


def test_keras_is_told_to_compute_with_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it asks for TensorFlow; other notebooks leave the variable alone."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    run(prepared(["pytest"]))
    assert os.environ["KERAS_BACKEND"] == "jax"
    run(prepared(["keras>=3.15", "torch"]), works=True)
    assert os.environ["KERAS_BACKEND"] == "torch"


def test_facts_are_kept_and_cells_replaced() -> None:
    """A second preparation leaves two cells, with the newer words."""
    preparing = extension("preparing")
    once = prepared(["torch>=2"])
    assert once["metadata"]["convguide"] == {
        "page": "part/one",
        "version": "0.2.0",
        "needs": ["torch>=2"],
    }
    facts = preparing.kept(once)
    twice = preparing.prepared(once, facts, address="https://a.example/part/one.html")
    assert len(twice["cells"]) == 3
    assert twice["cells"][1:] == once["cells"][1:]
    [words] = twice["cells"][0]["source"]
    assert "[a page](https://a.example/part/one.html)" in words
    assert "PyTorch is a large download" in words
    [words] = once["cells"][0]["source"]
    assert "the page *part/one*" in words
    assert once["cells"][1]["source"][0].endswith("missing of: torch>=2\n")
    assert "large" not in prepared(["torchinfo"])["cells"][0]["source"][0]
    assert preparing.kept(NOTEBOOK) is None
    assert len(NOTEBOOK["cells"]) == 1  # the input is as it was
