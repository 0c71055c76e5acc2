"""Write the dump files of a release once, in one child process; all requests wait for the same process."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from plenipot.engine.interface import Files

RETRY_AFTER = 60.0
"""Seconds after a failure in which the job is not started again."""


class DumpFailed(RuntimeError):
    """The dump process ended with an error."""


class DumpJob:
    """The dump process of a release.

    A client that disconnects cancels only its own wait: the process continues for the other clients, so there is
    never a second one. `stop` ends it when the release is replaced.
    """

    def __init__(self, files: Files, command: tuple[str, ...] = (sys.executable, "-m", "plenipot", "dump")) -> None:
        self._files, self._command = files, command
        self._task: asyncio.Task[Path] | None = None
        self._failed_at = float("-inf")
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.on_done: Callable[[], object] | None = None
        """Callback after the files are written."""

    @property
    def finished(self) -> Path | None:
        """The folder of the files, or None before they are written."""
        task = self._task
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    async def folder(self) -> Path:
        """Wait for the files; starts the process unless it runs.

        Raises:
            DumpFailed: the process failed, now or less than `RETRY_AFTER` seconds ago.
        """
        if self._task is None:
            if time.monotonic() - self._failed_at < RETRY_AFTER:
                raise DumpFailed
            self._task = asyncio.create_task(self._run())
            self._task.add_done_callback(self._on_task_done)
        return await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Kill the process and delete the files."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._folder is not None:
            self._folder.cleanup()

    async def _run(self) -> Path:
        self._folder = tempfile.TemporaryDirectory(prefix="plenipot-")
        files = [f"{graph or ''}={path}" for path, graph in self._files]
        process = await asyncio.create_subprocess_exec(
            *self._command, self._folder.name, *files, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            if await process.wait() != 0:
                raise DumpFailed
        except BaseException:
            if process.returncode is None:
                process.kill()
                await process.wait()
            self._folder.cleanup()
            self._folder = None
            raise
        return Path(self._folder.name)

    def _on_task_done(self, task: asyncio.Task[Path]) -> None:
        if task.cancelled():
            return
        if task.exception() is not None:
            self._task, self._failed_at = None, time.monotonic()
        elif self.on_done:
            self.on_done()
