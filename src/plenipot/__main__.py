"""The entry point of ``python -m plenipot`` and of ``plenipot``."""

from __future__ import annotations

import sys

from plenipot.http.signals import remember_hangups


def main() -> None:
    """Run the command-line interface; it is imported here to handle Ctrl+C during the import, too."""
    if "serve" in sys.argv[1:2]:
        remember_hangups()  # a SIGHUP during the slow import of the rest would end the process
    try:
        from plenipot.cli import main as run_cli
    except KeyboardInterrupt:
        sys.exit("Aborted!")
    run_cli()


if __name__ == "__main__":
    main()
