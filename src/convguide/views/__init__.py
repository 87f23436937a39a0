"""One operation, seen in many equivalent ways.

Each view is one file with a function ``compute(x, weight, spec)``. It trusts its
input: one image (C_in, H, W) that is already padded, the weight
(C_out, C_in / groups, K_h, K_w), and a spec whose padding is zero. It returns the
output (C_out, H_out, W_out), without bias, or raises ShapeError if it cannot do such
a layer. Checks, batches, padding and bias belong to :func:`convguide.conv2d`; only
those in ``PAD_THEMSELVES`` can also pad with zeros.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from convguide.views import (
    blocked,
    conv3d,
    dense,
    depthwise,
    fft,
    filter3d,
    im2col,
    kernels2d,
    loops,
    toeplitz,
    winograd,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from convguide._typing import Array
    from convguide.spec import Conv2dSpec

    View: TypeAlias = Callable[[Array, Array, Conv2dSpec], Array]

#: Every view by its name; ``loops`` is the definition that the others must equal,
#: exactly on integers, and up to rounding on floats.
VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "loops": loops.compute,
        "kernels2d": kernels2d.compute,
        "filter3d": filter3d.compute,
        "conv3d": conv3d.compute,
        "dense": dense.compute,
        "im2col": im2col.compute,
        "blocked": blocked.compute,
        "depthwise": depthwise.compute,
        "toeplitz": toeplitz.compute,
        "fft": fft.compute,
        "winograd": winograd.compute,
        "winograd2": winograd.compute_2x2,
    }
)

#: Those that surround an image with zeros block by block, without a copy of it.
PAD_THEMSELVES = frozenset({"blocked", "depthwise"})
