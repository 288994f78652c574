"""Files as plain bytes, in pieces of bounded size: as they are, gzip or Zstandard, told apart by their first bytes."""

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from townline.integrations.errors import SourceRefused

PIECE_BYTES = 256 * 1024
# One kilobyte of Zstandard can hold at most some 250 blocks of 128 KiB: a bomb costs 32 MB and not the machine.
ZSTD_PIECE_BYTES = 1024
MOST_BYTES = 50 * 1024**3
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Source:
    """An open file; ``done`` bytes of its ``size`` on disk were read so far."""

    def __init__(self, path: Path) -> None:
        """Look whether it can be read. Raises SourceRefused with a sentence."""
        self.name = path.name
        self.done = 0
        self._path = path
        with self._opened() as file:
            self.size = os.fstat(file.fileno()).st_size

    def pieces(self) -> Iterator[bytes]:
        """The content, unpacked. Raises SourceRefused where the archive is damaged, cut off or too large."""
        with self._opened() as file:
            head = file.read(4)
            file.seek(0)
            total = 0
            for piece in self._unpacked(file, head):
                self.done = file.tell()
                total += len(piece)
                if total > MOST_BYTES:
                    raise SourceRefused("too_large", f"{self.name} unpacks to more than 50 GiB. Split it.")
                yield piece

    def _opened(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            sentence = f"{self._path} cannot be read: {error.strerror or error}."
            raise SourceRefused("unreadable", sentence) from error

    def _unpacked(self, file: BinaryIO, head: bytes) -> Iterator[bytes]:
        try:
            if head.startswith(_ZSTD):
                yield from self._zstd(file)
            elif head.startswith(_GZIP):
                with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
                    yield from iter(lambda: unpacked.read(PIECE_BYTES), b"")
            else:
                yield from iter(lambda: file.read(PIECE_BYTES), b"")
        except EOFError as error:
            raise self._cut_off() from error
        except (OSError, zlib.error, zstandard.ZstdError) as error:
            sentence = f"{self.name} is damaged and cannot be unpacked further: {error}."
            raise SourceRefused("damaged", sentence) from error

    def _zstd(self, file: BinaryIO) -> Iterator[bytes]:
        frame = zstandard.ZstdDecompressor().decompressobj()
        started = False
        while packed := file.read(ZSTD_PIECE_BYTES):
            while packed:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                started = True
                if piece := frame.decompress(packed):
                    yield piece
                packed = frame.unused_data if frame.eof else b""
        if started and not frame.eof:
            raise self._cut_off()

    def _cut_off(self) -> SourceRefused:
        sentence = f"{self.name} is cut off: the archive ends in the middle. Fetch it again."
        return SourceRefused("cut_off", sentence)
