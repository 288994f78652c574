"""The console's queue: processor time and statements of a page, the first and the hundredth."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from django.test import Client

from bench import floor, load
from bench.figures import Figure
from bench.town import House, Town

CPU_TARGET = 10.0
STATEMENTS_TARGET = 12
FAR_TARGET = 1.2
FAR_PAGE = 100
CLIENTS = 4
SECONDS = 8
QUEUE = "/console/"
_NEXT = re.compile(r'<a\b(?=[^>]*\brel="next")[^>]*\bhref="([^"]+)"')


@dataclass(frozen=True)
class Page:
    """What a page costs: milliseconds of processor time, of which the server's, and the time of 95 in 100."""

    cpu: float
    shown: str
    p95: float
    statements: int


def bench(house: House, town: Town, rows: int) -> list[Figure]:
    """The queue of everything unfinished."""
    client, cookie = signed_in(town)
    far, number = _page_number(client, FAR_PAGE)
    first, last = measured(house, client, cookie, QUEUE), measured(house, client, cookie, far)
    name = f"Console queue of 50 at {rows:,}"
    return [
        Figure(
            f"{name}, page 1",
            f"{first.cpu:.1f} ms CPU",
            first.cpu,
            "at most",
            CPU_TARGET,
            "ms CPU",
            p95=f"{first.p95:.0f} ms",
            cpu=first.shown,
        ),
        Figure(
            f"{name}, page {number}",
            f"{last.cpu:.1f} ms CPU",
            last.cpu / first.cpu,
            "at most",
            FAR_TARGET,
            "of page 1",
            floor=f"{first.cpu:.1f} ms CPU (page 1)",
            ratio=last.cpu / first.cpu,
            p95=f"{last.p95:.0f} ms",
            cpu=last.shown,
        ),
        Figure(
            f"{name}, statements",
            f"{first.statements} and {last.statements}",
            max(first.statements, last.statements),
            "at most",
            STATEMENTS_TARGET,
            "statements",
        ),
    ]


def signed_in(town: Town) -> tuple[Client, str]:
    """A browser of the administrator, and its cookies for the load."""
    from townline.identity.models import User  # noqa: PLC0415 - Django is set up now

    client = Client(SERVER_NAME="localhost")
    user = User.objects.get(pk=town.user_id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(QUEUE)
    return client, "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def measured(house: House, client: Client, cookie: str, path: str) -> Page:
    """Ask for a page again and again."""
    client.get(path)
    sent = floor.recorded(lambda: client.get(path))
    statements = sum(not text.startswith(("BEGIN", "COMMIT", "ROLLBACK")) for text in sent)
    wanted = load.Load(f"{house.base}{path}", {}, {"Cookie": cookie}, CLIENTS, SECONDS)
    load.run(load.Load(wanted.url, {}, wanted.headers, CLIENTS, 2))
    before = house.spent()
    served = load.run(wanted)
    spent = house.spent() - before
    return Page(spent.sum_each(served.count), spent.each(served.count), served.p95, statements)


def _page_number(client: Client, wanted: int) -> tuple[str, int]:
    """The address of a page far on, reached as a person would: by "next"."""
    path = QUEUE
    for number in range(2, wanted + 1):
        following = _NEXT.search(client.get(path).content.decode())
        if following is None:
            return path, number - 1
        path = urljoin(path, html.unescape(following.group(1)))
    return path, wanted
