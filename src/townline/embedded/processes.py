"""Running PostgreSQL's programs as the right account, with an environment that cannot mislead them."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Tell = Callable[[str], None]


def silent(_sentence: str) -> None:
    """Tell nobody: the default where no one is waiting at a screen."""


@dataclass(frozen=True)
class Account:
    """The user PostgreSQL runs as; never root, because PostgreSQL refuses it."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether this process must change its user to become it."""
        return self.uid != os.geteuid()

    @property
    def name(self) -> str:
        """The user's name, or its number where the machine has no name for it."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)


def account_for(folder: Path) -> Account:
    """Ourselves; as root the folder's owner, or `nobody` where root owns the folder too."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    owner = folder.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(nobody.pw_uid, nobody.pw_gid)


def clean_environment(**extra: str) -> dict[str, str]:
    """Return the environment without PG* and language variables: only our arguments count."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", **extra}


def run(
    command: Sequence[str | os.PathLike[str]], *, account: Account | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return it with its output; OSError where it cannot be executed."""
    other = account if account is not None and account.is_other else None
    return subprocess.run(
        [os.fspath(part) for part in command],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd=cwd,
        env=clean_environment(),
        umask=0o077,
        stdin=subprocess.DEVNULL,
        user=other.uid if other else None,
        group=other.gid if other else None,
        extra_groups=[] if other else None,
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account may walk into the folder; asked of the system itself, so that ACLs count."""
    if not account.is_other:
        return os.access(folder, os.X_OK)
    shell = shutil.which("sh") or "/bin/sh"
    return run([shell, "-c", 'cd -- "$1"', "sh", folder], account=account, cwd=Path("/")).returncode == 0
