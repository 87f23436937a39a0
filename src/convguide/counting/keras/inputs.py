"""What a Keras model is called with: shapes, from the model or from the caller."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any

from convguide._errors import ShapeError
from convguide._integers import integers, is_sequence
from convguide.counting.keras.layers import is_a
from convguide.counting.keras.trace import required_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras import KerasTensor, Layer

LONGEST = 32  # axes of an array, in NumPy before 2


def arguments_of(
    model: Layer, input_size: Sequence[Any] | None
) -> tuple[list[Any], list[str]]:
    """Make the arguments of a model, without numbers.

    Parameters
    ----------
    model : keras.Layer
        A built model.
    input_size : sequence, optional
        A shape or a list of shapes.

    Returns
    -------
    list, list of str
        The arguments, empty if their sizes are not known; and lines for what is then
        not counted.

    Raises
    ------
    ShapeError
        If the sizes are not those that the model was made for.
    """
    import keras  # noqa: PLC0415 - a model of Keras is there, so it is loaded

    declared = _declared(model)
    if input_size is None:
        if not declared:
            line = f"multiply-accumulates: {model.name} does not know its input"
            return [], [f"{line}; give input_size"]
        shapes = [(tensor.shape[0] or 1, *tensor.shape[1:]) for tensor in declared]
        if any(None in shape for shape in shapes):
            known = " and ".join(str(tensor.shape) for tensor in declared)
            line = f"multiply-accumulates: the input of {model.name} is {known}"
            return [], [f"{line}; give input_size"]
    else:
        shapes = _given(input_size)
        _compare(model, declared, shapes)
    types = [tensor.dtype for tensor in declared] or [keras.config.floatx()] * len(
        shapes
    )
    tensors = list(starmap(keras.KerasTensor, zip(shapes, types, strict=True)))
    return _arranged(model, tensors), []


def per_text(
    model: Layer, inputs: Sequence[Any], input_size: Sequence[Any] | None
) -> str:
    """Say what counts are for: one sample, if nobody asked for more."""
    import keras  # noqa: PLC0415 - a model of Keras is there, so it is loaded

    if input_size is None and all(t.shape[0] is None for t in _declared(model)):
        return "one sample"
    sizes = ("×".join(map(str, t.shape)) for t in keras.tree.flatten(inputs))
    return f"an input of {' and '.join(sizes)}"


def _declared(model: Layer) -> list[KerasTensor]:
    """List the inputs of a model that has a graph."""
    graph = _graph(model)
    return list(graph.inputs) if graph is not None else []


def _graph(model: Layer) -> Any:  # noqa: ANN401 - Keras has no types
    """Give the graph of a functional or sequential model, if it has one."""
    if is_a(model, "Sequential"):
        return getattr(model, "_functional", None)
    return model if is_a(model, "Functional") else None


def _arranged(model: Layer, tensors: list[KerasTensor]) -> list[Any]:
    """Nest the inputs as the model takes them."""
    import keras  # noqa: PLC0415 - a model of Keras is there, so it is loaded

    graph = _graph(model)
    if graph is not None:
        return [keras.tree.pack_sequence_as(graph._inputs_struct, tensors)]  # noqa: SLF001
    if len(tensors) > 1 and required_arguments(model) == 1:
        return [tensors]
    return list(tensors)


def _given(input_size: Sequence[Any]) -> list[tuple[int, ...]]:
    """Read one shape, or several."""
    several = is_sequence(input_size) and any(map(is_sequence, input_size))
    lengths = tuple(range(2, LONGEST + 1))
    return [
        integers("input_size", shape, least=1, lengths=lengths)
        for shape in (input_size if several else [input_size])
    ]


def _compare(
    model: Layer, declared: list[KerasTensor], shapes: list[tuple[int, ...]]
) -> None:
    """Hold sizes against those that the model was made for."""
    if not declared:
        return
    if len(shapes) != len(declared):
        facts = (
            f"input_size holds {len(shapes)} shapes "
            f"but {model.name} takes {len(declared)} inputs"
        )
        raise ShapeError(facts)
    for tensor, shape in zip(declared, shapes, strict=True):
        made = tuple(tensor.shape)
        fits = len(made) == len(shape) and all(
            a in {None, b} for a, b in zip(made, shape, strict=True)
        )
        if not fits:
            name = tensor._keras_history.operation.name  # noqa: SLF001
            facts = f"input_size does not fit {name} (InputLayer)"
            both = {"input_size": (shape, "(N, …)"), name: (made, "(N, …)")}
            hint = "give all axes, the batch too" if len(made) != len(shape) else ""
            raise ShapeError(facts, both, hint)
