"""Drawings of layers, made from the arrays themselves; needs the extra ``diagrams``."""

from importlib.util import find_spec

if find_spec("matplotlib") is None:
    _MSG = 'drawings need Matplotlib: python -m pip install "convguide[diagrams]"'
    raise ModuleNotFoundError(_MSG, name="matplotlib")

from convguide.diagrams.canvas import words_of
from convguide.diagrams.counts.areas import count_areas
from convguide.diagrams.counts.bars import count_bars
from convguide.diagrams.counts.comparison import compare_areas
from convguide.diagrams.counts.shares import model_counts
from convguide.diagrams.drawing import Drawing, SideBySide, side_by_side
from convguide.diagrams.filters.maps import partial_maps
from convguide.diagrams.filters.same_weights import sharing
from convguide.diagrams.filters.sums import kernels_then_add, one_block, two_views
from convguide.diagrams.filters.traces import output_number
from convguide.diagrams.geometry.fields import receptive_field
from convguide.diagrams.geometry.ruler import size_ruler
from convguide.diagrams.geometry.stamps import transposed
from convguide.diagrams.geometry.window_places import windows
from convguide.diagrams.images.pictures import picture_channels
from convguide.diagrams.images.slices import filter_slices
from convguide.diagrams.layers.kernels import kernel_table
from convguide.diagrams.layers.layer_planes import planes
from convguide.diagrams.layers.volume_view import volumes
from convguide.diagrams.layers.wiring import LENET_C3, connections
from convguide.diagrams.matrices.memory import memory_layout
from convguide.diagrams.matrices.one_matrix import toeplitz_matrix
from convguide.diagrams.matrices.patch_columns import patch_matrix
from convguide.diagrams.matrices.shifts import shifted_ones
from convguide.diagrams.motion.animation import Animation
from convguide.diagrams.motion.sliding_window import animate_window

__all__ = [
    "LENET_C3",
    "Animation",
    "Drawing",
    "SideBySide",
    "animate_window",
    "compare_areas",
    "connections",
    "count_areas",
    "count_bars",
    "filter_slices",
    "kernel_table",
    "kernels_then_add",
    "memory_layout",
    "model_counts",
    "one_block",
    "output_number",
    "partial_maps",
    "patch_matrix",
    "picture_channels",
    "planes",
    "receptive_field",
    "sharing",
    "shifted_ones",
    "side_by_side",
    "size_ruler",
    "toeplitz_matrix",
    "transposed",
    "two_views",
    "volumes",
    "windows",
    "words_of",
]
