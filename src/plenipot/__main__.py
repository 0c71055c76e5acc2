"""``python -m plenipot`` and ``plenipot`` are the command line."""

from __future__ import annotations

import sys

from plenipot.http.signals import record_sighup


def main() -> None:
    """Run a command. The commands are imported here, so that an interruption ends even the import with a word."""
    if "serve" in sys.argv[1:2]:
        record_sighup()  # to import the rest takes long enough for a signal to come, which would end the process
    try:
        from plenipot.cli import main as commands
    except KeyboardInterrupt:
        sys.exit("Aborted!")
    commands()


if __name__ == "__main__":
    main()
