"""An nginx of our own: in a temporary folder, on a free local port, with one worker."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headers import site_policy
from nginx import for_nginx

from .machine import LoadError, find, free_port, on_core

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How a server's configuration packs files: beforehand, anew for each answer, or never.
PACKINGS = {
    "before": "gzip_static on;",
    "each time": "gzip on; gzip_comp_level 6; gzip_types text/css text/javascript "
    "image/svg+xml application/json;",
    "never": "gzip off;",
}
MAIN = """\
worker_processes 1;
daemon off;
pid nginx.pid;
error_log error.log;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path bodies;
    proxy_temp_path proxied;
    fastcgi_temp_path fast;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running nginx."""

    port: int
    base: str
    process: int

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a file of the site; header names come back in small letters."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", self.base + path, headers=dict(headers or {}))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())

    def seconds(self) -> float:
        """Return the processor time of the worker; 0 where the system does not tell."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children")
        if not children.exists():
            return 0.0
        stat = Path(f"/proc/{children.read_text().split()[0]}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serve(
    site: Path,
    prefix: Path,
    *,
    packing: str = "before",
    base: str = "/",
    core: int | None = None,
) -> Iterator[Server]:
    """Run nginx on a site until the block ends.

    Parameters
    ----------
    site : path
        The folder to serve.
    prefix : path
        A folder to make, for all that nginx writes.
    packing : str
        A key of `PACKINGS`.
    base : str
        Path at which the site stands.
    core : int, optional
        The only core that the worker may use.

    Raises
    ------
    LoadError
        If nginx is missing, refuses the configuration or does not answer.
    """
    prefix.mkdir(parents=True)
    port = free_port()
    text = for_nginx(
        site_policy(site), root=str(site), base=base, listen=f"127.0.0.1:{port}"
    )
    assert text.count(PACKINGS["before"]) == 1
    text = text.replace(PACKINGS["before"], PACKINGS[packing])
    (prefix / "site.conf").write_text(text, encoding="utf-8")
    # Started by root, the worker would be nobody, who may not read a temporary folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (prefix / "main.conf").write_text(MAIN.format(user=user), encoding="utf-8")
    command = [find("nginx"), "-p", str(prefix), "-e", "error.log", "-c", "main.conf"]
    test = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    if test.returncode:
        msg = f"nginx refuses the configuration\n{test.stderr.strip()}"
        raise LoadError(msg)
    with subprocess.Popen(
        [*on_core(core), *command], stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port, process, prefix / "error.log")
            yield Server(port, base, process.pid)
        finally:
            process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server listens."""
    until = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port)),
        ):
            return
        time.sleep(0.02)
    told = log.read_text() if log.exists() else ""
    msg = f"nginx does not answer on port {port}\n{told}"
    raise LoadError(msg)
