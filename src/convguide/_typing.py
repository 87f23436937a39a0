"""Names for types that annotations share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Pair: TypeAlias = int | Sequence[int]
Padding: TypeAlias = int | Sequence[int] | Literal["valid", "same"]
