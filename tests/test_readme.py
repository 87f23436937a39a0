"""The README's snippet runs, prints what it says, and draws the README's picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.diagrams
ROOT = Path(__file__).parents[1]


def test_readme_snippet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Text and picture in the README are those that its snippet makes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    snippet, printed = re.findall(r"```(?:python|text)\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(snippet, {})  # noqa: S102 - it is what the README asks readers to run
    assert capsys.readouterr().out == printed
    drawn = (tmp_path / "one-number.svg").read_text(encoding="utf-8")
    committed = ROOT / "docs" / "_static" / "one-number.svg"
    assert drawn == committed.read_text(encoding="utf-8")
