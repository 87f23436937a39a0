"""Layers that counters get wrong: small models, and the truth worked out by hand.

The truth is arithmetic in comments and a number beside it, never a formula that runs.
A weight is learned once and used at each place: an output position of a convolution,
an input position of a transposed one, a vector of a dense layer. Biases are learned,
and are no multiply-accumulates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import corner_models as models
from corner_models import conv, hooked, parametrized, within

if TYPE_CHECKING:
    from corner_models import Build

Shapes = tuple[tuple[int, ...], ...]

IMAGE = ((1, 3, 7, 10),)  # under a window of 2×4: 6·7 = 42 output positions


class Case(NamedTuple):
    """A model, its input, and what any counter should say of it.

    Attributes
    ----------
    build : callable
        Makes the model anew, given ``torch``.
    shapes : tuple of shapes
        Of its inputs, each with all axes.
    parameters, trainable, macs : int
        The truth; `macs` is None where it depends on the data.
    tokens : bool
        Whether the inputs are whole numbers, for an embedding.
    """

    build: Build
    shapes: Shapes
    parameters: int
    trainable: int
    macs: int | None
    tokens: bool = False

    def inputs(self, torch: Any) -> tuple[Any, ...]:
        """Make the inputs, all ones."""
        dtype = torch.int64 if self.tokens else torch.float32
        return tuple(torch.ones(shape, dtype=dtype) for shape in self.shapes)


CASES = {
    # 3·5·4·2 = 120 weights, each once at each of the 6·7 = 42 input positions
    "transposed, stride 2": Case(
        within(models.transposed), ((1, 3, 6, 7),), 120, 120, 5_040
    ),
    # 6·(4/2)·4·2 = 96 weights; 5·7 = 35 input positions
    "transposed, groups": Case(
        within(models.transposed_groups), ((1, 6, 5, 7),), 96, 96, 3_360
    ),
    # 120 weights; 7·9 = 63 output positions, as many as input positions
    "same, even kernel": Case(within(models.same), ((1, 3, 7, 9),), 120, 120, 7_560),
    # 120 weights; 5 images of 42 positions are 210
    "batch of 5": Case(within(conv), ((5, 3, 7, 10),), 120, 120, 25_200),
    # 120 weights; 42 positions
    "unbatched": Case(within(conv), ((3, 7, 10),), 120, 120, 5_040),
    # 4·4·2·3 = 96 weights, in both layers; 7·9 + 6·7 = 105 positions
    "tied weights": Case(models.tied, ((1, 4, 8, 11),), 96, 96, 10_080),
    # 11·6 = 66 weights, looked up by one layer and multiplied by the other; 2·5 words
    "tied embedding": Case(models.tied_embedding, ((2, 5),), 66, 66, 660, tokens=True),
    # 120 weights; 42 positions
    "functional": Case(models.functional, IMAGE, 120, 120, 5_040),
    # 120 in the direction, 5 lengths (one a filter), 5 biases; 42 positions · 120
    "weight_norm": Case(parametrized("weight_norm"), IMAGE, 130, 130, 5_040),
    # 120 before they are divided by their norm, 5 biases
    "spectral_norm": Case(parametrized("spectral_norm"), IMAGE, 125, 125, 5_040),
    "weight_norm, hooks": Case(hooked("weight_norm"), IMAGE, 130, 130, 5_040),
    "spectral_norm, hooks": Case(hooked("spectral_norm"), IMAGE, 125, 125, 5_040),
    # 120 weights that are used; 6·8 + 8 = 56 that are not
    "unused submodule": Case(models.unused, IMAGE, 176, 176, 5_040),
    # 120 frozen, 7·5·3·3 = 315 trained; 42 · 120 + 4·5 · 315 = 5,040 + 6,300
    "frozen parameters": Case(models.frozen, IMAGE, 435, 315, 11_340),
    # what it will be once it has seen an image of three channels
    "lazy": Case(within(models.lazy), IMAGE, 120, 120, 5_040),
    # 120 weights, which training leaves as they are; 42 positions
    "quantized": Case(models.quantized, IMAGE, 120, 0, 5_040),
    # 120 weights and 5 biases; the 42 · 5 = 210 additions of biases multiply nothing
    "bias": Case(within(lambda torch: conv(torch, bias=True)), IMAGE, 125, 125, 5_040),
    # 120 weights; 42 positions
    "a layer, no model": Case(conv, IMAGE, 120, 120, 5_040),
    # 4·(6/2)·2·3 = 72 weights; 7·8 = 56 positions
    "grouped": Case(
        within(lambda torch: torch.nn.Conv2d(6, 4, (2, 3), groups=2, bias=False)),
        *(((1, 6, 8, 10),), 72, 72, 4_032),
    ),
    # 15·(5/5)·2·3 = 90 weights; 8·11 = 88 positions
    "depthwise": Case(
        within(lambda torch: torch.nn.Conv2d(5, 15, (2, 3), groups=5, bias=False)),
        *(((1, 5, 9, 13),), 90, 90, 7_920),
    ),
    # 5·2·3 + 7·5 = 30 + 35 weights; 56 positions of both
    "separable": Case(models.separable, ((1, 5, 8, 10),), 65, 65, 3_640),
    # 4 gates · 7 · (5 + 7) = 336 weights, 2 · 4·7 = 56 biases; 3 steps · 2 sequences
    "LSTM": Case(
        within(lambda torch: torch.nn.LSTM(5, 7)), ((3, 2, 5),), 392, 392, 2_016
    ),
    # 2 directions · 3 gates · 7 · (5 + 7) = 504 weights; 3 steps · 2 sequences
    "GRU, both directions": Case(
        within(lambda torch: torch.nn.GRU(5, 7, bias=False, bidirectional=True)),
        *(((3, 2, 5),), 504, 504, 3_024),
    ),
    # 11·6 = 66 weights, looked up and multiplied by nothing
    "embedding": Case(
        within(lambda torch: torch.nn.Embedding(11, 6)),
        ((2, 5),),
        66,
        66,
        0,
        tokens=True,
    ),
    # 4·8·8 = 256 weights, 4·8 biases; 3·7 vectors · 256 = 5,376, and in 3·2 heads
    # 7·7 pairs of 4 compared, then 7·7 · 4 mixed: 6 · (196 + 196) = 2,352
    "attention": Case(models.attention, ((3, 7, 8),), 288, 288, 7_728),
    # 6·7 + 7·5 = 77 weights; 3 vectors
    "ParameterList": Case(models.parameter_list, ((3, 6),), 77, 77, 231),
    # 120 weights and 5 biases; 42 positions
    "ParameterDict": Case(models.parameter_dict, IMAGE, 125, 125, 5_040),
    # 96 weights; 8·10 + 7·8 + 6·6 = 172 positions in three calls
    "called three times": Case(models.repeated, ((1, 4, 9, 12),), 96, 96, 16_512),
    # 4·4·3·3 = 144 weights; twice 8·11 = 88 positions
    "called twice alike": Case(
        models.repeated_alike, ((1, 4, 8, 11),), 144, 144, 25_344
    ),
    # 120 + 6·4 weights; 42 · 120 + 24
    "two inputs": Case(models.two_inputs, (*IMAGE, (1, 6)), 144, 144, 5_064),
    # 120 weights; 5,040 for a bright image and nothing for a dark one
    "branch on data": Case(models.branching, IMAGE, 120, 120, None),
}


def countable() -> list[str]:
    """Name the cases with one right answer, which need nothing but the model."""
    return [name for name in CASES if name not in {"lazy", "branch on data"}]
