"""Products of queries with keys, and of scores with values, in Keras' attention."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.products import product_of

if TYPE_CHECKING:
    from keras import Operation

    from convguide.counting.keras.trace import Call
    from convguide.counting.products import Product


def _multi_head(layer: Operation, call: Call) -> list[Product]:
    """Count both products; the projections are layers of their own."""
    query, value = call.arguments["query"].shape, call.arguments["value"].shape
    axes = layer._attention_axes  # noqa: SLF001 - Keras has no public name for it
    others = prod(size for n, size in enumerate(query[:-1]) if n not in {0, *axes})
    sizes = (prod(query[n] for n in axes), prod(value[n] for n in axes))
    depths = (layer._key_dim, layer._value_dim)  # noqa: SLF001
    heads = layer._num_heads  # noqa: SLF001
    return [
        _product(sizes, depth).times("heads", heads).times("batch", query[0] * others)
        for depth in depths
    ]


def _grouped(layer: Operation, call: Call) -> list[Product]:
    batch, queries, _ = call.arguments["query"].shape
    keys = call.arguments["value"].shape[1]
    product = _product((queries, keys), layer.head_dim)
    return [product.times("heads", layer.num_query_heads).times("batch", batch)] * 2


def _attention(layer: Operation, call: Call) -> list[Product]:
    """Count both products; scores of "concat" are sums, and no products."""
    products = [_values(call)]
    if layer.score_mode == "dot":
        products.insert(0, _queries(call))
    return products


def _additive(layer: Operation, call: Call) -> list[Product]:
    """Count the learned scale, which multiplies each feature of each pair."""
    scores = [_queries(call)] if layer.use_scale else []
    return [*scores, _values(call)]


def _queries(call: Call) -> Product:
    query, keys = call.inputs[0], call.inputs[1]
    return _pairs(query, keys, query[-1])


def _values(call: Call) -> Product:
    query, value = call.inputs[0], call.inputs[1]
    return _pairs(query, value, value[-1])


def _pairs(query: tuple[int, ...], keys: tuple[int, ...], depth: int) -> Product:
    product = _product((query[-2], keys[-2]), depth)
    return product.times("batch", prod(query[:-2]))


def _function(operation: Operation, call: Call) -> list[Product]:
    """Count ``keras.ops.dot_product_attention``: arrays are (N, T, heads, depth)."""
    del operation
    (batch, queries, heads, depth), (_, keys, *_), value = call.inputs[:3]
    return [
        _product((queries, keys), number).times("heads", heads).times("batch", batch)
        for number in (depth, value[-1])
    ]


def _product(sizes: tuple[int, int], depth: int) -> Product:
    queries, keys = sizes
    return product_of(("queries", queries), ("keys", keys), ("depth", depth), outer=2)


ATTENTION_READERS = {
    "AdditiveAttention": _additive,
    "Attention": _attention,
    "DotProductAttention": _function,
    "GroupedQueryAttention": _grouped,
    "MultiHeadAttention": _multi_head,
}
