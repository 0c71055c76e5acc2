"""``python -m plenipot`` is the command line."""

from plenipot.cli import main

main()
