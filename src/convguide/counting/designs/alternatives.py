"""The designs that a layer could have had, one function for each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from convguide.counting.designs.design import Design
from convguide.counting.of_specs import conv_macs, conv_terms
from convguide.counting.positions import uses
from convguide.counting.products import Product, Term, product_of

if TYPE_CHECKING:
    from convguide.spec import Conv2dSpec

NEEDS_SIZE = "needs input_size"


class Sizes(NamedTuple):
    """Height and width on both sides of a layer, in pixels."""

    before: tuple[int, int]
    after: tuple[int, int]


def locally_connected_terms(
    spec: Conv2dSpec, output_size: tuple[int, int]
) -> tuple[Term, ...]:
    """Give weight and bias of a layer that has its own filters at each position."""
    places = product_of(*_places(output_size), outer=2).outer
    return tuple(
        Term(term.name, Product((*places, *term.product.outer), term.product.inner))
        for term in conv_terms(spec)
    )


def _as_it_is(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    channel = "input channel" + " of its group" * (spec.groups > 1)
    meaning = f"each filter has a kernel of its own for each {channel}"
    return _convolution("as it is", meaning, spec, sizes)


def _other_bias(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    name = "without biases" if spec.bias else "with biases"
    meaning = f"{'no' if spec.bias else 'each'} filter adds a learned number at the end"
    return _convolution(name, meaning, replace(spec, bias=not spec.bias), sizes)


def _shared_by_inputs(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    kernels = product_of(("out_channels", spec.out_channels), *_kernel(spec))
    return Design(
        "kernel shared across inputs",
        "each filter has one kernel, and convolves the sum of its input channels",
        (Term("weight", kernels), *_bias(spec)),
        _everywhere(sizes, kernels.count),
    )


def _shared_by_outputs(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    kernels = product_of(("in_channels", spec.in_channels), *_kernel(spec))
    return Design(
        "kernel shared across outputs",
        "each input channel has one kernel, which all filters use"
        + " that see the channel" * (spec.groups > 1),
        (Term("weight", kernels), *_bias(spec)),
        _everywhere(sizes, kernels.count),
    )


def _one_kernel(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    kernel = product_of(*_kernel(spec), outer=2)
    return Design(
        "one kernel in all",
        "every filter uses the same kernel, on every input channel that it sees",
        (Term("weight", kernel), *_bias(spec)),
        _everywhere(sizes, spec.groups * kernel.count),
    )


def _depthwise(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    name, meaning = "depthwise", "each filter sees a single input channel"
    if spec.out_channels % spec.in_channels:
        why_not = f"{spec.out_channels} is no multiple of {spec.in_channels}"
        return Design(name, meaning, why_not=f"impossible: {why_not}")
    return _convolution(name, meaning, replace(spec, groups=spec.in_channels), sizes)


def _separable(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    inputs, outputs = (
        (name, getattr(spec, name)) for name in ("in_channels", "out_channels")
    )
    kernels, mixing = product_of(inputs, *_kernel(spec)), product_of(outputs, inputs)
    counts = (kernels.count, mixing.count)
    return Design(
        "depthwise separable",
        "each input channel has one kernel, then filters of 1×1 mix the channels",
        (
            Term("depthwise weight", kernels),
            Term("pointwise weight", mixing),
            *_bias(spec),
        ),
        _everywhere(sizes, *counts),
    )


def _other_groups(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    if spec.groups > 1:
        meaning = "each filter sees all input channels"
        return _convolution("no groups", meaning, replace(spec, groups=1), sizes)
    name, meaning = "2 groups", "each filter sees one half of the input channels"
    for channels in (spec.in_channels, spec.out_channels):
        if channels % 2:
            return Design(name, meaning, why_not=f"impossible: {channels} is odd")
    return _convolution(name, meaning, replace(spec, groups=2), sizes)


def _locally_connected(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    name = "locally connected"
    meaning = "each output position has filters of its own"
    if sizes is None:
        return Design(name, meaning, why_not=NEEDS_SIZE)
    terms = locally_connected_terms(spec, sizes.after)
    return Design(name, meaning, terms, (conv_macs(spec, sizes.after),))


def _fully_connected(spec: Conv2dSpec, sizes: Sizes | None) -> Design:
    name = "fully connected"
    meaning = "each output number has a weight for each input number"
    if sizes is None:
        return Design(name, meaning, why_not=NEEDS_SIZE)
    outputs = (("out_channels", spec.out_channels), *_places(sizes.after))
    inputs = (
        ("in_channels", spec.in_channels),
        ("input height", sizes.before[0]),
        ("input width", sizes.before[1]),
    )
    weight = product_of(*outputs, *inputs, outer=3)
    bias = (Term("bias", product_of(*outputs, outer=3)),) * spec.bias
    return Design(name, meaning, (Term("weight", weight), *bias), (weight,))


def _convolution(
    name: str, meaning: str, spec: Conv2dSpec, sizes: Sizes | None
) -> Design:
    """Count a design that is a layer of its own."""
    macs = None if sizes is None else (conv_macs(spec, sizes.after),)
    return Design(name, meaning, conv_terms(spec), macs)


def _everywhere(sizes: Sizes | None, *weights: int) -> tuple[Product, ...] | None:
    """Use so many weights once at each output position."""
    if sizes is None:
        return None
    return tuple(uses(sizes.after, count) for count in weights)


def _bias(spec: Conv2dSpec) -> tuple[Term, ...]:
    return (Term("bias", product_of(("out_channels", spec.out_channels))),) * spec.bias


def _kernel(spec: Conv2dSpec) -> tuple[tuple[str, int], tuple[str, int]]:
    height, width = spec.kernel_size
    return (("kernel height", height), ("kernel width", width))


def _places(output_size: tuple[int, int]) -> tuple[tuple[str, int], tuple[str, int]]:
    height, width = output_size
    return (("output height", height), ("output width", width))


# All of them, in the order of the table.
DESIGNS = (
    _as_it_is,
    _other_bias,
    _shared_by_inputs,
    _shared_by_outputs,
    _one_kernel,
    _depthwise,
    _separable,
    _other_groups,
    _locally_connected,
    _fully_connected,
)
