"""The layers of a Keras model: where they are, and whose numbers they own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras import Layer, Operation, Variable

# Their inner layers without weights (softmax, dropout) are no rows of their own.
ATTENTION = ("MultiHeadAttention", "GroupedQueryAttention")


class Place(NamedTuple):
    """An operation at one place of a model; a shared one has several.

    Attributes
    ----------
    path : str
        Names of the layers from the outside to it, with dots; empty for a model itself.
    operation : keras.Operation
        A layer, or a function such as ``keras.ops.matmul`` in a graph.
    parts : tuple of (str, keras.Layer)
        The layers whose numbers belong to this row, with a prefix for the names of
        their arrays: itself, and the cells of a recurrent layer.
    container : bool
        Whether other places lie inside.
    """

    path: str
    operation: Operation
    parts: tuple[tuple[str, Layer], ...] = ()
    container: bool = False

    @property
    def kind(self) -> str:
        """The name of its class."""
        return type(self.operation).__name__

    @property
    def where(self) -> str:
        """Path and kind, for messages."""
        return f"{self.path} ({self.kind})".lstrip()

    @property
    def learned(self) -> Iterator[tuple[Layer, str, Variable]]:
        """Layer, name and array of all that was made to be learned, frozen or not."""
        for prefix, layer in self.parts:
            for array in layer._trainable_variables:  # noqa: SLF001 - no public way
                yield layer, prefix + array.name, array
            for array in layer._non_trainable_variables:  # noqa: SLF001
                if _was_learned(layer, array):
                    yield layer, prefix + array.name, array

    @property
    def kept(self) -> Iterator[Variable]:
        """Arrays that no training would ever change by their gradient."""
        for _, layer in self.parts:
            for array in layer._non_trainable_variables:  # noqa: SLF001
                if not _was_learned(layer, array):
                    yield array

    @property
    def arrays(self) -> tuple[Variable, ...]:
        """Learned and kept."""
        return (*(array for _, _, array in self.learned), *self.kept)


def places(model: Layer) -> list[Place]:
    """List a model and all that is inside it, the outer before the inner.

    Parameters
    ----------
    model : keras.Layer
        A model, or a single layer.

    Returns
    -------
    list of Place
        In the order of its layers; the model itself comes first.
    """
    alone = not inner(model)
    return list(_places(model, model.name if alone else "", ()))


def _places(
    operation: Operation, path: str, around: tuple[Operation, ...]
) -> Iterator[Place]:
    if is_recurrent(operation):
        yield Place(path, operation, tuple(_recurrent_parts(operation)))
        return
    inside = [
        child
        for child in inner(operation)
        if not any(child is outer for outer in (*around, operation))
    ]
    parts = (("", operation),) if hasattr(operation, "_trainable_variables") else ()
    yield Place(path, operation, parts, bool(inside))
    for child in inside:
        place = f"{path}.{child.name}" if path else child.name
        yield from _places(child, place, (*around, operation))


def inner(operation: Operation) -> list[Operation]:
    """List what is directly inside a layer: its layers, and functions of its graph."""
    graph = getattr(operation, "operations", ())  # of a functional model
    layers = getattr(operation, "_layers", ())
    if is_a(operation, "Sequential"):
        graph, layers = operation.layers, ()
    unique = {id(child): child for child in (*graph, *layers)}
    found = [child for child in unique.values() if not is_a(child, "InputLayer")]
    if is_a(operation, *ATTENTION):
        return [child for child in found if child.weights]
    return found


def is_a(operation: Operation, *names: str) -> bool:
    """Tell whether Keras' own class of this name is among its classes."""
    return any(name in names for name in keras_classes(operation))


def keras_classes(operation: Operation) -> list[str]:
    """Name the classes of an operation that are Keras' own, its own class first."""
    return [
        kind.__name__
        for kind in type(operation).__mro__
        if kind.__module__.partition(".")[0] == "keras"
    ]


def is_recurrent(operation: Operation) -> bool:
    """Tell layers that call a cell at every step."""
    return is_a(operation, "RNN")


def has_own_code(operation: Operation) -> bool:
    """Tell whether what it computes is written by somebody else than Keras."""
    module: str = type(operation).call.__module__
    return module.partition(".")[0] != "keras"


def lacks_sizes(operation: Operation) -> bool:
    """Tell layers that are not built, and would make arrays if they were."""
    if getattr(operation, "built", True):
        return False
    nothing = getattr(type(operation).build, "_is_default", False)
    return not nothing or has_own_code(operation) or bool(inner(operation))


def _recurrent_parts(layer: Layer) -> Iterator[tuple[str, Layer]]:
    """Give the layer, its cell, and the cells of a stack of cells."""
    yield "", layer
    yield from _cells(layer.cell, "")


def _cells(cell: Layer, prefix: str) -> Iterator[tuple[str, Layer]]:
    if not hasattr(cell, "_layers"):
        return
    yield prefix, cell
    for child in inner(cell):
        yield from _cells(child, f"{prefix}{child.name}.")


def _was_learned(layer: Layer, array: Variable) -> bool:
    """Tell weights that became integers after training from what was never learned."""
    quantized = getattr(layer, "quantization_mode", None)
    names = ("kernel", "embeddings", "reverse_embeddings")
    return quantized is not None and array.name in names
