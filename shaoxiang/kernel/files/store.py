"""Bytes on disk by content: FILES/sha256/ab/cd/<digest>. Whole or absent, also after a killed process (fsync, then rename).

The only file that knows where the bytes are: an installation on S3-compatible storage replaces these functions.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

THUMB = ".thumb"


def path_of(sha256: str, suffix: str = "") -> Path:
    return Path(settings.FILES) / "sha256" / sha256[:2] / sha256[2:4] / (sha256 + suffix)


@contextmanager
def incoming() -> Iterator[BinaryIO]:
    """A temporary file beside the store; gone afterwards unless `keep` took it."""
    folder = Path(settings.FILES) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)
    try:
        os.close(descriptor)
        with Path(name).open("w+b") as file:  # opened by name, so that `keep` knows it
            yield file
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def digest_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def keep(file: BinaryIO, sha256: str, suffix: str = "") -> None:
    """Make the bytes of an `incoming` file durable under their digest. A file already there is only marked as wanted."""
    target = path_of(sha256, suffix)
    try:
        os.utime(target)
        return
    except FileNotFoundError:
        pass
    file.flush()
    os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(file.name, 0o640)
    with suppress(FileExistsError):  # another request was first with the same bytes
        os.link(file.name, target)
    for folder in (target.parent, target.parent.parent):
        _sync_folder(folder)


def opened(sha256: str, suffix: str = "") -> BinaryIO:
    """Raises FileNotFoundError."""
    return path_of(sha256, suffix).open("rb")


def exists(sha256: str) -> bool:
    return path_of(sha256).exists()


def remove(sha256: str) -> None:
    for suffix in ("", THUMB):
        with suppress(FileNotFoundError):
            path_of(sha256, suffix).unlink()


def untouched_since(moment: float) -> Iterator[str]:
    """Digests of stored files not wanted by anyone since that time (seconds)."""
    for path in (Path(settings.FILES) / "sha256").glob("??/??/*"):
        with suppress(FileNotFoundError):
            if path.suffix != THUMB and path.stat().st_mtime < moment:
                yield path.name


def sweep_incoming(moment: float) -> int:
    """Remove what killed processes left behind before that time."""
    removed = 0
    for path in (Path(settings.FILES) / "incoming").glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < min(moment, time.time()):
                path.unlink()
                removed += 1
    return removed


# --- parts of a file on its way -----------------------------------------------------------------------------------------


def _part(key: str) -> Path:
    return Path(settings.FILES) / "parts" / key


def write_part(key: str, offset: int, content: bytes) -> None:
    """Put bytes at their place, durably. Writing the same place again is harmless: what counts is the offset the row keeps."""
    path = _part(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(offset)
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def opened_part(key: str) -> BinaryIO:
    """Raises FileNotFoundError."""
    return _part(key).open("rb")


def drop_part(key: str) -> None:
    with suppress(FileNotFoundError):
        _part(key).unlink()


def parts_untouched_since(moment: float) -> Iterator[str]:
    """Keys of parts nobody wrote to since that time (seconds)."""
    for path in (Path(settings.FILES) / "parts").glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment:
                yield path.name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
