"""A ledger of an ONNX model: every node that learns or multiplies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.counting.ledgers import Ledger
from convguide.counting.onnx.checks import refuse_misfit
from convguide.counting.onnx.copying import without_numbers
from convguide.counting.onnx.files import opened
from convguide.counting.onnx.graph import STANDARD, nodes_of
from convguide.counting.onnx.products import READERS, UNTOLD, products_of_node
from convguide.counting.onnx.rows import owners_of, row_of_node, unused_row
from convguide.counting.onnx.shapes import (
    inferred,
    inputs_of,
    refuse_mismatch,
    set_inputs,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnx import GraphProto, ModelProto

    from convguide.counting.onnx.graph import Node
    from convguide.counting.onnx.shapes import Value
    from convguide.counting.products import Product

    Values = dict[str, Value]

BODIES = {
    "If": "which of its branches runs depends on the data",
    "Loop": "how often its body runs depends on the data",
    "Scan": "its body runs once for each step of the data",
    "SequenceMap": "its body runs once for each item of the data",
}


def ledger_of_onnx(
    model: object,
    input_size: Sequence[int] | Sequence[Sequence[int]] | None = None,
) -> Ledger:
    """Count a model of ONNX.

    Parameters
    ----------
    model : onnx.ModelProto, str or path
        A model, or its file. Of arrays only the shapes are read, so that those in other
        files need not be there.
    input_size : sequence of int, optional
        Shape of the first input, the batch too; or a list of shapes, for the first
        inputs. Without it, a file that fixes the sizes of its inputs is counted for
        these.

    Returns
    -------
    Ledger
        A row for each node that owns arrays or multiplies some.

    Raises
    ------
    ModelError
        If the file is no model, is cut off, is too large for protobuf, or broken.
    FileNotFoundError, ModuleNotFoundError, TypeError
        If there is no such file; if onnx is not installed; if it is no path.
    ShapeError
        If the input does not fit; the node that objects is named.

    Notes
    -----
    ONNX does not say what is learned. Here **parameters** are initializers of real
    numbers with at least one axis, and integers where they are weights or biases that
    were rounded after training (QLinearConv, QLinearMatMul, ConvInteger, MatMulInteger,
    DequantizeLinear). **Buffers** are all others: mean and variance of
    BatchNormalization, scales and zero points, integers such as shapes and axes, single
    numbers without an axis, bounds of Clip, scales of Resize and the like. So
    ``parameters + buffers`` is the number of elements of all initializers.

    An array that several nodes take is counted at the first that learns it, also where
    a node Identity gives it a second name. Exporters store arrays of equal numbers
    once, so that an untrained model may seem to have fewer.

    Arrays of Constant nodes are no initializers. Those that are the weights or biases
    of a convolution, a matrix product or a recurrent layer are counted as parameters,
    since some exporters write weights in this way; no others are.
    """
    proto = opened(model)
    light = without_numbers(proto)
    if input_size is None:  # what the file says of its sizes holds for these inputs
        light.graph.value_info.extend(proto.graph.value_info)
    nodes, stored = nodes_of(light)
    if input_size is not None:
        set_inputs(light, input_size)
    missing = [] if input_size is not None else _open_sizes(light)
    values = None if missing else inferred(light)
    owners = owners_of(nodes)
    rows = []
    for node in nodes:
        products = None if values is None else _macs(node, values, light, missing)
        row = row_of_node(node, owners, products, values)
        if row is not None:
            rows.append(row)
    rows += unused_row(stored, owners, known=values is not None)
    per = None if values is None else _per(light)
    return Ledger(tuple(rows), per, tuple(missing))


def _open_sizes(light: ModelProto) -> list[str]:
    """Say which inputs have sizes that the file leaves open."""
    found = []
    for value in inputs_of(light):
        made = value_of(value.type)
        if made is None or made.shape is None:
            sizes = made.text if made else "of unknown rank"
            found.append(f"{value.name} is {sizes}")
    what = "multiply-accumulates: the input " + ", ".join(found)
    return [f"{what}; give input_size"] if found else []


def _per(light: ModelProto) -> str:
    """Say what counts are for."""
    made = [value_of(value.type) for value in inputs_of(light)]
    sizes = ("×".join(map(str, value.sizes)) or "one number" for value in made if value)
    return f"an input of {' and '.join(sizes)}" if made else "one run"


def _macs(
    node: Node, values: Values, light: ModelProto, missing: list[str]
) -> tuple[Product, ...]:
    """Count the products of one node; add a line for what cannot be told."""
    if node.kind in BODIES and node.standard:
        if any(_multiplies(body) for _, body in node.bodies):
            missing.append(f"{node.where}: {BODIES[node.kind]}")
        return ()
    if not node.standard:
        missing.append(f"{node.where}: no rule for operators of {node.proto.domain}")
        return ()
    if node.inside or node.kind not in (*READERS, *UNTOLD):
        return ()
    if node.kind in UNTOLD:
        missing.append(f"{node.where}: no rule for this operator")
        return ()
    names = (*node.proto.input, *node.proto.output)
    shapes = [_shape(name, values) for name in names]
    known = [shape for shape in shapes if shape is not None]
    refuse_misfit(node, shapes[: len(node.proto.input)])
    if len(known) < len(shapes):
        refuse_mismatch(light, values)
        sizes = (
            f"{name} is {values[name].text if name in values else 'unknown'}"
            for name, shape in zip(names, shapes, strict=True)
            if shape is None
        )
        missing.append(f"{node.where}: sizes are not known: {', '.join(sizes)}")
        return ()
    cut = len(node.proto.input)
    return tuple(products_of_node(node, known[:cut], known[cut:]))


def _shape(name: str, values: Values) -> tuple[int, ...] | None:
    """Look a shape up; what a node leaves out has no axes."""
    if not name:
        return ()
    return values[name].shape if name in values else None


def _multiplies(graph: GraphProto) -> bool:
    """Tell whether there are products in a body, or in the bodies inside it."""
    return any(
        node.op_type in READERS
        or node.op_type in UNTOLD
        or node.domain not in STANDARD
        or any(_multiplies(part.g) for part in node.attribute if part.HasField("g"))
        for node in graph.node
    )
