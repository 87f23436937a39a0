"""Drawings of layers, made from the arrays themselves; needs the extra ``diagrams``."""

from importlib.util import find_spec

if find_spec("matplotlib") is None:
    _MSG = 'drawings need Matplotlib: python -m pip install "convguide[diagrams]"'
    raise ModuleNotFoundError(_MSG, name="matplotlib")

from convguide.diagrams.bars import count_bars
from convguide.diagrams.canvas import words_of
from convguide.diagrams.drawing import Drawing, SideBySide, side_by_side
from convguide.diagrams.kernels import kernel_table
from convguide.diagrams.layers import planes
from convguide.diagrams.pictures import picture_channels
from convguide.diagrams.slices import filter_slices
from convguide.diagrams.sums import kernels_then_add, one_block, two_views
from convguide.diagrams.traces import output_number

__all__ = [
    "Drawing",
    "SideBySide",
    "count_bars",
    "filter_slices",
    "kernel_table",
    "kernels_then_add",
    "one_block",
    "output_number",
    "picture_channels",
    "planes",
    "side_by_side",
    "two_views",
    "words_of",
]
