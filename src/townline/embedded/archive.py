"""The backup file: a custom-format dump, followed by what must be true of it.

PGDMP…     the dump, exactly as pg_dump wrote it; PostgreSQL's own pg_restore reads the file as it is
{…}        a JSON object: format, time, server and tools, size and SHA-256 of the dump, rows of each table
20 bytes   the JSON's length in 8 digits, then TOWNLINE-DB1
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from townline.embedded.errors import ClusterError

MAGIC = b"TOWNLINE-DB1"
LENGTH_DIGITS = 8
FOOTER_BYTES = LENGTH_DIGITS + len(MAGIC)
DUMP_MAGIC = b"PGDMP"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup promises; `rows` counts each table in the dump's own snapshot."""

    made_at: str
    server_version_num: int
    tools_major: int
    dump_bytes: int
    dump_sha256: str
    rows: dict[str, int]

    @property
    def total_rows(self) -> int:
        """All rows of all tables."""
        return sum(self.rows.values())


def digest_of(file: BinaryIO, size: int) -> str:
    """SHA-256 of the first `size` bytes, in hexadecimal."""
    digest = hashlib.sha256()
    left = size
    while left and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def seal(
    place: Path, made_at: str, server_version_num: int, tools_major: int, rows: dict[str, int]
) -> Manifest:
    """Append the manifest to a finished dump and flush the whole to the disk."""
    with place.open("r+b") as file:
        size = place.stat().st_size
        manifest = Manifest(made_at, server_version_num, tools_major, size, digest_of(file, size), rows)
        text = json.dumps({"format": "townline-backup-1", **asdict(manifest)}, sort_keys=True).encode()
        file.seek(0, os.SEEK_END)
        file.write(text + f"{len(text):0{LENGTH_DIGITS}d}".encode() + MAGIC)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read_manifest(place: Path) -> Manifest:
    """Read the promise at the end of a backup file; its form is checked, not yet its truth."""
    try:
        with place.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            if size < FOOTER_BYTES:
                raise _not_ours(place)
            file.seek(size - FOOTER_BYTES)
            footer = file.read()
            digits = footer[:LENGTH_DIGITS]
            if footer[LENGTH_DIGITS:] != MAGIC or not digits.isdigit() or int(digits) > size - FOOTER_BYTES:
                raise _not_ours(place)
            file.seek(size - FOOTER_BYTES - int(digits))
            manifest = _parsed(file.read(int(digits)), place)
    except OSError as error:
        raise ClusterError("file", f"{place} cannot be read: {error.strerror}.") from error
    if manifest.dump_bytes != size - FOOTER_BYTES - int(digits):
        raise _damaged(place)
    return manifest


def _parsed(text: bytes, place: Path) -> Manifest:
    try:
        found = json.loads(text)
        if found.pop("format") != "townline-backup-1":
            raise _not_ours(place)
        rows = {str(name): int(count) for name, count in found.pop("rows").items()}
        return Manifest(rows=rows, **found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(place) from error


def verify(place: Path) -> Manifest:
    """Read the whole file once and return its promise; refused where a byte of the dump has changed."""
    manifest = read_manifest(place)
    with place.open("rb") as file:
        if file.read(len(DUMP_MAGIC)) != DUMP_MAGIC:
            raise _damaged(place)
        file.seek(0)
        if digest_of(file, manifest.dump_bytes) != manifest.dump_sha256:
            raise _damaged(place)
    return manifest


def _not_ours(place: Path) -> ClusterError:
    return ClusterError(
        "file",
        f"{place} is not a whole Townline backup: it was cut short, or made by another program "
        "(a plain pg_dump file is restored with pg_restore).",
    )


def _damaged(place: Path) -> ClusterError:
    return ClusterError(
        "file", f"{place} is damaged: its contents are not what was written. Use another backup."
    )
