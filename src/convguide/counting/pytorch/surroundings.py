"""What a forward may change besides its model: random numbers that are drawn."""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let random numbers go on afterwards as if none had been drawn inside."""
    numpy = sys.modules.get("numpy")
    own, of_torch = random.getstate(), torch.get_rng_state()
    of_numpy = numpy.random.get_state() if numpy else None
    try:
        yield
    finally:
        random.setstate(own)
        torch.set_rng_state(of_torch)
        if numpy:
            numpy.random.set_state(of_numpy)
