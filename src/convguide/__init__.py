"""What a convolution layer computes: one operation, seen in many equivalent ways.

The package is the workshop behind the book of the same name. It needs NumPy and
nothing else; drawings need the extra ``diagrams``.
"""

from convguide._errors import ShapeError
from convguide.conv import conv2d
from convguide.counting.rows import Ledger, Row, ledger
from convguide.layouts import convert_layout
from convguide.spec import Conv2dSpec
from convguide.tracing import Trace, trace
from convguide.views import VIEWS

__version__ = "0.1.0"

__all__ = [
    "VIEWS",
    "Conv2dSpec",
    "Ledger",
    "Row",
    "ShapeError",
    "Trace",
    "__version__",
    "conv2d",
    "convert_layout",
    "ledger",
    "trace",
]
