"""Layouts: the same numbers with their axes in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError

if TYPE_CHECKING:
    from convguide._typing import Array


def convert_layout(weight: Array, source: str = "OIHW", target: str = "HWIO") -> Array:
    """Reorder named axes, one letter an axis.

    Parameters
    ----------
    weight : ndarray
        Array with one axis for each letter of `source`: a weight, or anything else
        whose axes have names, such as a batch of images.
    source, target : str
        The order of the axes now and after. For weights, O is C_out, I is C_in:
        "OIHW" in PyTorch and ONNX, "HWIO" in Keras, TensorFlow and Flax, "OHWI" in
        TFLite and MLX, "IOHW" in PyTorch's transposed convolutions. For images,
        "NCHW" and "NHWC".

    Returns
    -------
    ndarray
        A view of `weight` with its axes reordered; the numbers are not copied.

    Raises
    ------
    TypeError
        If `weight` is not a NumPy array, or a layout is not a string.
    ValueError
        If a layout repeats a letter, or the two differ in their letters.
    ShapeError
        If the number of axes is not the number of letters.

    Notes
    -----
    Only the order changes. Depthwise weights also differ in shape: Keras writes
    (K_h, K_w, C_in, multiplier), PyTorch (C_in * multiplier, 1, K_h, K_w).

    Examples
    --------
    >>> import numpy as np
    >>> convert_layout(np.zeros((64, 3, 7, 5))).shape
    (7, 5, 3, 64)
    >>> convert_layout(np.zeros((2, 3, 8, 9)), "NCHW", "NHWC").shape
    (2, 8, 9, 3)
    """
    weight = _ndarray(weight)
    check_letters("source", source)
    check_letters("target", target)
    if set(source) != set(target):
        msg = f"source {source!r} and target {target!r} must name the same axes"
        raise ValueError(msg)
    if weight.ndim != len(source):
        axes = f"({', '.join(source)})"
        facts = (
            f"weight has {weight.ndim} axes but source {source!r} names {len(source)}"
        )
        raise ShapeError(facts, {"weight": (weight.shape, axes)})
    return weight.transpose([source.index(axis) for axis in target])


def _ndarray(weight: object) -> Array:
    if not isinstance(weight, np.ndarray):
        msg = f"weight must be a NumPy array, got {type(weight).__name__}"
        raise TypeError(msg)
    return weight


def check_letters(name: str, layout: object) -> None:
    """Refuse a layout that does not name each axis once."""
    if not isinstance(layout, str):
        msg = f"{name} must be a string such as 'OIHW', got {layout!r}"
        raise TypeError(msg)
    if len(set(layout)) != len(layout):
        msg = f"{name} {layout!r} names an axis twice"
        raise ValueError(msg)
