"""Nodes of an ONNX graph and the arrays that they take, bodies of loops included."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

STANDARD = ("", "ai.onnx")


class Array(NamedTuple):
    """An array that is stored in the model.

    Attributes
    ----------
    name : str
        Its name in its graph.
    shape : tuple of int
        Its shape; of a sparse one, how many numbers are stored.
    dtype : int
        The element type, as ``onnx.TensorProto`` numbers them.
    constant : bool
        Whether a node Constant gives it; else it is an initializer.
    """

    name: str
    shape: tuple[int, ...]
    dtype: int
    constant: bool = False


@dataclass(frozen=True)
class Node:
    """A node, where it is, and the stored arrays among its inputs.

    Attributes
    ----------
    path : str
        Its name, with dots for slashes, or its operator and its number in its graph;
        in a body, after the path of the node around.
    proto : onnx.NodeProto
        The node.
    arrays : dict of int to Array
        Stored arrays by the number of the input.
    inside : bool
        Whether it is in the body of another node.
    """

    path: str
    proto: NodeProto
    arrays: dict[int, Array] = field(default_factory=dict)
    inside: bool = False

    @property
    def kind(self) -> str:
        """Its operator."""
        return str(self.proto.op_type)

    @property
    def where(self) -> str:
        """Path and operator, for messages."""
        return f"{self.path} ({self.kind})"

    @property
    def standard(self) -> bool:
        """Whether the standard says what it computes."""
        return self.proto.domain in STANDARD

    @property
    def bodies(self) -> list[tuple[str, GraphProto]]:
        """Names and graphs of its branches, or of what it repeats."""
        return [(a.name, a.g) for a in self.proto.attribute if a.HasField("g")]

    def attribute(self, name: str, default: object) -> object:
        """Read an attribute, which may be a number, a string or several numbers."""
        for attribute in self.proto.attribute:
            if attribute.name == name:
                import onnx  # noqa: PLC0415 - a model is there, so it is installed

                value: object = onnx.helper.get_attribute_value(attribute)
                return value.decode() if isinstance(value, bytes) else value
        return default


def nodes_of(model: ModelProto) -> tuple[list[Node], list[Array]]:
    """List all nodes, those in bodies after the node around, and all initializers.

    Parameters
    ----------
    model : onnx.ModelProto
        A model; it is only read.

    Returns
    -------
    list of Node, list of Array
        In the order of the file. Arrays of Constant are in the nodes that take them.
    """
    stored: list[Array] = []
    met: set[str] = set()
    nodes = []
    for node in _walk(model.graph, "", {}, stored):
        path, number = node.path, 2
        while path in met:
            path, number = f"{node.path}_{number}", number + 1
        met.add(path)
        nodes.append(replace(node, path=path))
    return nodes, stored


def _walk(
    graph: GraphProto, around: str, outer: dict[str, Array], stored: list[Array]
) -> Iterator[Node]:
    own = list(initializers(graph))
    stored += own
    known = {**outer, **{array.name: array for array in own}}
    for number, proto in enumerate(graph.node):
        name = proto.name.strip("/").replace("/", ".")
        path = around + (name or f"{proto.op_type}_{number}")
        if proto.op_type == "Constant" and proto.domain in STANDARD:
            known.update((array.name, array) for array in _constant(proto))
            continue
        if proto.op_type == "Identity" and proto.input[0] in known:
            # Exporters store equal arrays once, and give them other names so.
            known[proto.output[0]] = known[proto.input[0]]
            continue
        inputs = enumerate(proto.input)
        arrays = {place: known[name] for place, name in inputs if name in known}
        node = Node(path, proto, arrays, inside=bool(around))
        yield node
        for body, inner in node.bodies:
            yield from _walk(inner, f"{path}.{body}.", known, stored)


def initializers(graph: GraphProto) -> Iterator[Array]:
    """Read the initializers of one graph, without their numbers."""
    for tensor in graph.initializer:
        yield Array(tensor.name, tuple(tensor.dims), tensor.data_type)
    for sparse in graph.sparse_initializer:
        values = sparse.values
        yield Array(values.name, tuple(values.dims), values.data_type)


def _constant(node: NodeProto) -> Iterator[Array]:
    """Read the array of a Constant, if it is one."""
    for attribute in node.attribute:
        tensor: TensorProto | None = None
        if attribute.name == "value":
            tensor = attribute.t
        elif attribute.name == "sparse_value":
            tensor = attribute.sparse_tensor.values
        if tensor is not None:
            dims = tuple(tensor.dims)
            yield Array(node.output[0], dims, tensor.data_type, constant=True)
