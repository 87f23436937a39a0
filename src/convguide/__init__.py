"""What a convolution layer computes: one operation, seen in many equivalent ways.

The package is the workshop behind the book of the same name. It needs NumPy and
nothing else; drawings need the extra ``diagrams``.
"""

from convguide._errors import ShapeError
from convguide.adjoint import Gradients, gradients
from convguide.conv import conv2d
from convguide.counting.rows import Ledger, Row, ledger
from convguide.dimensions import conv1d, conv3d
from convguide.layouts import convert_layout
from convguide.spec import Conv2dSpec
from convguide.tracing import Trace, trace
from convguide.transposed import conv_transpose1d, conv_transpose2d, conv_transpose3d
from convguide.views import VIEWS

__version__ = "0.1.0"

__all__ = [
    "VIEWS",
    "Conv2dSpec",
    "Gradients",
    "Ledger",
    "Row",
    "ShapeError",
    "Trace",
    "__version__",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convert_layout",
    "gradients",
    "ledger",
    "trace",
]
