"""The gallery: every drawing, as its own example makes it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from drawings import LIMIT, compressed, refuse_hidden_words
from extensions import extension

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.diagrams

ROOT = Path(__file__).parents[1]
BEFORE = Path(__file__).parent / "data" / "drawings"
PAGE = (ROOT / "docs" / "reference" / "gallery.md").read_text(encoding="utf-8")
SHOWN = [
    name
    for names in re.findall(r"```{gallery}\n(.*?)```", PAGE, re.DOTALL)
    for name in names.split()
]
HELPERS = {
    "Animation",
    "Drawing",
    "LENET_C3",
    "SideBySide",
    "side_by_side",
    "words_of",
}
DIFFERENCE = 6  # of 255, root mean square; other versions of the font differ less
DOTS = 60  # per inch, so that the pictures stay small


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@pytest.fixture(scope="module")
def examples() -> ModuleType:
    """Give what the book uses to run an example."""
    return extension("examples")


def test_everything_is_shown(draw: Any, examples: ModuleType) -> None:
    """Each function that draws has an example, and a place in the gallery."""
    assert sorted(SHOWN) == sorted(set(draw.__all__) - HELPERS)
    assert sorted(SHOWN) == sorted(examples.shown(draw))


@pytest.mark.parametrize("name", SHOWN)
def test_example(draw: Any, examples: ModuleType, name: str, tmp_path: Path) -> None:
    """Small, readable, the same bytes each time, and still what it looked like.

    After a change that is meant, delete the old picture: the test then makes a new
    one, and fails once.
    """
    from matplotlib.testing.compare import compare_images  # noqa: PLC0415

    drawing, again = (examples.run(draw, name).drawing for _ in range(2))
    assert drawing.svg == again.svg
    assert compressed(drawing) < LIMIT
    frames = getattr(drawing, "frames", [drawing])
    for frame in frames:
        refuse_hidden_words(frame)
    assert min(len(drawing.title), len(drawing.description)) > len("a picture")
    before = BEFORE / f"{name}.png"
    still = frames[len(frames) // 2]
    now = still.save(tmp_path / "now.png", dpi=DOTS, transparent=False)
    if not before.exists():
        before.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(now, before)
        pytest.fail(f"look at the new picture and commit it: {before}")
    assert compare_images(str(before), str(now), tol=DIFFERENCE) is None
