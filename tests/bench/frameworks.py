"""The libraries that deep learning runs on, called as their users call them."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.peers import Peer
    from convguide import Conv2dSpec
    from convguide._typing import Array

ONNX_OPSET, ONNX_IR = 13, 8  # old enough for every runtime that can be installed


class NotOfferedError(Exception):
    """A library has no such convolution."""


def keywords(spec: Conv2dSpec) -> dict[str, int]:
    """Name the geometry as a user would: what is default is left out."""
    given = {
        "stride": (spec.stride[0], 1),
        "padding": (spec.padding[0], 0),
        "groups": (spec.groups, 1),
    }
    return {name: value for name, (value, usual) in given.items() if value != usual}


def torch(
    x: Array, weight: Array, spec: Conv2dSpec, *, threads: int | None = None
) -> Callable[[], Any]:
    """Call `torch.nn.functional.conv2d` on tensors that share our memory."""
    torch = import_module("torch")
    if threads is not None:
        torch.set_num_threads(threads)
    tensors = torch.from_numpy(x), torch.from_numpy(weight)
    return partial(torch.nn.functional.conv2d, *tensors, **keywords(spec))


def onnxruntime(
    x: Array, weight: Array, spec: Conv2dSpec, *, threads: int = 1
) -> Callable[[], Any]:
    """Run a model of one node; its weight is a constant, which the runtime packs."""
    if x.dtype != np.float32:
        msg = f"ONNX Runtime has no {x.dtype} convolution on processors"
        raise NotOfferedError(msg)
    onnx, runtime = import_module("onnx"), import_module("onnxruntime")
    node = onnx.helper.make_node(
        "Conv",
        ["x", "weight"],
        ["y"],
        strides=spec.stride,
        pads=[*spec.padding[::2], *spec.padding[1::2]],  # both begins, then both ends
        group=spec.groups,
    )
    real = onnx.TensorProto.FLOAT
    describe = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [node],
        "layer",
        [describe("x", real, x.shape)],
        [describe("y", real, None)],
        [onnx.numpy_helper.from_array(weight, "weight")],
    )
    opset = onnx.helper.make_opsetid("", ONNX_OPSET)
    model = onnx.helper.make_model(graph, opset_imports=[opset], ir_version=ONNX_IR)
    options = runtime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Threads that spin while they wait would slow down whoever is timed next.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = runtime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(None, {"x": x})[0]


def jax(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Compile one convolution; the number of threads is set in the environment."""
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", x.dtype == np.float64)
    top, bottom, left, right = spec.padding

    @jax.jit  # type: ignore[untyped-decorator]
    def layer(x: Any, weight: Any) -> Any:
        return jax.lax.conv_general_dilated(
            x,
            weight,
            spec.stride,
            ((top, bottom), (left, right)),
            dimension_numbers=("NCHW", "OIHW", "NCHW"),
            feature_group_count=spec.groups,
        )

    arrays = jax.numpy.asarray(x), jax.numpy.asarray(weight)
    return lambda: layer(*arrays).block_until_ready()


def frameworks(threads: int) -> dict[str, Peer]:
    """Name the libraries, each held to a number of threads."""
    return {
        "torch": partial(torch, threads=threads),
        "ONNX Runtime": partial(onnxruntime, threads=threads),
        "JAX": jax,
    }
