"""What a convolution layer computes: one operation, seen in many equivalent ways.

The package is the workshop behind the book of the same name. It needs NumPy and
nothing else; drawings need the extra ``diagrams``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from convguide._errors import ModelError, ShapeError
from convguide.conv import conv2d
from convguide.spec import Conv2dSpec
from convguide.views import VIEWS

if TYPE_CHECKING:
    from convguide.adjoint import Gradients, gradients
    from convguide.counting.counts import (
        ParameterCount,
        count_macs,
        count_parameters,
        ledger,
    )
    from convguide.counting.designs.comparing import hypotheses
    from convguide.counting.designs.design import Design, Designs
    from convguide.counting.guesses.guess import Guess, Guesses
    from convguide.counting.guesses.guessing import explain_count
    from convguide.counting.ledgers import Ledger
    from convguide.counting.products import Factor, Product, Term
    from convguide.counting.rows import Row
    from convguide.dimensions import conv1d, conv3d
    from convguide.layouts import convert_layout
    from convguide.terms import Trace
    from convguide.tracing import trace
    from convguide.transposed import (
        conv_transpose1d,
        conv_transpose2d,
        conv_transpose3d,
    )

__version__ = "0.3.0.dev0"

__all__ = [
    "VIEWS",
    "Conv2dSpec",
    "Design",
    "Designs",
    "Factor",
    "Gradients",
    "Guess",
    "Guesses",
    "Ledger",
    "ModelError",
    "ParameterCount",
    "Product",
    "Row",
    "ShapeError",
    "Term",
    "Trace",
    "__version__",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convert_layout",
    "count_macs",
    "count_parameters",
    "explain_count",
    "gradients",
    "hypotheses",
    "ledger",
    "trace",
]

# Loaded when first asked for: most programs need few of them.
_ROOMS = {
    "Design": "counting.designs.design",
    "Designs": "counting.designs.design",
    "Factor": "counting.products",
    "Gradients": "adjoint",
    "Guess": "counting.guesses.guess",
    "Guesses": "counting.guesses.guess",
    "Ledger": "counting.ledgers",
    "ParameterCount": "counting.counts",
    "Product": "counting.products",
    "Row": "counting.rows",
    "Term": "counting.products",
    "Trace": "terms",
    "conv1d": "dimensions",
    "conv3d": "dimensions",
    "conv_transpose1d": "transposed",
    "conv_transpose2d": "transposed",
    "conv_transpose3d": "transposed",
    "convert_layout": "layouts",
    "count_macs": "counting.counts",
    "count_parameters": "counting.counts",
    "explain_count": "counting.guesses.guessing",
    "gradients": "adjoint",
    "hypotheses": "counting.designs.comparing",
    "ledger": "counting.counts",
    "trace": "tracing",
}


def __getattr__(name: str) -> object:
    """Load the room of a public name, once."""
    if name not in _ROOMS:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
