"""``make map``: which room imports which, read from the code, as Mermaid; redundant lines are left out."""

import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
HOUSE = "townline"


def rooms() -> list[list[str]]:
    """The floors of the house, highest first, as ``pyproject.toml`` states them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("exhaustive"))
    return [[room.strip() for room in floor.split("|")] for floor in layers]


def imports(names: list[str]) -> dict[str, set[str]]:
    """Each room with the rooms it imports directly."""
    graph = grimp.build_graph(HOUSE, cache_dir=None)
    found: dict[str, set[str]] = {name: set() for name in names}
    for module in graph.modules:
        room = _room(module)
        for imported in graph.find_modules_directly_imported_by(module):
            other = _room(imported)
            if room in found and other in found and other != room:
                found[room].add(other)
    return found


def _room(module: str) -> str:
    return ".".join(module.split(".")[1:2])


def without_detours(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out a line where another way down leads to the same room."""

    def below(room: str) -> set[str]:
        return found[room] | {deep for near in found[room] for deep in below(near)}

    return {
        room: {other for other in others if not any(other in below(near) for near in others - {other})}
        for room, others in found.items()
    }


def main() -> int:
    """Print the picture."""
    floors = rooms()
    names = [name for floor in floors for name in floor]
    lines = ["flowchart TD"]
    for number, floor in enumerate(floors):
        lines += [f"  subgraph floor{number}[ ]", f"    {' ~~~ '.join(floor)}", "  end"]
    for room, others in without_detours(imports(names)).items():
        lines += [f"  {room} --> {other}" for other in sorted(others)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
