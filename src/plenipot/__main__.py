"""The entry point of ``plenipot`` and ``python -m plenipot``."""

from __future__ import annotations

import sys

from plenipot.http.signals import record_sighup


def main() -> None:
    """Run a command. The commands are imported here, so that Ctrl-C during the import prints no traceback."""
    if "serve" in sys.argv[1:2]:
        record_sighup()  # SIGHUP during the slow imports would end the process
    try:
        from plenipot.cli import main as commands
    except KeyboardInterrupt:
        sys.exit("Aborted!")
    commands()


if __name__ == "__main__":
    main()
