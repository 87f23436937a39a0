"""Environments as readers have them: Jupyter, and nothing of this project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

JUPYTER = ("ipykernel", "nbclient")
#: What says where packages come from, and how the network is reached.
_OF_INSTALLERS = ("PIP_", "UV_", "SSL_CERT_", "REQUESTS_CA")
_SYSTEM = ("LANG", "LC_ALL", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "COMSPEC")
MINUTES = 60


class FailedError(Exception):
    """A command failed; the message is what it printed."""


class Jupyter:
    """A new virtual environment with Jupyter, outside the repository.

    Parameters
    ----------
    folder : path
        A folder to make it in; it is also the reader's home.
    wheels : path
        A folder with our wheel, for those who install it by its name.
    constraints : path
        The versions to install.
    packages : iterable of str
        What is there beside Jupyter.
    """

    def __init__(
        self,
        folder: Path,
        wheels: Path,
        constraints: Path,
        packages: Iterable[str] = (),
    ) -> None:
        self.folder = folder
        self._scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        kept = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(_OF_INSTALLERS)
            or name in _SYSTEM
            or name.lower().endswith("_proxy")
        }
        path = [str(self._scripts), *(["/usr/bin", "/bin"] if os.name != "nt" else [])]
        links = os.environ.get("PIP_FIND_LINKS", "").split()
        uv_links = os.environ.get("UV_FIND_LINKS", "").split(",")
        self._environment = {
            **kept,
            "HOME": str(folder),
            "PATH": os.pathsep.join(path),
            "PIP_CONSTRAINT": str(constraints),
            "PIP_FIND_LINKS": " ".join([*links, str(wheels)]),
            "UV_FIND_LINKS": ",".join([*filter(None, uv_links), str(wheels)]),
        }
        self._make([*JUPYTER, *packages], constraints)

    def _make(self, packages: list[str], constraints: Path) -> None:
        """Make the environment; with uv, which shares files, if it is there."""
        venv, uv = self.folder / "venv", shutil.which("uv")
        python = str(self._scripts / "python")
        if uv:
            cache = self._run([uv, "cache", "dir"], env=dict(os.environ)).strip()
            here = {**self._environment, "UV_CACHE_DIR": cache}
            self._run(
                [uv, "venv", "--quiet", "--seed", "-p", sys.executable, str(venv)]
            )
            install = [uv, "pip", "install", "--quiet", "--python", python]
            self._run([*install, "-c", str(constraints), *packages], env=here)
        else:
            self._run([sys.executable, "-m", "venv", str(venv)])
            self._run([python, "-m", "pip", "install", "--quiet", *packages])

    def execute(self, notebook: Path) -> None:
        """Run a notebook from top to bottom, in place, as Jupyter does.

        Raises
        ------
        FailedError
            If a cell fails that is not meant to.
        """
        command = [str(self._scripts / "jupyter-execute"), "--inplace", notebook.name]
        self._run([*command, "--timeout=900"], cwd=notebook.parent)

    def build_wheel(self, source: Path, target: Path) -> None:
        """Build the wheel of a project."""
        python = str(self._scripts / "python")
        wheel = [
            python,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "-w",
            str(target),
        ]
        self._run([*wheel, str(source)])

    def _run(
        self,
        command: list[str],
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> str:
        """Run a command and return what it prints."""
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=env or self._environment,
            capture_output=True,
            text=True,
            timeout=15 * MINUTES,
            check=False,
        )
        if done.returncode:
            raise FailedError("\n".join([" ".join(command), done.stdout, done.stderr]))
        return done.stdout
