"""Drawings of layers, made from the arrays themselves; needs the extra ``diagrams``."""

from importlib.util import find_spec

if find_spec("matplotlib") is None:
    _MSG = 'drawings need Matplotlib: python -m pip install "convguide[diagrams]"'
    raise ModuleNotFoundError(_MSG, name="matplotlib")

from convguide.diagrams.bars import count_bars
from convguide.diagrams.canvas import words_of
from convguide.diagrams.drawing import Drawing, SideBySide, side_by_side
from convguide.diagrams.layers import kernel_table, planes
from convguide.diagrams.one_matrix import toeplitz_matrix
from convguide.diagrams.patch_columns import patch_matrix
from convguide.diagrams.shifts import shifted_ones
from convguide.diagrams.sums import kernels_then_add, one_block, two_views
from convguide.diagrams.traces import output_number

__all__ = [
    "Drawing",
    "SideBySide",
    "count_bars",
    "kernel_table",
    "kernels_then_add",
    "one_block",
    "output_number",
    "patch_matrix",
    "planes",
    "shifted_ones",
    "side_by_side",
    "toeplitz_matrix",
    "two_views",
    "words_of",
]
