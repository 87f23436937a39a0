"""What `import convguide` costs on top of `import numpy`."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from bench.worker import environment

CODE = "import time, {module}; print(time.process_time())"


def import_cost(rounds: int) -> float:
    """Measure the difference in milliseconds of processor time.

    Each import runs in a fresh interpreter. The two take turns, and the median of the
    differences is taken, so that a busy moment falls on both or drops out.
    """
    for module in ("numpy", "convguide"):
        _process_time(module)  # the first one compiles
    return 1e3 * median(
        _process_time("convguide") - _process_time("numpy") for _ in range(rounds)
    )


def _process_time(module: str) -> float:
    command = [sys.executable, "-c", CODE.format(module=module)]
    printed = subprocess.run(
        command, env=environment(1), capture_output=True, text=True, check=True
    )
    return float(printed.stdout)
