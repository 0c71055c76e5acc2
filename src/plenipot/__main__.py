"""``python -m plenipot`` and ``plenipot`` are the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run a command. Imported here, so that an interruption ends even the import with a word."""
    try:
        from plenipot.cli import main as commands
    except KeyboardInterrupt:
        sys.exit("Aborted!")
    commands()


if __name__ == "__main__":
    main()
