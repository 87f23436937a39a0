"""Build the site or make a release: what two sessions of nox run."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import UTC, datetime

from errors import SiteError
from progress import say
from publishing import gather_notebooks, publish
from releasing import release, release_past
from settings import settings


def main() -> int:
    """Run one command; return 1 if it cannot be done."""
    parser = argparse.ArgumentParser(prog="publishing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build all versions into site/")
    build.add_argument(
        "--no-pdf", action="store_true", help="print no PDF, where there is no Chromium"
    )
    commands.add_parser("notebooks", help="write what the branch of notebooks holds")
    make = commands.add_parser("release", help="check and write a release")
    make.add_argument("version", help="X.Y.Z")
    make.add_argument("--at", metavar="COMMIT", help="list a commit of the past")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that builds end, too
    try:
        if options.command == "build":
            publish(settings(pdf=not options.no_pdf))
        elif options.command == "notebooks":
            gather_notebooks()
        elif options.at:
            release_past(options.version, options.at)
        else:
            release(options.version, datetime.now(UTC).date())
    except (SiteError, OSError) as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
