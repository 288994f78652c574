"""Every component in both densities, with normal, long, empty and faulty data: a tool, not a page.

`python -m townline.look.gallery OUT.html` writes OUT.html (portal) and OUT.console.html; `--serve PORT`
answers at `/portal` and `/console`; `?dir=rtl` turns either around.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from jinja2 import Environment, FileSystemLoader

from townline.kit import clock
from townline.look import environment, gallery_data

LOOK = Path(__file__).resolve().parent
STATIC = LOOK / "static"
DENSITIES = ("portal", "console")


def gallery_environment(static_url: str) -> Environment:
    """Make the pages' environment over our own templates alone, with static files at ``static_url``."""
    if not settings.configured:
        settings.configure(TIME_ZONE=gallery_data.ZONE, USE_TZ=True)
    env = environment.environment(loader=FileSystemLoader(LOOK / "jinja2"))
    env.globals["static"] = lambda path: f"{static_url}{path}"
    return env


def render(env: Environment, density: str, direction: str = "ltr") -> str:
    """Render the gallery in one density, at a held moment, so that two runs give the same page."""
    with clock.frozen(gallery_data.NOW):
        return env.get_template("look/gallery/page.html").render(
            layout=f"look/{density}.html", csrf_input="", **gallery_data.context(direction)
        )


class Handler(SimpleHTTPRequestHandler):
    """Answers the two galleries and the static files beside them."""

    def do_GET(self) -> None:
        """Answer with a gallery, or a file below /static/."""
        parts = urlsplit(self.path)
        density = parts.path.strip("/") or "portal"
        if density not in DENSITIES:
            self.path = parts.path.removeprefix("/static")
            super().do_GET()
            return
        direction = parse_qs(parts.query).get("dir", ["ltr"])[0]
        page = render(gallery_environment("/static/"), density, direction).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header(
            "Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'"
        )
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing for each request."""


def server(port: int) -> ThreadingHTTPServer:
    """Make the gallery's server on this machine only; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(STATIC)))


def main(arguments: list[str] | None = None) -> int:
    """Write the galleries, or serve them until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m townline.look.gallery", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, help="file to write the portal's gallery to")
    parser.add_argument("--serve", type=int, metavar="PORT", help="serve the galleries on this port")
    chosen = parser.parse_args(arguments)
    if chosen.serve is not None:
        with server(chosen.serve) as running:
            sys.stdout.write(f"http://localhost:{running.server_address[1]}/portal and /console\n")
            running.serve_forever()
    if chosen.out is None:
        parser.error("say where to write, or --serve PORT")
    out: Path = chosen.out
    env = gallery_environment(f"{os.path.relpath(STATIC, out.resolve().parent)}/")
    out.write_text(render(env, "portal"), encoding="utf-8")
    out.with_suffix(".console.html").write_text(render(env, "console"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
