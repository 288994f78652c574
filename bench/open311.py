"""Open311 over HTTP beside pgbench with the same SQL: posting at 16 clients, and a list of 50 from many."""

from bench import floor, load
from bench.figures import Figure
from bench.town import House, Town

CLIENTS = 16
SECONDS = 12
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
    served, spent = _loaded(
        house, load.Load(f"{house.base}/open311/v2/requests.json", form, {}, CLIENTS, SECONDS)
    )
    lowest = floor.measured(script, house.cluster.url, house.folder, clients=CLIENTS, seconds=SECONDS)
    return [
        Figure(
            f"Open311 POST, {CLIENTS} clients",
            f"{served.rate:,.0f} /s",
            served.rate / lowest.rate,
            "at least",
            POST_TARGET,
            "of floor",
            floor=f"{lowest.rate:,.0f} /s ({lowest.statements} statements)",
            ratio=served.rate / lowest.rate,
            p95=f"{served.p95:.0f} ms",
            cpu=spent,
        )
    ]


def listing(house: House, rows: int) -> list[Figure]:
    """GET a list of 50 by 16 clients; the floor sends the statement prepared, as the server does."""
    _get(LIST)
    script = floor.script(floor.recorded(lambda: _get(LIST)), {}, ())
    served, spent = _loaded(house, load.Load(f"{house.base}{LIST}", {}, {}, CLIENTS, SECONDS))
    lowest = floor.measured(
        script, house.cluster.url, house.folder, clients=CLIENTS, seconds=SECONDS, mode="prepared"
    )
    return [
        Figure(
            f"Open311 list of 50 from {rows:,}",
            f"{served.rate:,.0f} /s",
            served.rate / lowest.rate,
            "at least",
            LIST_TARGET,
            "of floor",
            floor=f"{lowest.rate:,.0f} /s ({lowest.statements} statements)",
            ratio=served.rate / lowest.rate,
            p95=f"{served.p95:.0f} ms",
            cpu=spent,
        )
    ]


def _loaded(house: House, wanted: load.Load) -> tuple[load.Served, str]:
    load.run(load.Load(wanted.url, wanted.form, wanted.headers, wanted.clients, 2))  # every thread warm
    before = house.spent()
    served = load.run(wanted)
    return served, (house.spent() - before).each(served.count)


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
