"""Each version was executed with its own package, and prints its own results."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .built_site import versions

if TYPE_CHECKING:
    from pathlib import Path

FIRST_VIEWS = ["loops", "kernels2d", "filter3d", "conv3d", "dense", "im2col"]


def printed(site: Path, folder: str, page: str) -> str:
    """Return all that the cells of a page printed."""
    file = site / folder / "_notebooks" / f"{page}.ipynb"
    cells: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["cells"]
    texts = [
        output["text"]
        for cell in cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    return "".join(part for text in texts for part in text)


def test_each_version_prints_its_own(site: Path) -> None:
    """The cell ran with the package of that version; the page and its label agree."""
    assert len(versions(site)) >= 3
    for folder, version in versions(site).items():
        name = version["version"]
        output = printed(site, folder, "reference/this-version")
        assert output.startswith(f"convguide {name}\n")
        text = (site / folder / "reference" / "this-version.html").read_text("utf-8")
        assert f"convguide {name}\n" in re.sub("<[^>]*>", "", text)
        assert f"<summary>version {name} " in text


def test_the_first_version_still_prints_its_old_results(site: Path) -> None:
    """It knows six views, as on its day; today's book knows more."""
    page = "many-channels/kernels-or-block"
    output = printed(site, "0.1", page)
    assert re.findall(r"^(\w+) +True$", output, re.MULTILINE) == FIRST_VIEWS
    assert "blocked" not in output
    assert "blocked" in printed(site, "dev", page)
    assert "2400 4896 1989 819 total 10104" in printed(
        site, "0.1", "counting/model-summary"
    )
