"""``python -m bench [names]``: measure, print the table, and with ``--write`` put it into docs/performance.md."""

import argparse
import sys

from bench import console, figures, growth, importing, open311
from bench.town import House, Town, opened

NAMES = ("import", "post", "list", "queue", "growth")
SIZES = (10_000, 100_000, 300_000)


def main() -> int:
    """Measure what was named, or everything; 1 where a figure falls short."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*NAMES, []], help=f"{', '.join(NAMES)}; all when left out"
    )
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    parser.add_argument(
        "--rows", type=int, default=SIZES[-1], help="requests in the town (default %(default)s)"
    )
    asked = parser.parse_args()
    names = set(asked.names or NAMES)
    with opened() as house:
        machine = figures.machine(house.cluster.server_version)
        found = importing.bench(house) if "import" in names else []
        if names - {"import"}:
            found += _doors(house, names, asked.rows)
    text = f"{figures.table(found)}\n\nMeasured {machine}"
    sys.stdout.write(f"{text}\n")
    if asked.write:
        figures.write(text)
    return 0 if all(figure.ok for figure in found) else 1


def _doors(house: House, names: set[str], rows: int) -> list[figures.Figure]:
    from bench import filling  # noqa: PLC0415 - Django is set up now

    town = filling.build()
    grown = growth.Growth()
    sizes = [size for size in SIZES if size < rows] if "growth" in names else []
    have = 0
    found: list[figures.Figure] = []
    for size in [*sizes, rows]:
        sys.stderr.write(f"Filling up to {size:,} requests.\n")
        filling.fill(town, have + 1, size)
        have = size
        with house.serving():
            if "growth" in names:
                grown.measure(house, town, size)
            if size == rows:
                found += _at_full_size(house, town, names, rows)
    return found + (grown.figures() if "growth" in names else [])


def _at_full_size(house: House, town: Town, names: set[str], rows: int) -> list[figures.Figure]:
    found: list[figures.Figure] = []
    if "list" in names:
        found += open311.listing(house, rows)
    if "queue" in names:
        found += console.bench(house, town, rows)
    if "post" in names:
        found += open311.posting(house, town)
    return found


if __name__ == "__main__":
    sys.exit(main())
