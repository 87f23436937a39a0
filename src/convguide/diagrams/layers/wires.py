"""Which input channel feeds which output channel, by a layer or as a mask says."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide.diagrams.reading import read_layer

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


class Wiring(NamedTuple):
    """Which channels are connected: by a layer, or as a mask says."""

    size: tuple[int, int]  # as a mask, (C_out, C_in)
    kernels: int
    spec: Conv2dSpec | None = None
    mask: Array | None = None

    @property
    def possible(self) -> int:
        """Count the kernels of a layer in which every output sees every input."""
        return self.size[0] * self.size[1]

    @property
    def groups(self) -> int:
        """Count the groups of channels."""
        return 1 if self.spec is None else self.spec.groups

    @property
    def per_group(self) -> tuple[int, int]:
        """Count the output and the input channels of one group."""
        outputs, inputs = self.size
        return outputs // self.groups, inputs // self.groups

    def seen(self, out_channel: int) -> list[int]:
        """Input channels for which an output channel has a kernel."""
        if self.mask is not None:
            return np.flatnonzero(self.mask[out_channel]).tolist()
        assert self.spec is not None  # noqa: S101 - one of them is given
        return [*range(self.size[1])[self.spec.channels_of(out_channel)]]


def read_wiring(layer_or_mask: object) -> Wiring:
    """Read booleans as a mask, and anything else as a layer."""
    if isinstance(layer_or_mask, (np.ndarray, list, tuple)):
        array: Array = np.array(())
        with suppress(ValueError):  # lists that differ in length are no mask
            array = np.asarray(layer_or_mask)
        if array.dtype == np.bool_:
            return _of_mask(array)
        if array.ndim == len("OI"):
            msg = (
                f"a mask must hold True and False, got dtype {array.dtype}\n"
                "  hint: mask != 0 is a mask of booleans"
            )
            raise TypeError(msg)
    spec = read_layer(layer_or_mask).spec
    size = (spec.out_channels, spec.in_channels)
    return Wiring(size, spec.out_channels * spec.filter_shape[0], spec=spec)


def _of_mask(mask: Array) -> Wiring:
    if mask.ndim != len("OI") or not mask.size:
        facts = f"mask has {mask.ndim} axes but must have 2, none of them empty"
        raise ShapeError(facts, {"mask": (mask.shape, "(C_out, C_in)")})
    return Wiring((mask.shape[0], mask.shape[1]), int(mask.sum()), mask=mask)
