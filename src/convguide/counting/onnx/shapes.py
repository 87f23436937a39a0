"""Shapes of everything in an ONNX graph, inferred without its numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from convguide._errors import ModelError, ShapeError
from convguide._integers import integer, is_sequence
from convguide.counting.onnx.copying import leave_out
from convguide.counting.onnx.graph import initializers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onnx import GraphProto, ModelProto, TypeProto, ValueInfoProto

    Sizes = tuple[int | str, ...]

MISMATCH = re.compile(r"\(op_type:(\w+), node name: ([^)]*)\): \[\w+\] ([^\n]*)")


class Value(NamedTuple):
    """Shape and element type of an array; an unknown size is a word."""

    sizes: Sizes
    dtype: int

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape, if all of it is known."""
        known = tuple(size for size in self.sizes if isinstance(size, int))
        return known if len(known) == len(self.sizes) else None

    @property
    def itemsize(self) -> int:
        """Bytes of one of its numbers."""
        import onnx  # noqa: PLC0415 - a model is there, so it is installed

        return int(onnx.helper.tensor_dtype_to_np_dtype(self.dtype).itemsize)

    @property
    def text(self) -> str:
        """The sizes as they are written in messages."""
        return f"({', '.join(map(str, self.sizes))}{',' * (len(self.sizes) == 1)})"


def inputs_of(model: ModelProto) -> list[ValueInfoProto]:
    """List the inputs that a caller gives: those that are not stored."""
    stored = {array.name for array in initializers(model.graph)}
    return [value for value in model.graph.input if value.name not in stored]


def set_inputs(light: ModelProto, input_size: Sequence[Any]) -> None:
    """Write sizes into the inputs of a copy.

    Raises
    ------
    ShapeError
        If there are not so many inputs, or the model fixes other sizes.
    """
    inputs = inputs_of(light)
    several = is_sequence(input_size) and any(map(is_sequence, input_size))
    shapes = list(input_size) if several else [input_size]
    if len(shapes) > len(inputs):
        names = ", ".join(value.name for value in inputs)
        facts = (
            f"input_size holds {len(shapes)} shapes "
            f"but the model takes {len(inputs)}: {names}"
        )
        raise ShapeError(facts)
    for value, given in zip(inputs, shapes, strict=False):
        if not is_sequence(given):
            msg = f"input_size must be a shape or several, got {input_size!r}"
            raise TypeError(msg)
        _set(value, tuple(integer("input_size", size, least=1) for size in given))


def _set(value: ValueInfoProto, shape: tuple[int, ...]) -> None:
    """Write the sizes of one input, if it leaves them open."""
    kind = value.type.WhichOneof("value")
    if kind not in {None, "tensor_type"}:
        facts = f"the input {value.name} is no array but a {kind}"
        raise ModelError(facts)
    made = value_of(value.type)
    if made is not None:
        fits = len(made.sizes) == len(shape) and all(
            isinstance(a, str) or a == b for a, b in zip(made.sizes, shape, strict=True)
        )
        if not fits:
            facts = (
                f"input_size {shape} does not fit the input {value.name}, {made.text}"
            )
            raise ShapeError(facts, hint="sizes that are numbers are fixed in the file")
    tensor = value.type.tensor_type
    del tensor.shape.dim[:]
    tensor.shape.SetInParent()
    for size in shape:
        tensor.shape.dim.add().dim_value = size


def inferred(light: ModelProto) -> dict[str, Value]:
    """Infer the shapes of all arrays of the main graph and its bodies.

    Parameters
    ----------
    light : onnx.ModelProto
        A copy that :func:`without_numbers` made; its declared outputs are dropped.

    Returns
    -------
    dict of str to Value
        What is known, by the name of the array.

    Raises
    ------
    ModelError
        If the graph is broken.
    """
    import onnx  # noqa: PLC0415 - a model is there, so it is installed

    for output in light.graph.output:  # it may say another size than is given
        output.ClearField("type")
    for sparse in light.graph.sparse_initializer:  # inference does not know their shape
        dense = light.graph.initializer.add()
        dense.name, dense.data_type = sparse.values.name, sparse.values.data_type
        dense.dims.extend(sparse.dims)
        leave_out(dense)
    del light.graph.sparse_initializer[:]
    try:
        full = onnx.shape_inference.infer_shapes(light, False, False, True)  # noqa: FBT003
    except Exception as error:
        said = (str(error).strip().splitlines() or [""])[0]
        facts = f"the graph is broken: {said}"
        hint = "onnx.checker.check_model says what is wrong"
        raise ModelError(facts, hint) from error
    return _values(full.graph)


def refuse_mismatch(light: ModelProto, values: Mapping[str, Value]) -> None:
    """Raise what the inference of shapes passes over in silence.

    Parameters
    ----------
    light : onnx.ModelProto
        The model, with the sizes of its inputs.
    values : mapping of str to Value
        What is known.

    Raises
    ------
    ShapeError
        If the arrays of a node do not fit together.
    """
    import onnx  # noqa: PLC0415 - a model is there, so it is installed

    try:
        onnx.shape_inference.infer_shapes(light, False, True, True)  # noqa: FBT003
    except onnx.shape_inference.InferenceError as error:
        found = MISMATCH.search(str(error))
        if found is None:
            return
        kind, name, said = found.groups()
        inputs = [
            name_of_input
            for node in light.graph.node
            if (node.op_type, node.name) == (kind, name)
            for name_of_input in node.input
        ]
        shapes = {
            given: (shape, f"({', '.join(map(str, range(len(shape))))})")
            for given in inputs
            if given in values and (shape := values[given].shape)
        }
        where = name.strip("/").replace("/", ".") or "a node"
        facts = f"{where} ({kind}): {said.strip()}"
        raise ShapeError(facts, shapes) from error


def _values(graph: GraphProto) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                found.update(_values(attribute.g))
    for value in (*graph.input, *graph.value_info, *graph.output):
        read = value_of(value.type)
        if read is not None:
            found[value.name] = read
    for array in initializers(graph):
        found[array.name] = Value(array.shape, array.dtype)
    return found


def value_of(kind: TypeProto) -> Value | None:
    """Read shape and type of a tensor; None if its rank is not known."""
    if not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return None
    tensor = kind.tensor_type
    sizes = tuple(
        dim.dim_value if dim.HasField("dim_value") else dim.dim_param or "?"
        for dim in tensor.shape.dim
    )
    return Value(sizes, tensor.elem_type)
