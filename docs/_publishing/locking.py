"""Let one run at a time make the site of a checkout."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from builds import KEPT
from errors import SiteError
from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_run(root: Path) -> Iterator[None]:
    """Keep other runs out; a run that was killed keeps nobody out.

    Parameters
    ----------
    root : path
        The checkout.

    Raises
    ------
    SiteError
        If another run is at work there.
    """
    lock = root / KEPT / "lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, blocking=False):
            yield
    except Timeout:
        msg = f"another run is making the site of {root}"
        raise SiteError(msg, hint="wait until it ends, or stop it") from None
