"""What stands at the root of the site, above the books."""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dressing import dress
from furniture import label
from policies import sealed
from shelves import LOST, STABLE, Place

sys.path.append(str(Path(__file__).resolve().parents[1] / "_ext"))

from website import LOST_SCRIPT

if TYPE_CHECKING:
    from shelves import Site

#: What stands before the first folder of a version, else before the last slash.
FIND_BASE = """<script>
  // Where the site does not know its address, that of the missing page tells it.
  if (!%s || location.protocol === "file:") {
    const folders = %s;
    const home = new URL(location.href.replace(/[?#].*/s, ""));
    const names = home.pathname.split("/");
    const first = names.findIndex((name) => folders.includes(name));
    const above = names.slice(0, first < 0 ? -1 : first).join("/");
    home.pathname = `${above}/%s/`;
    document.querySelector("base").href = home.href;
  }
</script>"""


def index(site: Site) -> str:
    """Write the page at the root, which leads to the stable version."""
    stable = escape(site.stable.version.name)
    address = escape(site.base + f"{STABLE}/index.html")
    items = "\n".join(
        f'<li><a href="{b.version.slug}/index.html">{escape(label(site, b))}</a></li>'
        for b in reversed(site.books)
    )
    return sealed(f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>convguide</title>
<link rel="canonical" href="{address}">
<meta http-equiv="refresh" content="0; url={STABLE}/index.html">
</head>
<body>
<main>
<h1>convguide</h1>
<p><a href="{STABLE}/index.html">The book, version {stable}</a></p>
<h2>All versions</h2>
<ul>
{items}
</ul>
</main>
</body>
</html>
""")


def switcher(site: Site) -> str:
    """List the versions as the PyData theme and others read them."""
    entries = []
    for book in reversed(site.books):
        stable = book is site.stable
        folder = STABLE if stable else book.version.slug
        kind = "stable" if stable else "dev"
        label = stable or not book.version.released
        name = f"{book.version.name} ({kind})" if label else book.version.name
        entry = {"name": name, "version": book.version.name}
        entry["url"] = f"{site.base or '/'}{folder}/"
        entries.append({**entry, **({"preferred": True} if stable else {})})
    return json.dumps(entries, indent=1) + "\n"


def lost(site: Site, digest: str) -> str:
    """Make the page for missing addresses, which works from everywhere in the site.

    A server shows it at the address that is missing, where relative links lead nowhere.
    So it needs to know the path of the site; without one, and on a disk, a script finds
    it, and without scripts the page takes the server's root.
    """
    text = (site.stable.html / f"{LOST}.html").read_text("utf-8")
    text = dress(text, Place(site, STABLE, LOST), digest)
    path = escape(f"{urlsplit(site.base).path or '/'}{STABLE}/")
    facts = [json.dumps(fact) for fact in (bool(site.base), [*site.folders()])]
    find = FIND_BASE % (*facts, STABLE)
    home = f'<base href="{path}" />\n{find}{LOST_SCRIPT}'
    return sealed(text.replace("</title>", f"</title>\n{home}", 1))
