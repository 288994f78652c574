"""Requests over HTTP on the loopback, as fast as a number of clients can: wrk where it is, else threads of ours."""

import http.client
import random
import re
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

_RESULT = re.compile(r"BENCH requests=(\d+) seconds=([\d.]+) errors=(\d+) p50=([\d.]+) p95=([\d.]+)")
LONGEST_SECONDS = 120
MOST_CLIENTS = 64


@dataclass(frozen=True)
class Load:
    """What to send: GET, or POST of a form in which every ``{n}`` is a new random number."""

    url: str
    form: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    clients: int = 16
    seconds: int = 12


@dataclass(frozen=True)
class Served:
    """What came back: how many good answers, how long each took (milliseconds)."""

    count: int
    seconds: float
    errors: int
    p50: float
    p95: float

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return (self.count - self.errors) / self.seconds


def run(load: Load) -> Served:
    """Send it. Raises SystemExit when more than one answer in a thousand is no 200."""
    bounded = Load(
        load.url, load.form, load.headers, min(load.clients, MOST_CLIENTS), min(load.seconds, LONGEST_SECONDS)
    )
    served = _wrk(bounded) if shutil.which("wrk") else _threads(bounded)
    if served.errors > served.count / 1000:
        raise SystemExit(f"{served.errors} of {served.count} answers of {load.url} are errors.")
    return served


_SCRIPT = """
local random = math.random
wrk.method = %(method)s
%(headers)s
local body = %(body)s
local seed = 0
function setup(thread) seed = seed + 1; thread:set("seed", seed) end
function init(args) math.randomseed(os.time() * 100 + seed) end
local function fresh() return (string.gsub(body, "{n}", function() return tostring(random(1, 999999999)) end)) end
function request() return wrk.format(nil, nil, nil, body ~= "" and fresh() or nil) end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("BENCH requests=%%d seconds=%%f errors=%%d p50=%%f p95=%%f\\n", summary.requests,
    summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3))
end
"""


def _wrk(load: Load) -> Served:
    headers = dict(load.headers)
    if load.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    script = _SCRIPT % {
        "method": '"POST"' if load.form else '"GET"',
        "headers": "\n".join(f"wrk.headers[{_lua(name)}] = {_lua(value)}" for name, value in headers.items()),
        "body": _lua(_body(load)),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.lua"
        path.write_text(script, encoding="utf-8")
        threads = str(min(2, load.clients))
        command = [
            "wrk",
            "-t",
            threads,
            "-c",
            str(load.clients),
            "-d",
            f"{load.seconds}s",
            "--timeout",
            "30s",
        ]
        done = subprocess.run(
            [*command, "-s", str(path), load.url],
            capture_output=True,
            text=True,
            check=True,
            timeout=LONGEST_SECONDS + 60,
        )
    found = _RESULT.search(done.stdout)
    if found is None:
        raise SystemExit(f"wrk said nothing that can be read:\n{done.stdout}{done.stderr}")
    count, seconds, errors, p50, p95 = found.groups()
    return Served(int(count), float(seconds), int(errors), float(p50), float(p95))


def _body(load: Load) -> str:
    return urlencode(load.form, safe="{}")


def _lua(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _threads(load: Load) -> Served:
    took: list[float] = []
    errors: list[int] = []
    until = time.monotonic() + load.seconds
    threads = [
        threading.Thread(target=_client, args=(load, until, took, errors)) for _ in range(load.clients)
    ]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    middle, late = took[len(took) // 2], took[len(took) * 95 // 100]
    return Served(len(took), time.monotonic() - begun, len(errors), middle * 1000, late * 1000)


def _client(load: Load, until: float, took: list[float], errors: list[int]) -> None:
    parts = urlsplit(load.url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = dict(load.headers)
    if load.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    while time.monotonic() < until:
        body = re.sub(r"\{n\}", lambda _: str(random.randrange(10**9)), _body(load))
        begun = time.monotonic()
        connection.request("POST" if load.form else "GET", path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        took.append(time.monotonic() - begun)
        if answer.status != http.client.OK:
            errors.append(answer.status)
    connection.close()
