"""Files that users asked for: their names are checked, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convguide.diagrams.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike


def kind_of(path: str | PathLike[str], kinds: Sequence[str], theme: str) -> str:
    """Tell the kind of a file by its name; refuse others, and unknown themes."""
    kind = Path(path).suffix.removeprefix(".")
    if kind not in kinds:
        *most, last = kinds
        known = f"{', '.join(f'.{kind}' for kind in most)} or .{last}"
        msg = f"path must end in {known}, got {str(path)!r}"
        raise ValueError(msg)
    if theme not in THEMES:
        known = ", ".join(f'"{known}"' for known in THEMES)
        msg = f"theme must be one of {known}; got {theme!r}"
        raise ValueError(msg)
    return kind


def saved(
    path: str | PathLike[str], make: Callable[[], bytes], *, overwrite: bool
) -> Path:
    """Write what is made to a file; refuse to replace one, before the work and after.

    Raises
    ------
    FileExistsError
        If the file exists and `overwrite` is false.
    """
    path = Path(path)
    msg = f"{path} exists\n  hint: overwrite=True replaces it"
    if path.exists() and not overwrite:
        raise FileExistsError(msg)
    content = make()
    try:
        with path.open("wb" if overwrite else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise FileExistsError(msg) from error
    return path
