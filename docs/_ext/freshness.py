"""Re-read, and so re-execute, every page when the code behind the pages changes.

Sphinx compares a page with its own source only. A change in the package would leave
yesterday's results on the page. So a digest of the package and of the pinned versions
is a configuration value on which the whole environment depends.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def digest(root: Path, patterns: Iterable[str]) -> str:
    """Hash the names and contents of files, and the version of Python.

    Parameters
    ----------
    root : path
        Folder to which the patterns and the hashed names are relative.
    patterns : iterable of str
        Glob patterns. Compiled Python is left out.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    state = hashlib.sha256(sys.version.encode())
    files = {file for pattern in patterns for file in root.glob(pattern)}
    for file in sorted(files):
        if file.is_file() and file.suffix != ".pyc":
            content = file.read_bytes()
            name = file.relative_to(root).as_posix()
            state.update(f"{name}\0{len(content)}\0".encode() + content)
    return state.hexdigest()[:16]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the configuration value."""
    app.add_config_value("convguide_digest", "", "env", types=str)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
