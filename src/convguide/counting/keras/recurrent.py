"""Products of recurrent layers of Keras: each weight of a cell, at each step."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.keras.layers import keras_classes
from convguide.counting.positions import uses
from convguide.counting.products import product_of

if TYPE_CHECKING:
    from keras import Operation

    from convguide.counting.keras.trace import Call
    from convguide.counting.products import Product

GATES = {"LSTMCell": 4, "GRUCell": 3, "SimpleRNNCell": 1}


def recurrent(layer: Operation, call: Call) -> list[Product] | None:
    """Use each weight of the cell at each step."""
    batch, steps, *size = call.inputs[0]
    if "ConvLSTMCell" in keras_classes(layer.cell):
        return _conv_lstm(layer, call)
    products = []
    features = size[-1]
    for cell in getattr(layer.cell, "cells", [layer.cell]):
        gates = [GATES[kind] for kind in keras_classes(cell) if kind in GATES]
        if not gates:
            return None
        inner = (("in_features", features), ("units", cell.units))
        for name, number in inner:
            factors = [("gates", gates[0])] * (gates[0] > 1)
            pairs = [("steps", steps), *factors, ("units", cell.units), (name, number)]
            products.append(product_of(*pairs).times("batch", batch))
        features = cell.units
    return products


def _conv_lstm(layer: Operation, call: Call) -> list[Product]:
    cell, (batch, steps, *image) = layer.cell, call.inputs[0]
    output = call.outputs[0].shape[1 + layer.return_sequences :]
    first = cell.data_format == "channels_first"
    positions = output[1:] if first else output[:-1]
    depths = (image[0 if first else -1], cell.filters)
    kernel = 4 * cell.filters * prod(cell.kernel_size)
    return [
        uses(positions, kernel * depth, batch).times("steps", steps) for depth in depths
    ]
