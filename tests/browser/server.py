"""A small local web server that offers folders under nested base paths."""

import contextlib
import functools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Nested, as on a host that keeps versions side by side: a link that starts with "/"
# or climbs out of the book then fails here, not on the day of publication.
ABOVE = "/some/base/"
BASE = f"{ABOVE}html/"


@dataclass(frozen=True)
class Site:
    """A running server and the folders it offers."""

    origin: str
    folders: dict[str, Path]

    @property
    def root(self) -> str:
        """Return the address of the book."""
        return self.origin + BASE

    def address(self, page: str) -> str:
        """Return the address of a page."""
        return f"{self.root}{page}.html"

    def file(self, address: str) -> Path | None:
        """Return the file behind an address of this server, if there is one."""
        return resolve(urlsplit(address).path, self.folders)


def resolve(path: str, folders: dict[str, Path]) -> Path | None:
    """Map the path of an address to a file; the longest base path wins."""
    path = unquote(path)
    for base in sorted(folders, key=len, reverse=True):
        if path.startswith(base):
            found = folders[base] / path.removeprefix(base)
            found = found / "index.html" if found.is_dir() else found
            if found.is_file():
                return found
    return None


class _Handler(SimpleHTTPRequestHandler):
    """Serve files quietly."""

    def __init__(
        self,
        *args: Any,
        folders: dict[str, Path],
        headers_sent: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """Remember the folders first: the base class answers within its __init__."""
        self.folders = folders
        self.headers_sent = headers_sent
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        """Send with each answer what the site asks of its host."""
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """Return the file to send; a name that cannot exist makes a 404."""
        found = resolve(urlsplit(path).path, self.folders)
        return str(found or Path(self.directory, "no such file"))

    def log_message(self, *args: Any) -> None:
        """Say nothing; the checks report what failed."""


class _Server(ThreadingHTTPServer):
    """A server that does not mind a browser hanging up."""

    daemon_threads = True
    request_queue_size = 128  # a page asks for many files at once, and 5 may wait

    def handle_error(self, *args: Any) -> None:
        """Say nothing: a context that closes early breaks its connections."""


@contextlib.contextmanager
def serve(
    folders: dict[str, Path], headers: Mapping[str, str] | None = None
) -> Iterator[Site]:
    """Run a server for the folders, {base path: folder}, on a free local port."""
    handler = functools.partial(_Handler, folders=folders, headers_sent=headers or {})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}", folders)
        finally:
            server.shutdown()
            thread.join()
