"""Where everything lies: the town's data folder, PostgreSQL's part of it, and the socket's folder."""

import os
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from townline.embedded.errors import ClusterError
from townline.embedded.processes import Account, Tell, can_enter

SOCKET_NAME = ".s.PGSQL.5432"
# sun_path holds 108 bytes on Linux and 104 elsewhere, one of them the closing zero.
SOCKET_PATH_BYTES = 107 if sys.platform == "linux" else 103
SHELTER = Path("/var/lib/townline-clusters")


def data_folder() -> Path:
    """Return the town's data folder: `TOWNLINE_DATA`, else `~/.local/share/townline`."""
    if named := os.environ.get("TOWNLINE_DATA", "").strip():
        return Path(named).expanduser()
    return Path("~/.local/share/townline").expanduser()


@dataclass(frozen=True)
class Layout:
    """The places inside a data folder; `home` is the part PostgreSQL's account owns."""

    folder: Path
    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "data"

    @property
    def fresh(self) -> Path:
        """Where a new data directory is made, to be renamed only when complete."""
        return self.home / "data.new"

    @property
    def log(self) -> Path:
        """The server's log files, one for each day of the week."""
        return self.home / "log"

    @property
    def major(self) -> int | None:
        """The major version that made the data directory; None while there is none."""
        try:
            text = (self.data / "PG_VERSION").read_text("ascii").strip()
        except FileNotFoundError:
            if self.data.is_dir() and any(self.data.iterdir()):
                raise ClusterError(
                    "damaged",
                    f"{self.data} holds files but no PG_VERSION, so it is not a database: "
                    "restore a backup into an empty data folder.",
                ) from None
            return None
        if not text.isdigit():
            raise ClusterError(
                "damaged", f"{self.data / 'PG_VERSION'} says {text!r}, which is no PostgreSQL version."
            )
        return int(text)


def make_data_folder(folder: Path) -> Path:
    """Return the folder as an absolute path, made where it is missing; refused where it cannot be written."""
    place = folder.expanduser().resolve()
    try:
        place.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ClusterError(
            "folder",
            f"The data folder {place} cannot be made ({error.strerror}): name another one in TOWNLINE_DATA.",
        ) from error
    if not os.access(place, os.W_OK | os.X_OK):
        raise ClusterError(
            "folder",
            f"The data folder {place} cannot be written by this user: "
            "name another one in TOWNLINE_DATA, or change its owner.",
        )
    return place


def existing_layout(folder: Path) -> Layout:
    """Return the layout of a folder as it stands; refused where its link leads nowhere."""
    link = folder / "postgres"
    if link.is_symlink() and not link.exists():
        raise ClusterError(
            "folder",
            f"{link} leads to {link.readlink()}, which is not there: the database lies outside this folder "
            "and was moved or deleted. Put it back, or remove the link and restore a backup.",
        )
    return Layout(folder, link.resolve())


def prepared_layout(folder: Path, account: Account, tell: Tell) -> Layout:
    """Make PostgreSQL's part of the folder, owned by the account and closed to everyone else."""
    link = folder / "postgres"
    if not link.is_symlink() and not link.exists():
        make_private(link, account)
        if account.is_other and not can_enter(account, link):
            link.rmdir()
            _shelter(link, account, tell)
    layout = existing_layout(folder)
    if account.is_other and not can_enter(account, layout.home):
        raise ClusterError(
            "folder",
            f"The user {account.name}, whom PostgreSQL runs as, may not enter {layout.home}: "
            "move the data folder to a place everyone may pass through, such as /var/lib/townline.",
        )
    make_private(layout.log, account)
    return layout


def _shelter(link: Path, account: Account, tell: Tell) -> None:
    """Root's home is closed to `nobody`: keep the database where it can be reached and leave a link to it.

    Each link gets a new place, so that a data folder deleted and made again never finds an older town's data.
    """
    SHELTER.mkdir(mode=0o711, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{link.parent.name or 'data'}-", dir=SHELTER))
    os.chown(home, account.uid, account.gid)
    link.symlink_to(home)
    tell(f"The user {account.name} may not enter {link.parent}, so the database itself lies in {home}.")


def make_private(folder: Path, account: Account) -> None:
    """Make a folder of mode 0700 that belongs to the account."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if account.is_other:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def write_file(place: Path, text: str, account: Account) -> None:
    """Write a small file whole or not at all; never through a link planted by the folder's owner."""
    side = place.with_name(place.name + ".new")
    side.unlink(missing_ok=True)
    handle = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
        if account.is_other:
            os.fchown(file.fileno(), account.uid, account.gid)
    side.replace(place)


def fits_a_socket(folder: Path) -> bool:
    """Whether a socket in this folder has a legal address, on the server's list and in a URL."""
    try:
        length = len(str(folder).encode("utf-8"))
    except UnicodeEncodeError:
        return False
    return length + 1 + len(SOCKET_NAME) <= SOCKET_PATH_BYTES and not set(str(folder)) & set(',"\n\r')


def socket_folder(layout: Layout, account: Account) -> Path:
    """Make the socket's private folder: inside the data folder, or a short one that it remembers."""
    inside = layout.home / "run"
    if fits_a_socket(inside):
        make_private(inside, account)
        inside.chmod(0o700)
        return inside
    note = layout.home / "socket-folder"
    with suppress(OSError, ValueError):
        remembered = Path(note.read_text("utf-8").strip())
        if _is_private(remembered, account):
            return remembered
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/run")):  # noqa: S108 -- mkdtemp makes it private
        if not fits_a_socket(parent / "townline-12345678") or not can_enter(account, parent):
            continue
        with suppress(OSError):
            short = Path(tempfile.mkdtemp(prefix="townline-", dir=parent))
            os.chown(short, account.uid, account.gid)
            write_file(note, f"{short}\n", account)
            return short
    raise ClusterError(
        "folder", f"No folder with a short enough name for PostgreSQL's socket: shorten {layout.folder}."
    )


def _is_private(folder: Path, account: Account) -> bool:
    """Say whether a remembered folder is still a real one, ours and closed to others."""
    found = folder.lstat()
    closed = stat.S_IMODE(found.st_mode) & 0o077 == 0
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and closed


def database_url(sockets: Path, role: str, database: str) -> str:
    """Return the libpq address of a database behind a socket folder, percent-encoded."""
    return (
        f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={quote(str(sockets), safe='')}"
    )
