"""The process that executes a page's cells: this Python, one thread, no surprises."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MATPLOTLIBRC = """\
backend: agg
svg.fonttype: none
svg.hashsalt: convguide
"""


def kernelspec() -> dict[str, object]:
    """Describe a kernel that is the Python which runs Sphinx.

    Returns
    -------
    dict
        The content of a ``kernel.json``. An error shows its message only: the
        traceback would print the folders of the machine.
    """
    options = [
        "--InteractiveShell.xmode=Minimal",
        "--InteractiveShell.colors=nocolor",
        "--HistoryManager.enabled=False",
        "--Application.log_level=ERROR",
    ]
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return {
        "argv": [*launch, *options],
        "display_name": "Python 3",
        "language": "python",
    }


def environment(work: Path, sources: Iterable[Path]) -> dict[str, str]:
    """Write a kernel and settings for Matplotlib; say which variables select them.

    A kernel named python3 that the user has registered, a start-up script, or a
    setting of Matplotlib must not leak into the book.

    Parameters
    ----------
    work : path
        Folder to write to.
    sources : iterable of path
        Folders from which cells import before all others.

    Returns
    -------
    dict of str
        Variables for the environment of the build and of its kernels.
    """
    files = {
        "jupyter/kernels/python3/kernel.json": json.dumps(kernelspec(), indent=1),
        "matplotlib/matplotlibrc": MATPLOTLIBRC,
    }
    for name, text in files.items():
        file = work / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = dict.fromkeys([*map(str, sources), *filter(None, inherited)])
    return {
        "IPYTHONDIR": str(work / "ipython"),
        "JUPYTER_PATH": str(work / "jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "KERAS_BACKEND": "torch",
        "MPLCONFIGDIR": str(work / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONWARNINGS": "default::UserWarning",
        "TZ": "UTC",
        **dict.fromkeys(
            ["MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"], "1"
        ),
    }
