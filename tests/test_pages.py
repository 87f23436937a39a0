"""Pages keep their form: what a reader meets, and in which order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import convguide as cg

DOCS = Path(__file__).parents[1] / "docs"
CELL = re.compile(
    r"^```\{code-cell\}.*?\n(?:---\n(.*?)---\n)?(.*?)^```$", re.MULTILINE | re.DOTALL
)
FORM = [
    r":::\{admonition\} The answer",
    r":::\{dropdown\} Predict",
    r"^## Run",
    r"^## Look",
    r"^## What .*(wrong|cannot)",
    r"^## In one line",
    r"^## Try",
    r"^## Checked",
]
PAGES = sorted(
    page
    for page in DOCS.rglob("*.md")
    if "file_format: mystnb" in page.read_text("utf-8")
    and page.parent.name != "reference"  # these answer no reader's question
)
COLUMNS = 72  # what fits beside the sidebars without scrolling


def test_all_written_pages_are_found() -> None:
    """The parametrised tests below have something to read."""
    assert len(PAGES) >= 8
    assert DOCS / "index.md" in PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_has_its_parts_in_order(page: Path) -> None:
    """Answer, prediction, run, look, wrong belief, one line, try, checked."""
    text = page.read_text("utf-8")
    places = []
    for part in FORM:
        found = re.search(part, text, re.MULTILINE)
        assert found, part
        places.append(found.start())
    assert places == sorted(places)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_checks_itself(page: Path) -> None:
    """The last cell but the glue is hidden and asserts, and the glue comes last."""
    *_, (check_tags, check), (glue_tags, glue) = CELL.findall(page.read_text("utf-8"))
    assert "remove-cell" in check_tags
    assert len(re.findall(r"^\s*assert ", check, re.MULTILINE)) >= 5
    assert "glue" in glue_tags
    names = set(re.findall(r'^glue\("(\w+)"', glue, re.MULTILINE))
    used = set(re.findall(r"\{glue:text\}`(\w+)`", page.read_text("utf-8")))
    assert used
    assert used == names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_visible_code_fits_the_page(page: Path) -> None:
    """Readers see a line of code whole."""
    for tags, code in CELL.findall(page.read_text("utf-8")):
        if "remove-cell" not in tags:
            assert max(map(len, code.splitlines())) <= COLUMNS, code


@pytest.mark.parametrize("name", cg.VIEWS)
def test_every_view_has_a_page_with_its_source(name: str) -> None:
    """A page prints the file of its view whole, from the first definition on."""
    module = cg.VIEWS[name].__module__.rpartition(".")[2]
    text = (DOCS / "views" / f"{module}.md").read_text("utf-8")
    assert f"`{name}`" in text
    file = f"src/convguide/views/{module}.py"
    found = re.search(
        rf"^```\{{literalinclude\}} \.\./\.\./{re.escape(file)}\n"
        r':language: python\n:start-at: "?(.+?)"?\n```$',
        text,
        re.MULTILINE,
    )
    assert found, "include the file visibly, with no option but its start"
    source = (DOCS.parent / file).read_text("utf-8")
    skipped, start, _ = source.partition(found[1])
    assert start, f"{file} has no line {found[1]!r}"
    assert not re.search(r"^(def|class) ", skipped, re.MULTILINE)
    assert f"views/{module}\n" in (DOCS / "index.md").read_text("utf-8")


def test_every_view_stands_in_the_book() -> None:
    """No view without a word about it; the page on views runs them all."""
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert "for name in cg.VIEWS" in text
    api = (DOCS / "reference" / "api.md").read_text("utf-8")
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    for name in cg.VIEWS:
        assert f"`{name}`" in text + api
        assert f"`{name}`" in readme
