"""What a real device refuses to multiply, and the meta device may let pass."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from convguide._errors import ModelError, ShapeError

CONVOLUTIONS = frozenset({"convolution", "_convolution", "convolution_overrideable"})
MATRICES = frozenset({"mm", "addmm", "bmm", "baddbmm", "addbmm", "mv", "addmv", "dot"})


class MisfitError(RuntimeError):
    """Holds what the user is told; to a forward it is what PyTorch raises there."""

    def __init__(self, told: ModelError | ShapeError) -> None:
        super().__init__(told.facts)
        self.told = told


def refuse_misfits(name: str, args: tuple[Any, ...], *, mixing: bool) -> None:
    """Look at the arguments of a product.

    Parameters
    ----------
    name : str
        ATen's name of the operation, without the underscore of what works in place.
    args : tuple
        Its arguments.
    mixing : bool
        Whether autocast is active, which makes one dtype of several.

    Raises
    ------
    MisfitError
        If arrays have several dtypes, or the weight of a convolution takes another
        number of channels.
    """
    if name in CONVOLUTIONS:
        _refuse_channels(args)
    if not mixing and name in CONVOLUTIONS | MATRICES:
        _refuse_dtypes(args)


def _refuse_channels(args: tuple[Any, ...]) -> None:
    """Compare the channels of an input and a weight."""
    x, weight, transposed, groups = args[0], args[1], args[6], args[8]
    channels = x.shape[1 - weight.dim()]
    taken = weight.shape[0] if transposed else weight.shape[1] * groups
    if channels == taken:
        return
    first = "C_in, C_out/groups" if transposed else "C_out, C_in/groups"
    batch = "N, " * (x.dim() == weight.dim())
    shapes = {
        "its input": (tuple(x.shape), f"({batch}C_in, ...)"),
        "its weight": (tuple(weight.shape), f"({first}, ...)"),
    }
    facts = f"a convolution takes {taken} channels but gets {channels}"
    raise MisfitError(ShapeError(facts, shapes))


def _refuse_dtypes(args: tuple[Any, ...]) -> None:
    """Refuse arrays of several dtypes."""
    dtypes = {arg.dtype for arg in args[:3] if isinstance(arg, Tensor)}
    if len(dtypes) == 1:
        return
    words = " and ".join(sorted(str(dtype).removeprefix("torch.") for dtype in dtypes))
    facts = f"multiplies {words}: one dtype is needed"
    hint = "inputs=... takes arguments of any dtype"
    raise MisfitError(ModelError(facts, hint))
