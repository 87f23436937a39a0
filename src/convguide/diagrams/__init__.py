"""Drawings of layers, made from the arrays themselves; needs the extra ``diagrams``."""

from importlib.util import find_spec

if find_spec("matplotlib") is None:
    _MSG = 'drawings need Matplotlib: python -m pip install "convguide[diagrams]"'
    raise ModuleNotFoundError(_MSG, name="matplotlib")

from convguide.diagrams.bars import draw_bars
from convguide.diagrams.drawing import Drawing, SideBySide, side_by_side
from convguide.diagrams.layers import draw_kernels, draw_layer
from convguide.diagrams.traces import draw_block, draw_trace

__all__ = [
    "Drawing",
    "SideBySide",
    "draw_bars",
    "draw_block",
    "draw_kernels",
    "draw_layer",
    "draw_trace",
    "side_by_side",
]
