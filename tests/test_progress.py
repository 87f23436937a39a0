"""Long work says how far it is, on a terminal only."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from convguide.counting import progress


class Terminal(StringIO):
    """A standard error that is a terminal, or is none."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        """Tell which of the two it is."""
        return self.is_terminal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Stand still, until a test moves the hands."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    """After two seconds, ten times a second, over the same line; then it is gone."""
    said = Terminal(is_terminal=True)
    monkeypatch.setattr(sys, "stderr", said)
    walk = progress.Progress("layers walked")
    for time in (101.9, 102.0, 102.05, 102.2):
        clock[0] = time
        walk.step()
    assert said.getvalue() == "\r2 layers walked\r4 layers walked"
    walk.finish()
    assert said.getvalue().endswith("\r\033[K")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_says_nothing(
    monkeypatch: pytest.MonkeyPatch, clock: list[float], *, is_terminal: bool
) -> None:
    """Quick work is not worth a word, and a file wants none at all."""
    said = Terminal(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", said)
    walk = progress.Progress("layers walked")
    clock[0] += 1.0 if is_terminal else 1_000.0
    walk.step()
    walk.finish()
    assert said.getvalue() == ""


def test_without_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without a console has no standard error at all."""
    monkeypatch.setattr(sys, "stderr", None)
    walk = progress.Progress("layers walked")
    walk.step()
    walk.finish()
    assert walk.steps == 1
