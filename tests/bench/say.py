"""The one way in which the benchmark prints."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Print at once, though the output may be a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
