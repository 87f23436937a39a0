"""A line on the terminal that says how far long work is."""

from __future__ import annotations

import sys
import time

PATIENCE, PAUSE = 2.0, 0.1  # seconds until the first line, and between lines


class Progress:
    """Counts steps, and writes them over each other once work takes long.

    Nothing is written where standard error is no terminal.

    Parameters
    ----------
    what : str
        What is done at each step: ``"layers walked"``.
    """

    def __init__(self, what: str) -> None:
        self.what, self.steps, self.shown = what, 0, False
        self.due = time.monotonic() + PATIENCE
        self.wanted = sys.stderr is not None and sys.stderr.isatty()

    def step(self) -> None:
        """Count one step, and say so if it is time."""
        self.steps += 1
        if self.wanted and time.monotonic() >= self.due:
            self.due, self.shown = time.monotonic() + PAUSE, True
            sys.stderr.write(f"\r{self.steps:,} {self.what}")
            sys.stderr.flush()

    def finish(self) -> None:
        """Leave the terminal as it was."""
        if self.shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
