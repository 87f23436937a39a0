"""How tests read an error: its exact type, and its whole text."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refusal(kind: type[Exception], message: str) -> Iterator[None]:
    """Expect exactly this exception, not a subclass of it, with exactly this text."""
    with pytest.raises(kind) as caught:
        yield
    assert type(caught.value) is kind
    assert str(caught.value) == message
