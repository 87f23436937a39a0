"""Each notebook runs where nothing of the project is, and says what the book says."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

import pytest

from .built_site import ROOT, find, versions
from .fresh import Jupyter
from .said import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = "_notebooks"
FIRST = "convguide-first-cell"
MACHINE = re.compile(
    r"(?<![\w.~/])/(?:home|root|tmp|Users|opt|var|mnt|work)/[\w.]|[A-Z]:\\\\Users"
)
MYST = re.compile(
    r"\{[a-z:-]+\}`|^(?:`{3,}|:{3,})\{|^:{3,}|^\([\w-]+\)=$", re.MULTILINE
)
CODE = re.compile(r"(?<!`)(``+)(?!`)[^\n]+?(?<!`)\1(?!`)")  # that shows such things
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
Notebook = dict[str, Any]


def load(path: Path) -> Notebook:
    """Read a notebook."""
    notebook: Notebook = json.loads(path.read_text("utf-8"))
    return notebook


def needs(notebook: Notebook) -> tuple[str, ...]:
    """Return what a notebook says that it needs."""
    return tuple(notebook["metadata"]["convguide"]["needs"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test for each notebook, and one for each set of packages they need.

    A release was dev when all of its notebooks were run, and does not change: of each,
    the first page is enough, unless ``--all-notebooks`` asks for more.
    """
    if not {"place", "tried", "fewest"} & set(metafunc.fixturenames):
        return
    site = find(metafunc.config.getoption("--site", default=None))
    places = {
        file.relative_to(site).as_posix(): load(file)
        for slug in versions(site)
        for file in sorted((site / slug / FOLDER).rglob("*.ipynb"))
    }
    now = {place: nb for place, nb in places.items() if place.startswith("dev/")}
    older = {place: nb for place, nb in places.items() if place not in now}
    first = [f"{slug}/{FOLDER}/index.ipynb" for slug in versions(site) if slug != "dev"]
    every = metafunc.config.getoption("--all-notebooks", default=False)
    asked = older if every else first
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("place", places)
    elif "tried" in metafunc.fixturenames:
        metafunc.parametrize("tried", [*asked, *now])
    else:
        metafunc.parametrize("fewest", [*first, *covering(now)])


def covering(places: dict[str, Notebook]) -> list[str]:
    """Choose notebooks whose needs, installed together, are those of all."""
    first = {needs(notebook): place for place, notebook in reversed(places.items())}
    return sorted(
        place
        for wanted, place in first.items()
        if not any(set(wanted) < set(more) for more in first)
    )


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """Return a folder outside the repository; environments are large, so it goes."""
    with tempfile.TemporaryDirectory(prefix="convguide-reader-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def wheel(home: Path, site: Path) -> Callable[[str], tuple[Path, Path]]:
    """Return a function that gives a version's wheel, in a folder, and its pins."""
    built: dict[str, tuple[Path, Path]] = {}

    def give(slug: str) -> tuple[Path, Path]:
        if slug not in built:
            folder = Path(tempfile.mkdtemp(dir=home))
            source, wheels = folder / "source", folder / "wheels"
            wheels.mkdir()
            commit = versions(site)[slug]["commit"]
            command = ["git", "-C", str(ROOT), "archive", commit]
            archive = subprocess.run(command, check=True, capture_output=True).stdout
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(source, filter="data")
            pins = source / "constraints.txt"
            Jupyter(folder, wheels, pins).build_wheel(source, wheels)
            built[slug] = wheels, pins
        return built[slug]

    return give


@pytest.fixture(scope="session")
def complete(
    home: Path, wheel: Callable[[str], tuple[Path, Path]]
) -> Callable[[str, tuple[str, ...]], Jupyter]:
    """Return a function that gives an environment in which everything is there."""
    made: dict[tuple[str, tuple[str, ...]], Jupyter] = {}

    def give(slug: str, packages: tuple[str, ...]) -> Jupyter:
        if (slug, packages) not in made:
            folder = Path(tempfile.mkdtemp(dir=home))
            made[slug, packages] = Jupyter(folder, *wheel(slug), packages)
        return made[slug, packages]

    return give


def run(jupyter: Jupyter, path: Path) -> Notebook:
    """Run a copy of a notebook where a reader might have put it."""
    copy = jupyter.folder / "Downloads" / path.name
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(path, copy)
    jupyter.execute(copy)
    return load(copy)


def code(notebook: Notebook) -> list[dict[str, Any]]:
    """Return the cells of code but for the first one, which only installs."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells[0]["id"] == FIRST
    return cells[1:]


def assert_same(stored: Notebook, fresh: Notebook) -> None:
    """Hold the results of two runs against each other, cell by cell."""
    for old, new in zip(code(stored), code(fresh), strict=True):
        assert said(new) == said(old), old["id"]


def test_says_the_same_where_all_is_there(
    site: Path, tried: str, complete: Callable[[str, tuple[str, ...]], Jupyter]
) -> None:
    """Nothing is installed then; prints, tables, pictures and errors are the book's."""
    stored = load(site / tried)
    fresh = run(complete(tried.partition("/")[0], needs(stored)), site / tried)
    first = next(cell for cell in fresh["cells"] if cell["id"] == FIRST)
    assert first["outputs"] == []
    assert_same(stored, fresh)


def test_installs_what_is_missing(
    site: Path,
    fewest: str,
    wheel: Callable[[str], tuple[Path, Path]],
) -> None:
    """In a Jupyter that has nothing of ours, the first cell is enough."""
    stored = load(site / fewest)
    first = next(cell for cell in stored["cells"] if cell["id"] == FIRST)
    # What is not released comes from the repository, which may know nothing of it yet.
    elsewhere = "convguide @ https://" in "".join(first["source"])
    there = needs(stored)[:1] if elsewhere else ()
    with tempfile.TemporaryDirectory(prefix="convguide-bare-") as folder:
        bare = Jupyter(Path(folder), *wheel(fewest.partition("/")[0]), there)
        assert_same(stored, run(bare, site / fewest))


def test_knows_its_version(site: Path, place: str) -> None:
    """The version is that of the folder, and the one that is installed."""
    version = versions(site)[place.partition("/")[0]]["version"]
    notebook = load(site / place)
    assert notebook["metadata"]["convguide"]["version"] == version
    assert f"convguide=={version}" in needs(notebook)


def test_shows_what_the_page_shows(site: Path, place: str) -> None:
    """As many results as on the page, none of them empty."""
    slug, _, path = place.partition(f"/{FOLDER}/")
    page = (site / slug / path).with_suffix(".html").read_text("utf-8")
    shown = [
        cell
        for cell in code(load(site / place))
        if cell["outputs"] and "remove-cell" not in cell["metadata"].get("tags", [])
    ]
    assert len(shown) == len(re.findall(r'<div class="cell_output ', page))
    for cell in shown:
        assert all(words.strip() for _, words in said(cell)), cell["id"]


def test_has_no_trace_of_its_making(site: Path, place: str) -> None:
    """No folder of a machine, nothing that only the book's tools understand."""
    notebook = load(site / place)
    text = json.dumps(notebook, ensure_ascii=False)
    assert not MACHINE.findall(re.sub(r"base64,[\w+/=]*", "", text))
    assert "myst_nb" not in text
    assert str(ROOT) not in text
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            assert not MYST.findall(CODE.sub("", "".join(cell["source"])))


def test_shows_no_drawing_as_words(site: Path, place: str) -> None:
    """Before it is run, Jupyter shows images, and of SVG elements only the words."""
    for cell in code(load(site / place)):
        for output in cell["outputs"]:
            html = "".join(output.get("data", {}).get("text/html", []))
            assert "<svg" not in html


def test_links_lead_somewhere(site: Path, place: str) -> None:
    """To a file of the site, to a heading of the notebook, or to an address."""
    cells = load(site / place)["cells"]
    prose = "\n".join(
        "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"
    )
    prose = re.sub(r"```.*?```", "", prose, flags=re.DOTALL)
    names = {
        name.replace(" ", "-") for name in HEADING.findall(re.sub("[`*]", "", prose))
    }
    for link in LINK.findall(prose):
        path, _, part = link.partition("#")
        if not path:
            assert part in names, link
        elif not re.match(r"https?://", link):
            assert (site / normpath(join(dirname(place), path))).is_file(), link


def test_stable_has_the_notebooks_of_its_release(site: Path) -> None:
    """Byte for byte: links from its pages lead to those of the release."""
    stable = {
        file.relative_to(site / "stable"): file.read_bytes()
        for file in (site / "stable" / FOLDER).rglob("*.ipynb")
    }
    assert stable
    page = load(site / "stable" / FOLDER / "index.ipynb")
    name = page["metadata"]["convguide"]["version"]
    released = [s for s, v in versions(site).items() if v["version"] == name]
    for path, content in stable.items():
        assert (site / released[0] / path).read_bytes() == content
