"""Open311 over HTTP beside pgbench with the same SQL: posting at 16 clients, and a list of 50 from many."""

from operator import itemgetter

from bench import floor, load
from bench.figures import Figure
from bench.town import House, Town

CLIENTS = 16
SECONDS = 8
ROUNDS = 3
POST_TARGET = 0.15
LIST_TARGET = 0.30
LIST = "/open311/v2/requests.json?page_size=50"


def posting(house: House, town: Town) -> list[Figure]:
    """POST requests.json by 16 clients, each time another request."""
    form = _form(town)
    begins = floor.part_sequences()
    once = {name: text.replace("{n}", "271828182") for name, text in form.items()}
    _post(once)  # the first call of a process reads what is kept in memory afterwards
    statements = floor.recorded(lambda: _post({**once, "description": "Recorded: the hole by the station"}))
    script = floor.script(statements, begins, _fresh())
    wanted = load.Load(f"{house.base}/open311/v2/requests.json", form, {}, CLIENTS, SECONDS)
    return [_beside(house, f"Open311 POST, {CLIENTS} clients", wanted, script, POST_TARGET, "simple")]


def listing(house: House, rows: int) -> list[Figure]:
    """GET a list of 50 by 16 clients, beside pgbench as it is, and beside pgbench with the statement prepared.

    The server sends it prepared; that floor is the stricter one.
    """
    _get(LIST)
    script = floor.script(floor.recorded(lambda: _get(LIST)), {}, ())
    wanted = load.Load(f"{house.base}{LIST}", {}, {}, CLIENTS, SECONDS)
    name = f"Open311 list of 50 from {rows:,}"
    return [
        _beside(house, name, wanted, script, LIST_TARGET, "simple"),
        _beside(house, f"{name}, floor prepared", wanted, script, LIST_TARGET, "prepared"),
    ]


def _beside(house: House, name: str, wanted: load.Load, script: str, target: float, mode: str) -> Figure:
    """Server and floor by turns, so that both meet the same machine; the middle round counts."""
    load.run(load.Load(wanted.url, wanted.form, wanted.headers, wanted.clients, 2))  # every thread warm
    rounds = []
    for _ in range(ROUNDS):
        before = house.spent()
        served = load.run(wanted)
        between = house.spent()
        lowest = floor.measured(
            script, house.cluster.url, house.folder, clients=CLIENTS, seconds=SECONDS, mode=mode
        )
        alone = 1000 * (house.spent() - between).postgres / (lowest.rate * SECONDS)
        rounds.append(
            (served.rate / lowest.rate, served, lowest, (between - before).each(served.count), alone)
        )
    ratio, served, lowest, spent, alone = sorted(rounds, key=itemgetter(0))[ROUNDS // 2]
    return Figure(
        name,
        f"{served.rate:,.0f} /s",
        ratio,
        "at least",
        target,
        "of floor",
        floor=f"{lowest.rate:,.0f} /s ({lowest.statements} statements, {alone:.2f} ms PG)",
        ratio=ratio,
        p95=f"{served.p95:.0f} ms",
        cpu=spent,
    )


def _form(town: Town) -> dict[str, str]:
    return {
        "api_key": town.api_key,
        "service_code": "pothole",
        "lat": "42.70{n}",
        "long": "-72.36{n}",
        "description": "Report {n}: a hole in the right lane by the bus stop, as deep as a hand, growing since {n}.",
        "attribute[owner]": "street",
        "attribute[size]": "small",
    }


def _post(form: dict[str, str]) -> None:
    from django.test import Client  # noqa: PLC0415 - Django is set up now

    answer = Client(SERVER_NAME="localhost").post("/open311/v2/requests.json", form)
    if answer.status_code != 200:  # noqa: PLR2004 - as the standard says
        raise SystemExit(f"POST answers {answer.status_code}: {answer.content[:500]!r}")


def _get(path: str) -> None:
    from django.test import Client  # noqa: PLC0415 - Django is set up now

    answer = Client(SERVER_NAME="localhost").get(path)
    if answer.status_code != 200:  # noqa: PLR2004 - as the standard says
        raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:500]!r}")


def _fresh() -> list[str]:
    """Texts of the request made last that are unique in their tables."""
    from townline.requests.models import ServiceRequest, Submission  # noqa: PLC0415 - Django is set up now

    made = ServiceRequest.objects.order_by("-pk")[0]
    texts = [made.number, made.token]
    for sent in Submission.objects.filter(service_request=made):
        texts += [sent.scope, sent.key]
    return [text for text in texts if text]
