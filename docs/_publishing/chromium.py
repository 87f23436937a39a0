"""Find an installed Chromium, and the flags that keep it on the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from errors import SiteError
from playwright.sync_api import sync_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Routing stops requests; this stops what is no request, such as preconnect.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
USUAL_PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_PLACES = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)

MISSING = "no Chromium found; the book is printed, and its pages are tested, in one"
INSTALL = (
    "install one (Debian, Ubuntu: apt-get install chromium; elsewhere Chromium or "
    "Chrome), or set the environment variable CHROMIUM to the path of its executable"
)


def _installed() -> str | None:
    """Look on PATH and in the usual places of Linux, macOS and Windows."""
    for name in ON_PATH:
        if found := shutil.which(name):
            return found
    places = [Path(place) for place in USUAL_PLACES]
    for variable in WINDOWS_FOLDERS:
        if folder := os.environ.get(variable):
            places += [Path(folder, place) for place in WINDOWS_PLACES]
    return next((str(place) for place in places if place.is_file()), None)


def _of_playwright() -> str | None:
    """Return the browser that Playwright downloaded, if it ever did."""
    with sync_playwright() as play:
        path = Path(play.chromium.executable_path)
    return str(path) if path.is_file() else None


def find() -> str:
    """Return the executable, or say what to install.

    Raises
    ------
    SiteError
        If there is none, or if ``CHROMIUM`` names no executable file.
    """
    if wanted := os.environ.get("CHROMIUM"):
        if found := shutil.which(wanted):
            return found
        msg = f"CHROMIUM is set to {wanted!r}, which is no executable file"
        raise SiteError(msg)
    if found := _installed() or _of_playwright():
        return found
    raise SiteError(MISSING, hint=INSTALL)
