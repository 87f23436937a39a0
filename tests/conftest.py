"""What every test shares: repeatable property tests, and the oracle."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("refusals", "strategies")

# Time is not tested: a busy machine must not turn a green suite red.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore", settings.get_profile("repeatable"), derandomize=False, max_examples=2_000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def torch() -> Any:
    """Import PyTorch when a test marked `torch` asks for it, and never before."""
    torch = import_module("torch")
    torch.set_num_threads(1)  # layers are tiny: threads would wait for each other
    return torch
