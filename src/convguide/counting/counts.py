"""What to count: a spec, a list of layers, a model of PyTorch or Keras, ONNX."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from convguide._errors import ModelError
from convguide.counting.of_specs import ledger_of_specs
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from convguide.counting.ledgers import Ledger


class ParameterCount(NamedTuple):
    """How many numbers a model learns.

    Attributes
    ----------
    total : int
        All of them, each once, however many layers share it.
    trainable : int
        Those that training changes; the others are frozen.
    """

    total: int
    trainable: int


def ledger(
    model: object,
    input_size: Sequence[Any] | Mapping[str, Any] | None = None,
    *,
    inputs: object = None,
) -> Ledger:
    """Count what layers learn, and what they cost, with every factor.

    Parameters
    ----------
    model : object
        A :class:`Conv2dSpec`; or a list of them, in which each layer takes the output
        of the last; or a :class:`torch.nn.Module`; or a Keras model; or an ONNX model,
        or the path of its file; or anything else that has a method ``_ledger_`` which
        takes the input size and gives a ledger. It is left exactly as it was.
    input_size : sequence of int, optional
        For specs, height and width in pixels. For a model, the shape of its input with
        all axes, the batch too: ``(1, 3, 224, 224)`` in PyTorch; or a list of shapes,
        if it takes several inputs; in PyTorch also a dict of shapes by name. Without
        it only parameters are counted, since they do not depend on it.
    inputs : optional
        For a model of PyTorch, its arguments instead of their shapes: one tensor, a
        tuple of arguments, or a dict of keyword arguments. Of tensors, only shape and
        dtype are used: what the model computes is not.

    Returns
    -------
    Ledger
        Rows and totals, in parameters, multiply-accumulates (MACs) and bytes of
        outputs. Printed, it is a table; a long one is shorter :meth:`Ledger.folded`.

    Raises
    ------
    TypeError
        If `model` is nothing that can be counted, or a list holds anything but specs.
    ShapeError
        If a layer does not fit the output of the one before; the layer is named.
    ModelError
        If a model cannot be counted: a lazy layer without its sizes, a branch that
        depends on numbers, a forward that raises, a broken file.

    Notes
    -----
    MACs are counted for convolutions, dense layers and matrix products: one for each
    weight at each position, also where it meets a zero of the padding. Adding a bias is
    none. Outputs of specs are taken to have 4 bytes a number, as in float32.

    A model of PyTorch is copied without its numbers and walked on the meta device, as
    in evaluation: nothing is computed, and its size does not matter. Hooks are not run.

    Examples
    --------
    >>> print(ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3, bias=False)]))
    layer  kind               parameters
    1      Conv2d  8 × (3·5·5) + 8 = 608
    2      Conv2d      4 × (8·3·3) = 288
    total                            896
    <BLANKLINE>
    Conv2d: out_channels × (in_channels · kernel height · kernel width) + out_channels,
      or without bias
    """
    read = _reader(model)
    if inputs is not None and read is not _torch:
        msg = "inputs is for models of PyTorch; give input_size instead"
        raise TypeError(msg)
    return read(model, input_size, inputs)


def count_parameters(model: object) -> ParameterCount:
    """Count the numbers that a model learns, each once.

    Parameters
    ----------
    model : object
        What :func:`ledger` takes.

    Returns
    -------
    ParameterCount
        ``.total`` and ``.trainable``.

    Raises
    ------
    TypeError, ModelError
        As :func:`ledger`.

    Examples
    --------
    >>> count_parameters(Conv2dSpec(3, 64, 7, bias=False))
    ParameterCount(total=9408, trainable=9408)
    """
    if _reader(model) is _torch:
        from convguide.counting.pytorch.parameters import (  # noqa: PLC0415 - when asked
            parameter_counts,
        )

        return ParameterCount(*parameter_counts(model))
    book = ledger(model)
    return ParameterCount(book.parameters, book.trainable)


def count_macs(
    model: object,
    input_size: Sequence[Any] | Mapping[str, Any] | None = None,
    *,
    inputs: object = None,
) -> int:
    """Count the multiply-accumulates of a model for one input.

    Parameters
    ----------
    model, input_size, inputs
        As in :func:`ledger`.

    Returns
    -------
    int
        For the whole input, which may be a batch.

    Raises
    ------
    TypeError, ShapeError, ModelError
        As :func:`ledger`; TypeError also if no input is given, ModelError also if what
        a layer does cannot be counted.

    Examples
    --------
    >>> count_macs(Conv2dSpec(3, 64, 7, stride=2, padding=3), (224, 224))
    118013952
    """
    if _reader(model) is _torch:
        from convguide.counting.pytorch.of_torch import (  # noqa: PLC0415 - when asked
            macs_of_torch,
        )

        macs = macs_of_torch(model, input_size, inputs)
    else:
        macs = ledger(model, input_size, inputs=inputs).macs
    if macs is not None:
        return macs
    if input_size is None and inputs is None:
        msg = "count_macs needs input_size: how often a weight is used depends on it"
        raise TypeError(msg)
    rows = ledger(model, input_size, inputs=inputs).rows
    unknown = next(row.path for row in rows if row.macs is None)
    facts = f"{unknown} cannot be counted: its MACs are unknown"
    raise ModelError(facts, hint="ledger(...) counts the other layers")


def _reader(model: object) -> Callable[[Any, Any, Any], Ledger]:
    """Find who can read a model; a framework that is not loaded has made none."""
    if hasattr(type(model), "_ledger_"):
        return lambda given, size, _: given._ledger_(size)
    # Under PyTorch, a model of Keras is a module, too.
    keras, torch = (sys.modules.get(name) for name in ("keras", "torch"))
    if keras and isinstance(model, keras.Layer):
        return _keras
    if torch and isinstance(model, torch.nn.Module):
        return _torch
    if isinstance(model, (str, PathLike)) or type(model).__name__ == "ModelProto":
        return _onnx
    if isinstance(model, Conv2dSpec):
        return lambda spec, size, _: ledger_of_specs((spec,), size)
    if isinstance(model, Iterable):
        return lambda specs, size, _: ledger_of_specs(specs, size)
    msg = (
        "model must be a Conv2dSpec, a list of them, a model of PyTorch or Keras, "
        f"or ONNX, got {type(model).__name__}"
    )
    raise TypeError(msg)


# Each reader is loaded when the first model of its kind comes, and checks its sizes.


def _torch(model: object, size: Any, inputs: object) -> Ledger:  # noqa: ANN401
    from convguide.counting.pytorch.of_torch import ledger_of_torch  # noqa: PLC0415

    return ledger_of_torch(model, size, inputs)


def _keras(model: object, size: Any, _: object) -> Ledger:  # noqa: ANN401
    from convguide.counting.keras.of_keras import ledger_of_keras  # noqa: PLC0415

    return ledger_of_keras(model, size)


def _onnx(model: object, size: Any, _: object) -> Ledger:  # noqa: ANN401
    from convguide.counting.onnx.of_onnx import ledger_of_onnx  # noqa: PLC0415

    return ledger_of_onnx(model, size)
