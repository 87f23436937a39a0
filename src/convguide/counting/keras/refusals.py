"""What a layer of Keras raised, as an error with its name and its shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from convguide._errors import ModelError, ShapeError
from convguide._typing import KERNEL_AXES, SIZE_AXES
from convguide.counting.keras.layers import has_own_code, is_a

if TYPE_CHECKING:
    from keras import Operation

    from convguide.counting.keras.trace import Failure

    Shape = tuple[int, ...]

CONVS = ("BaseConv", "BaseConvTranspose", "BaseDepthwiseConv", "BaseSeparableConv")


def refuse(failure: Failure) -> NoReturn:
    """Raise the error that says which layer objects, and to what.

    Parameters
    ----------
    failure : Failure
        The layer, its arguments, and what it raised.

    Raises
    ------
    ShapeError
        If one of Keras' own layers objects.
    ModelError
        If the code of somebody else does.
    """
    place, call, error = failure
    if isinstance(error, ModelError):
        raise error from None
    said = (str(error).strip().splitlines() or [""])[0]
    if has_own_code(place.operation):
        facts = f"{place.where} raises {type(error).__name__}: {said}"
        hint = "it is called with arrays that have a shape and no numbers"
        raise ModelError(facts, hint) from error
    inputs = call.inputs
    names = (
        ["input"]
        if len(inputs) == 1
        else [f"input {n + 1}" for n in range(len(inputs))]
    )
    shapes = {
        name: (shape, _input_axes(place.operation, len(shape)))
        for name, shape in zip(names, inputs, strict=True)
    }
    for array in place.arrays[:1]:
        shape = tuple(array.shape)
        shapes[array.name] = (shape, _array_axes(place.operation, len(shape)))
    objection = _objection(place.operation, inputs) or f"does not take it: {said}"
    facts = f"{place.where} {objection}"
    raise ShapeError(facts, shapes) from error


def _objection(operation: Operation, inputs: list[Shape]) -> str:
    """Say what does not fit, if the layer says what it takes."""
    spec: Any = getattr(operation, "input_spec", None)
    if not hasattr(spec, "axes") or len(inputs) != 1:
        return ""
    (shape,) = inputs
    least = spec.min_ndim or 0
    if (spec.ndim or len(shape)) != len(shape) or len(shape) < least:
        word = f"at least {least}" if spec.ndim is None else f"{spec.ndim}"
        return f"takes {word} axes but its input has {len(shape)}"
    for axis, size in (spec.axes or {}).items():
        if size not in {None, shape[axis]}:
            what = "channels" if is_a(operation, *CONVS) else f"numbers on axis {axis}"
            return f"takes {size} {what} but its input has {shape[axis]}"
    return ""


def _input_axes(operation: Operation, rank: int) -> str:
    """Name the axes of an input."""
    if is_a(operation, *CONVS) and rank - 2 in SIZE_AXES:
        sizes = SIZE_AXES[rank - 2]
        if operation.data_format == "channels_first":
            return f"(N, C_in, {sizes})"
        return f"(N, {sizes}, C_in)"
    if rank == 2:  # noqa: PLR2004 - samples and features
        return "(N, features)"
    return "(N, …)"


def _array_axes(operation: Operation, rank: int) -> str:
    """Name the axes of an array that is learned."""
    if is_a(operation, "BaseConv") and rank - 2 in KERNEL_AXES:
        depth = "C_in" + "/groups" * (operation.groups > 1)
        return f"({KERNEL_AXES[rank - 2]}, {depth}, C_out)"
    if is_a(operation, "BaseConvTranspose") and rank - 2 in KERNEL_AXES:
        return f"({KERNEL_AXES[rank - 2]}, C_out, C_in)"
    if is_a(operation, "Dense"):
        return "(in_features, out_features)"
    return f"({', '.join(map(str, range(rank)))})"
