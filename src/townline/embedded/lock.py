"""One process owns a data folder: a lock that the system itself gives back when its holder dies."""

import errno
import fcntl
import os
import sys
from contextlib import suppress
from pathlib import Path

from townline.embedded.errors import ClusterError

_held: set[int] = set()


def _forget_in_child() -> None:
    """Close the lock in a forked child, or it would keep the folder after its parent has died."""
    for handle in list(_held):
        with suppress(OSError):
            os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_forget_in_child)


class FolderLock:
    """The right to start and stop the server of one data folder; its file says who holds it."""

    def __init__(self, handle: int) -> None:
        """Keep the open, locked file."""
        self._handle = handle
        _held.add(handle)

    @staticmethod
    def place(folder: Path) -> Path:
        """Return the lock's file."""
        return folder / "owner.lock"

    @classmethod
    def take(cls, folder: Path) -> "FolderLock | None":
        """Take the folder, or return None while another process has it."""
        try:
            handle = os.open(cls.place(folder), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise ClusterError(
                "folder", f"{cls.place(folder)} cannot be opened: {error.strerror}."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return None
            raise ClusterError(
                "folder", f"{folder} lies on a disk without locks ({error.strerror}): choose another."
            ) from error
        _give_to_folder_owner(handle, folder)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {Path(sys.argv[0]).name}\n".encode("utf-8", "replace"), 0)
        return cls(handle)

    @classmethod
    def holder(cls, folder: Path) -> str:
        """Who has the folder, in words."""
        try:
            pid, _, program = cls.place(folder).read_text("utf-8", "replace").strip().partition(" ")
        except OSError:
            pid, program = "", ""
        if not pid:
            return "another process"
        return f"process {pid} ({program})" if program else f"process {pid}"

    def release(self) -> None:
        """Give the folder back; harmless when repeated, and in a forked child."""
        if self._handle in _held:
            _held.discard(self._handle)
            os.close(self._handle)


def _give_to_folder_owner(handle: int, folder: Path) -> None:
    """As root in somebody's folder: leave them a file they can open themselves."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.fchown(handle, owner.st_uid, owner.st_gid)
