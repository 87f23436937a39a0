"""Write down everything that a browser complains about on one page."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request, Response

LOCAL = ("data:", "blob:", "about:")


@dataclass
class Record:
    """What happened on one page."""

    own: str
    messages: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    loaded: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        """Listen to a page that has not been opened yet."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.messages.append(f"uncaught {error}"))
        page.on("crash", lambda _: self.messages.append("the page crashed"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("websocket", lambda socket: self.outside.append(socket.url))

    def faults(self) -> list[str]:
        """Report messages, outside requests and failed requests, each once."""
        kinds = {
            "console": self.messages,
            "outside request": self.outside,
            "failed request": self.failed,
        }
        return [
            f"{kind}: {text}" for kind in kinds for text in dict.fromkeys(kinds[kind])
        ]

    def _is_own(self, address: str) -> bool:
        return address.startswith((self.own, *LOCAL))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            where = message.location["url"]
            self.messages.append(f"{message.type} {message.text} ({where})")

    def _request(self, request: Request) -> None:
        if not self._is_own(request.url):
            self.outside.append(request.url)
        elif not request.url.startswith(LOCAL):
            self.loaded.add(request.url)

    def _failed(self, request: Request) -> None:
        # "csp" is how the browser says that scripts are switched off; a real policy
        # also writes to the console. "aborted" is a page that was left while it loaded;
        # what is missing, or of the wrong type, shows as a response or a message too.
        if request.failure in {"csp", "net::ERR_ABORTED"}:
            return
        if self._is_own(request.url):
            self.failed.append(f"{request.failure} {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")
