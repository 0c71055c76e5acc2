"""What keeps the tests, and the processes that they start, on the loopback."""

from __future__ import annotations

from pathlib import Path

GUARD = Path(__file__).parent
"""The folder that the path of every interpreter begins with, for its sitecustomize.py."""
