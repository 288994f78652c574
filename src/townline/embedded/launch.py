"""The last step before the server: run as a script, it becomes PostgreSQL and never returns.

Arguments: the pid of the owner, the user and group to become, then the command. A separate program instead of
a hook between fork and exec, because such hooks are unsafe in a process with threads. Standard library only:
it runs with -I -S.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
OWNER_IS_GONE = 75


def main(arguments: list[str]) -> None:
    """Become the account, ask to be stopped with the owner, and turn into the server."""
    owner, uid, gid = (int(text) for text in arguments[:3])
    # Loaded before the change of user, because the account may not be able to read root's Python.
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if os.geteuid() != uid:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.umask(0o077)
    if libc is not None:
        # After setuid, which clears it. SIGINT is PostgreSQL's fast shutdown: no waiting for clients.
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
        if os.getppid() != owner:  # it died before we asked
            raise SystemExit(OWNER_IS_GONE)
    os.execv(arguments[3], arguments[3:])  # noqa: S606 -- no shell wanted


if __name__ == "__main__":
    main(sys.argv[1:])
