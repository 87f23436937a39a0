"""A copy of an ONNX model without its numbers, so that the model is never touched."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

FEW = 1024  # numbers of an array that may be a shape, whose values matter


def without_numbers(model: ModelProto) -> ModelProto:
    """Copy a model without its numbers, but for a few that may be shapes.

    Parameters
    ----------
    model : onnx.ModelProto
        A model; it is only read.

    Returns
    -------
    onnx.ModelProto
        A small one, whose large arrays seem to lie in another file. Functions of the
        model are put in the place of their calls.
    """
    from onnx import inliner  # noqa: PLC0415 - a model is there, so it is installed

    light = type(model)(ir_version=model.ir_version)
    light.opset_import.extend(model.opset_import)
    _copy_graph(model.graph, light.graph)
    for function in model.functions:
        copied = light.functions.add()
        for part, value in function.ListFields():
            if part.name == "node":
                for node in value:
                    _copy_node(node, copied.node.add())
            elif isinstance(value, str):
                setattr(copied, part.name, value)
            else:
                getattr(copied, part.name).extend(value)
    if light.functions:
        light = inliner.inline_local_functions(light)
    return light


def _copy_graph(source: GraphProto, target: GraphProto) -> None:
    target.name = source.name or "graph"
    target.input.extend(source.input)
    target.output.extend(source.output)
    for node in source.node:
        _copy_node(node, target.node.add())
    for tensor in source.initializer:
        _copy_tensor(tensor, target.initializer.add())
    for sparse in source.sparse_initializer:
        copied = target.sparse_initializer.add()
        copied.dims.extend(sparse.dims)
        _copy_tensor(sparse.values, copied.values)
        _copy_tensor(sparse.indices, copied.indices)


def _copy_node(source: NodeProto, target: NodeProto) -> None:
    """Copy a node; arrays in its attributes lose their numbers, bodies alike."""
    for name in ("op_type", "domain", "name", "overload"):
        setattr(target, name, getattr(source, name))
    target.input.extend(source.input)
    target.output.extend(source.output)
    for attribute in source.attribute:
        copied = target.attribute.add()
        if attribute.HasField("g"):
            copied.name, copied.type = attribute.name, attribute.type
            _copy_graph(attribute.g, copied.g)
        elif attribute.HasField("t"):
            copied.name, copied.type = attribute.name, attribute.type
            _copy_tensor(attribute.t, copied.t)
        else:
            copied.CopyFrom(attribute)


def _copy_tensor(source: TensorProto, target: TensorProto) -> None:
    """Copy an array; the numbers of a large one are said to lie elsewhere."""
    external = source.data_location == source.EXTERNAL
    if not external and prod(source.dims) <= FEW:
        target.CopyFrom(source)
        return
    target.name, target.data_type = source.name, source.data_type
    target.dims.extend(source.dims)
    leave_out(target)


def leave_out(tensor: TensorProto) -> None:
    """Say that the numbers of an array lie elsewhere."""
    tensor.data_location = tensor.EXTERNAL
    tensor.external_data.add(key="location", value="left-out")
