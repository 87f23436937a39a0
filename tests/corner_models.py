"""Small models that counters get wrong; each function makes one, given ``torch``.

PyTorch is an argument, so that to read this module does not need it.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Build = Callable[[Any], Any]

WINDOW = (2, 4)


def conv(torch: Any, *, bias: bool = False) -> Any:
    """Make the layer of most cases: weights of 5·3·2·4 = 120."""
    return torch.nn.Conv2d(3, 5, WINDOW, bias=bias)


def within(layer: Build) -> Build:
    """Put a layer into a model: some counters miss one that is the model itself."""
    return lambda torch: torch.nn.Sequential(layer(torch))


def model_of(torch: Any, forward: Callable[..., Any], **parts: Any) -> Any:
    """Make a module that has these parts and calls `forward` with itself."""

    class Model(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            for name, part in parts.items():
                setattr(self, name, part)

        def forward(self, *inputs: Any, **named: Any) -> Any:
            return forward(self, *inputs, **named)

    return Model()


def transposed(torch: Any) -> Any:
    """Double height and width: an input of 6·7 gives an output of 12·14."""
    options: Any = {"stride": 2, "padding": (1, 0), "bias": False}
    return torch.nn.ConvTranspose2d(3, 5, (4, 2), **options)


def transposed_groups(torch: Any) -> Any:
    """Do the same in two groups: a weight of (6, 4/2, 4, 2)."""
    options: Any = {"stride": 2, "padding": (1, 0), "bias": False, "groups": 2}
    return torch.nn.ConvTranspose2d(6, 4, (4, 2), **options)


def same(torch: Any) -> Any:
    """Keep the size with kernels of 4×2, which no equal padding does."""
    return torch.nn.Conv2d(3, 5, (4, 2), padding="same", bias=False)


def tied(torch: Any) -> Any:
    """Let two convolutions learn one weight."""
    first, second = (torch.nn.Conv2d(4, 4, (2, 3), bias=False) for _ in range(2))
    second.weight = first.weight
    return torch.nn.Sequential(first, second)


def tied_embedding(torch: Any) -> Any:
    """Let a language model's last layer learn what its first one does."""
    words = torch.nn.Embedding(11, 6)
    scores = torch.nn.Linear(6, 11, bias=False)
    scores.weight = words.weight
    return torch.nn.Sequential(words, scores)


def functional(torch: Any) -> Any:
    """Convolve with a parameter of the model's own."""
    conv2d = torch.nn.functional.conv2d
    weight = torch.nn.Parameter(torch.ones(5, 3, *WINDOW))
    return model_of(torch, lambda m, x: conv2d(x, m.weight), weight=weight)


def parametrized(name: str) -> Build:
    """Derive the weight from what is learned, as torch now does."""

    def build(torch: Any) -> Any:
        return getattr(torch.nn.utils.parametrizations, name)(conv(torch, bias=True))

    return within(build)


def hooked(name: str) -> Build:
    """Derive the weight from what is learned, in the deprecated way."""

    def build(torch: Any) -> Any:
        with warnings.catch_warnings():
            told = rf"`torch\.nn\.utils\.{name}` is deprecated"
            warnings.filterwarnings("ignore", told, FutureWarning)
            return getattr(torch.nn.utils, name)(conv(torch, bias=True))

    return within(build)


def unused(torch: Any) -> Any:
    """Have a layer that no forward calls."""
    spare = torch.nn.Linear(6, 8)
    return model_of(torch, lambda m, x: m.conv(x), conv=conv(torch), spare=spare)


def frozen(torch: Any) -> Any:
    """Train the second layer alone."""
    first, second = conv(torch), torch.nn.Conv2d(5, 7, 3, bias=False)
    first.weight.requires_grad_(requires_grad=False)
    return torch.nn.Sequential(first, second)


def lazy(torch: Any) -> Any:
    """Leave in_channels to the first input."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Lazy modules are a new feature", UserWarning)
        return torch.nn.LazyConv2d(5, WINDOW, bias=False)


def quantized(torch: Any) -> Any:
    """Round inputs and weights to whole numbers of eight bits."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"torch\.quantize_per_tensor.* deprecated")
        layers = torch.ao.nn.quantized
        return torch.nn.Sequential(
            layers.Quantize(0.1, 0, torch.quint8),
            layers.Conv2d(3, 5, WINDOW, bias=False),
            layers.DeQuantize(),
        )


def separable(torch: Any) -> Any:
    """Filter each channel alone, then mix the channels."""
    return torch.nn.Sequential(
        torch.nn.Conv2d(5, 5, (2, 3), groups=5, bias=False),
        torch.nn.Conv2d(5, 7, 1, bias=False),
    )


def attention(torch: Any) -> Any:
    """Let 7 places attend to each other in two heads of 4."""
    layer = torch.nn.MultiheadAttention(8, 2, batch_first=True)
    return model_of(torch, lambda m, x: m.layer(x, x, x)[0], layer=layer)


def parameter_list(torch: Any) -> Any:
    """Multiply by two matrices of a list."""
    matrices = [torch.nn.Parameter(torch.ones(*size)) for size in ((6, 7), (7, 5))]
    some = torch.nn.ParameterList(matrices)
    return model_of(torch, lambda m, x: x @ m.some[0] @ m.some[1], some=some)


def parameter_dict(torch: Any) -> Any:
    """Convolve with a weight and a bias of a dict."""
    arrays = {"weight": torch.ones(5, 3, *WINDOW), "bias": torch.ones(5)}
    named = {name: torch.nn.Parameter(array) for name, array in arrays.items()}
    conv2d = torch.nn.functional.conv2d
    return model_of(
        torch,
        lambda m, x: conv2d(x, m.some["weight"], m.some["bias"]),
        some=torch.nn.ParameterDict(named),
    )


def repeated(torch: Any) -> Any:
    """Call one layer three times."""
    layer = torch.nn.Conv2d(4, 4, (2, 3), bias=False)
    return model_of(torch, lambda m, x: m.conv(m.conv(m.conv(x))), conv=layer)


def repeated_alike(torch: Any) -> Any:
    """Call one layer twice on arrays of one shape."""
    layer = torch.nn.Conv2d(4, 4, 3, padding=1, bias=False)
    return model_of(torch, lambda m, x: m.conv(m.conv(x)), conv=layer)


def two_inputs(torch: Any) -> Any:
    """Take an image and a vector."""
    dense = torch.nn.Linear(6, 4, bias=False)
    return model_of(
        torch, lambda m, x, y: (m.conv(x), m.dense(y)), conv=conv(torch), dense=dense
    )


def branching(torch: Any) -> Any:
    """Convolve bright images only."""
    return model_of(
        torch, lambda m, x: m.conv(x) if x.mean() > 0 else x, conv=conv(torch)
    )
