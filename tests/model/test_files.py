"""Several files change together or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from plenipot.model.files import write_files

# Limit files to 1,000 bytes: the error is like that of a full disk, with another errno.
BOUNDED = """
import resource, sys
from pathlib import Path
from plenipot.model.files import write_files
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
folder = Path(sys.argv[1])
try:
    write_files({folder / "a": b"new", folder / "b": b"new" * 1000, folder / "c": b"new"})
except OSError as error:
    print(type(error).__name__)
"""


def test_if_one_file_cannot_be_written_all_stay_as_they_were(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", BOUNDED, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "OSError\n"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_files({link: b"new", tmp_path / "folder" / "other": b"new"})
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o640, True)
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "folder" / "other").stat().st_mode == (tmp_path / "plain").stat().st_mode
