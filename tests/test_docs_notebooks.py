"""Notebooks say what the book says, without its tools: prose, links and drawings."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from extensions import extension

PROSE = """\
# Title

:::{admonition} The answer
:class: answer

**Yes.** A {term}`filter` has {glue:text}`n` of them, {term}`kernels <kernel>`.
:::

::::{dropdown} Predict: how many `x` < 3?
It has {glue:text}`n` {cite}`thread`, and {term}`MAC`s. See [words](../words.md).

:::{table} Sizes {cite}`thread,book`

| a |
|---|
:::
::::

```{math}
:label: one

y = x
```

```python
{term}`stays`
```

```{toctree}
:hidden:

self
```
"""
PLAIN = """\
# Title

> **The answer**
>
> **Yes.** A filter has 27 of them, kernels.

<details><summary><b>Predict: how many <code>x</code> &lt; 3?</b></summary>

It has 27 ([Chase, 2018](https://a.example)), and MACs. See [words](../words.ipynb).

**Sizes ([Chase, 2018](https://a.example), Book)**

| a |
|---|

</details>

$$
y = x
$$

```python
{term}`stays`
```"""
CITATIONS = {"thread": "[Chase, 2018](https://a.example)", "book": "Book"}


def page(source: Path = Path("p.md"), **values: str) -> Any:
    """Make a page of a little book."""
    return extension("plain").Page(
        name="part/one",
        source=source,
        values=values,
        citations=CITATIONS,
        notebooks={"part/one", "words"},
        headings={"what-it-says": "What-it-says"},
    )


def plain(text: str, place: Any = None) -> str:
    """Write a text for Jupyter."""
    result: str = extension("plain").plain(text, place or page())
    return result


def test_prose_is_translated_for_jupyter() -> None:
    """Boxes, folds, tables, formulas, numbers, sources and links need no Sphinx."""
    assert re.sub("\n{3,}", "\n\n", plain(PROSE, page(n="27"))) == PLAIN


def test_links_lead_to_notebooks_to_pages_and_to_headings() -> None:
    """A page without a notebook is the book's; Jupyter writes headings as they are."""
    text = "[a](../words.md#kernel) [b](../reference/api.md) [c](#what-it-says)"
    assert plain(text) == (
        "[a](../words.ipynb#kernel) [b](../../reference/api.html) [c](#What-it-says)"
    )


def test_code_is_shown_as_it_is() -> None:
    """What stands between several backticks is shown, not meant."""
    text = "A {term}`filter`: `` {py:func}`f` `` and ``` ``{term}`x` `` ``` {term}`y`."
    assert plain(text) == ("A filter: `` {py:func}`f` `` and ``` ``{term}`x` `` ``` y.")


def test_files_are_in_the_notebook(tmp_path: Path) -> None:
    """Code from its line on, and prose with what is nested in it."""
    (tmp_path / "a.py").write_text("import b\n\ndef f():\n    return b\n")
    (tmp_path / "a.inc").write_text("A {term}`filter`.\n")
    place = page(tmp_path / "p.md")
    code = "```{literalinclude} a.py\n:language: python\n:start-at: def f\n```"
    assert plain(code, place) == "```python\ndef f():\n    return b\n```"
    assert plain("```{include} a.inc\n```", place) == "A filter."


def test_html_stays_and_its_drawings_are_images() -> None:
    """Jupyter's Markdown shows no SVG either; an alternative text has no markup."""
    words = "<title>A &amp; b</title><desc>C.</desc>"
    html = f"```{{raw}} html\n<p>a</p><svg>{words}</svg>\n```"
    text = plain(html)
    assert text.startswith('<p>a</p><img alt="A &amp; b. C." src="data:image/svg+xml')
    assert plain("```\n{term}`a`\n```") == "```\n{term}`a`\n```"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":::{tabs} x\n:::", "the directive {tabs}"),
        ("```{literalinclude} p.md\n:lines: 1\n```", "the directive {literalinclude}"),
        ("see {doc}`index`", "the role {doc}`index`"),
        (":::{admonition} open\ntext", "no line ::: ends ':::{admonition} open'"),
    ],
)
def test_what_a_notebook_cannot_show_is_an_error(
    tmp_path: Path, text: str, words: str
) -> None:
    """Nothing that only the book's tools understand gets into a notebook."""
    (tmp_path / "p.md").write_text(text)
    with pytest.raises(ValueError, match=re.escape(words)):
        plain(text, page(tmp_path / "p.md"))


def test_notebook_for_readers_has_no_cell_for_the_book() -> None:
    """The cell that hands numbers to the prose goes, and its numbers stay."""
    values = extension("plain").glued({"n": {"data": {"text/plain": "'4,480'"}}})
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": ["{glue:text}`n` weights"]},
            {"cell_type": "markdown", "source": ["```{toctree}\n", "self\n", "```"]},
            {"cell_type": "code", "metadata": {"tags": ["remove-cell"]}, "source": []},
            {"cell_type": "code", "metadata": {"tags": ["remove-cell", "glue"]}},
            {"cell_type": "markdown", "source": ["# A `b`, c\n", "[d](#a-b-c)"]},
        ]
    }
    cells = extension("plain").readable(notebook, page(**values))["cells"]
    assert [cell["source"] for cell in cells] == [
        ["4,480 weights"],
        [],
        ["# A `b`, c\n", "[d](#A-b,-c)"],
    ]


def test_numbers_that_no_cell_gives_are_an_error() -> None:
    """A name that nothing is glued to must not pass as an empty word."""
    with pytest.raises(KeyError, match="missing"):
        plain("{glue:text}`missing`")


def images(html: str) -> list[tuple[str, ET.Element]]:
    """Return the words and the drawing of each image."""
    found = re.findall(r'<img alt="([^"]*)"[^>]* src="data:[^,]*,([^"]*)">', html)
    return [(w, ET.fromstring(base64.b64decode(data))) for w, data in found]  # noqa: S314


@pytest.mark.diagrams
def test_drawings_are_images_until_a_cell_runs() -> None:
    """Jupyter shows the SVG elements of others as words; images keep their words."""
    import numpy as np  # noqa: PLC0415

    from convguide.diagrams import Drawing, kernel_table, side_by_side  # noqa: PLC0415

    drawing = kernel_table(np.array([[[[1, -2]], [[0, 3]]]]))
    assert isinstance(drawing, Drawing)
    html = side_by_side(drawing, drawing)._repr_html_()
    stilled = extension("stills").stilled(html)
    assert "<svg" not in stilled
    [first, second] = images(stilled)
    assert first[0] == second[0] == f"{drawing.title}. {drawing.description}"
    text = ET.tostring(first[1], encoding="unicode")
    assert "svg{background:#fff}" in text  # legible on a dark page, too
    assert f'width="{first[1].get("width")}" src=' in stilled


@pytest.mark.diagrams
def test_motions_are_stills_until_a_cell_runs() -> None:
    """An image cannot be paused, so it does not move; the box for it is gone."""
    import numpy as np  # noqa: PLC0415

    from convguide.diagrams import animate_window  # noqa: PLC0415

    motion = animate_window(np.arange(24).reshape(2, 3, 4), np.ones((1, 2, 2, 3), int))
    html = motion._repr_html_()
    assert "prefers-reduced-motion:no-preference" in html
    stilled = extension("stills").stilled(html)
    assert "Pause" not in stilled
    [(words, drawing)] = images(stilled)
    assert words.startswith(motion.title)
    text = ET.tostring(drawing, encoding="unicode")
    assert "prefers-reduced-motion:no-preference" not in text
    assert "@media not all" in text


def test_other_results_stay_as_they_are() -> None:
    """Tables, prints and cells without results."""
    table = {"output_type": "display_data", "data": {"text/html": ["<table>"]}}
    drawn = {"output_type": "display_data", "data": {"text/html": ["<svg>", "</svg>"]}}
    printed = {"output_type": "stream", "name": "stdout", "text": ["<svg></svg>"]}
    with_stills = extension("stills").with_stills
    assert with_stills({"cell_type": "markdown"}) == {"cell_type": "markdown"}
    outputs = with_stills({"outputs": [table, drawn, printed]})["outputs"]
    assert outputs[0] == table
    assert outputs[2] == printed
    assert "<img " in outputs[1]["data"]["text/html"][0]
    assert drawn["data"] == {"text/html": ["<svg>", "</svg>"]}  # the input is as it was
