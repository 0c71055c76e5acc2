"""Python loads this at its start where this folder is on the path: the processes that tests start are guarded too."""

import loopback  # type: ignore[import-not-found]  # this folder is on the path

loopback.arm()
