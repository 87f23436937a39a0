"""Views that mix pixels must not hand on what is no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array


def finite(view: str, y: Array) -> Array:
    """Return the result of a view that mixes pixels, if all of it is finite.

    Sums and products never turn a NaN or an infinity back into a number, so it is
    enough to look at the result.
    """
    if not np.isfinite(y).all():
        msg = (
            f'view "{view}" mixes pixels, and a NaN, an infinity or an overflow '
            'has spread among them\n  hint: view="auto" mixes nothing'
        )
        raise ValueError(msg)
    return y
