"""What a killed server leaves: its pid file, its processes, and a pid that may now be somebody else's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from townline.embedded.folders import write_file
from townline.embedded.processes import Account

PID_LINE, SOCKET_FOLDER_LINE, STATUS_LINE = 0, 4, 7


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
    except FileNotFoundError:
        return []


def recorded_pid(data: Path) -> int | None:
    """Read the process id in the folder's postmaster.pid; None where there is none."""
    lines = _pid_file_lines(data)
    return abs(int(lines[PID_LINE])) if lines and lines[PID_LINE].lstrip("-").isdigit() else None


def status_of(data: Path, pid: int) -> str:
    """Read what the server of this pid says of itself: `starting`, `ready`, `stopping` or nothing."""
    lines = _pid_file_lines(data)
    if len(lines) <= STATUS_LINE or lines[PID_LINE] != str(pid):
        return ""
    return lines[STATUS_LINE].strip()


def running_server(data: Path) -> tuple[int, Path] | None:
    """Find the pid and socket folder of a server that is alive and ready in this folder."""
    pid, lines = recorded_pid(data), _pid_file_lines(data)
    if pid is None or status_of(data, pid) != "ready" or not works_in(pid, data):
        return None
    return pid, Path(lines[SOCKET_FOLDER_LINE])


def works_in(pid: int, data: Path) -> bool:
    """Say whether a live process works in this data directory, as all of PostgreSQL's processes do."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == data  # a zombie has none
        except OSError:
            return False
    answer = subprocess.run(
        ["/bin/ps", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return str(data) in answer.stdout


def processes_in(data: Path) -> Iterator[int]:
    """Every process of a server of this folder, as far as the system shows them (Linux only)."""
    for entry in Path("/proc").glob("[0-9]*"):
        if works_in(int(entry.name), data) and is_postgres(int(entry.name)):
            yield int(entry.name)


def is_postgres(pid: int) -> bool:
    """Say whether the process runs PostgreSQL, and is not a shell that stands in the folder."""
    try:
        return Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip() == "postgres"
    except OSError:
        return False


def retire_pid_file(data: Path, account: Account) -> int | None:
    """Return the pid of a server that still runs in the folder; None when a new one may start.

    A pid that died and now belongs to a stranger, or is a zombie nobody buries, would make PostgreSQL refuse.
    Its line is then replaced by our own pid, which the new server knows as its parent and takes for stale;
    the rest of the file stays, because it says which shared memory the old processes may still be using.
    """
    pid = recorded_pid(data)
    if pid is None or not _exists(pid):
        return None
    if works_in(pid, data):
        return pid
    lines = _pid_file_lines(data)
    with suppress(FileNotFoundError):
        write_file(data / "postmaster.pid", "\n".join([str(os.getpid()), *lines[1:]]) + "\n", account)
    return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
