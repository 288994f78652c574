"""PostgreSQL's client programs at work: started without a password in sight, heard, killed when left."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from townline.embedded.binaries import Binaries
from townline.embedded.processes import Tell, clean_environment

CONNECT_SECONDS = 10
KEPT_LINES = 40
TABLE_BEGUN = re.compile(r'(?:dumping contents of table|processing data for table) "(.+)"')
SMALL_TALK = re.compile(r"pg_(?:dump|restore): (?!error|fatal|warning|detail|hint)")
COMPLAINT = re.compile(r"(?:ERROR|FATAL|error|fatal):\s+(?:TOWNLINE )?(.*)")


def password_of(url: str) -> dict[str, str]:
    """Return the address's password as an environment variable: command lines are visible to every user."""
    password = conninfo_to_dict(url).get("password")
    return {"PGPASSWORD": str(password)} if password else {}


def without_password(url: str) -> str:
    """Return the address as libpq's `name=value` text, without its password."""
    details = {name: value for name, value in conninfo_to_dict(url).items() if name != "password"}
    return make_conninfo("", **details)


@dataclass
class Tool:
    """One run of a client program; `url` is the database it works on, if any."""

    binaries: Binaries
    name: str
    arguments: list[str]
    url: str | None = None
    said: list[str] = field(default_factory=list)

    @contextmanager
    def started(self, *, stdout: int, stdin: int = subprocess.DEVNULL) -> Iterator["subprocess.Popen[bytes]"]:
        """Start it; when the block is left before its end it is killed."""
        environment = clean_environment(PGCLIENTENCODING="UTF8", PGCONNECT_TIMEOUT=str(CONNECT_SECONDS))
        command = [str(self.binaries.program(self.name)), *self.arguments]
        if self.url is not None:
            environment |= password_of(self.url)
            command += ["--dbname", without_password(self.url)]
        process = subprocess.Popen(
            command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=environment
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def follow(self, process: "subprocess.Popen[bytes]", tell: Tell, rows: dict[str, int]) -> None:
        """Read its messages to the end: tell of each table begun, keep the last of the others."""
        known = {
            name.replace('"', ""): (number, count) for number, (name, count) in enumerate(rows.items(), 1)
        }
        for raw in process.stderr or []:
            line = raw.decode("utf-8", "replace").rstrip()
            if (begun := TABLE_BEGUN.search(line)) is not None:
                number, count = known.get(begun[1].replace('"', ""), (0, 0))
                if count:
                    tell(f"  {begun[1]}: {count:,} rows (table {number} of {len(rows)})")
            elif not SMALL_TALK.match(line):
                self.said = [*self.said[-KEPT_LINES:], line]

    def listen(self, process: "subprocess.Popen[bytes]", tell: Tell, rows: dict[str, int]) -> None:
        """Follow in a thread; whatever happens to the listener, the program never waits for a reader."""
        try:
            self.follow(process, tell, rows)
        finally:
            for _rest in process.stderr or []:
                pass

    def reason(self) -> str:
        """Say what went wrong, in its own words."""
        for line in self.said:
            if (found := COMPLAINT.search(line)) is not None:
                return found[1]
        return self.said[-1] if self.said else f"{self.name} ended without a reason"
