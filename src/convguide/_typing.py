"""Names that several rooms share: of types, and of axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Shape: TypeAlias = tuple[int, ...]
Pair: TypeAlias = int | Sequence[int]
Word: TypeAlias = Literal["valid", "same", "same_upper", "same_lower"]
Padding: TypeAlias = int | Sequence[int] | Word

#: What the axes that a window slides over are called, for 1D, 2D and 3D layers.
SIZE_AXES = {1: "L", 2: "H, W", 3: "D, H, W"}
KERNEL_AXES = {1: "K", 2: "K_h, K_w", 3: "K_d, K_h, K_w"}
