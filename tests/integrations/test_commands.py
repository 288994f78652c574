"""The commands: what they print, and how they end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.integrations.conftest import closed, reported
from tests.world import World
from townline.cli import imports, main
from townline.cli.town import plain_failures
from townline.integrations.models import ImportRun


@pytest.fixture(autouse=True)
def _this_database(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The test's own connection stands for the town's."""

    @contextmanager
    def town() -> Iterator[None]:
        with plain_failures():
            yield

    monkeypatch.setattr(imports, "town", town)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def written(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "rows.ndjson"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_an_import_ends_with_its_balance_and_exit_code_0(tmp_path: Path) -> None:
    done = run("open311", written(tmp_path, reported(1), closed(2), reported(3, status="zombie")))
    assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["read", "3"] in lines
    assert ["new", "2"] in lines
    assert ["quarantined", "1"] in lines
    assert "townline import quarantine" in done.stderr


def test_a_file_that_cannot_be_read_ends_with_exit_code_1_and_a_sentence(tmp_path: Path) -> None:
    done = run("open311", tmp_path / "nothing.json")
    assert done.exit_code == 1
    assert "cannot be read: No such file" in done.stderr


def test_a_file_that_breaks_off_ends_with_exit_code_1_and_its_balance(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps([reported(1), reported(2)])[:-9])
    done = run("open311", path)
    assert done.exit_code == 1
    assert "cut off" in done.stderr
    assert ["new", "1"] in [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["open311"], 2),
        (["open311", "https://a.example", "b.json"], 2),
        (["open311", "x.json", "--jurisdiction", "atlantis"], 1),
        (["open311", "file:///etc/passwd"], 1),
        (["undo", "77"], 1),
        (["quarantine", "77"], 1),
    ],
)
def test_what_cannot_be_done_ends_with_its_exit_code(arguments: list[str], code: int) -> None:
    done = run(*arguments)
    assert done.exit_code == code, done.output


def test_the_quarantine_is_written_to_a_file(tmp_path: Path) -> None:
    run("open311", written(tmp_path, reported(1, status="zombie")))
    out = tmp_path / "quarantine.ndjson"
    done = run("quarantine", ImportRun.objects.get().pk, "--out", out)
    assert done.exit_code == 0
    assert json.loads(out.read_text())["_position"] == 1


def test_runs_are_listed_and_undone(tmp_path: Path) -> None:
    run("open311", written(tmp_path, reported(1), reported(2)), "--source", "Old CRM")
    number = ImportRun.objects.get().pk
    assert f"{number}\tdone\t2 read = 2 new" in run("list").stdout
    done = run("undo", number)
    assert done.exit_code == 0
    assert done.stdout.startswith("2 requests removed, 0 changes taken back, 0 kept.")
    assert f"{number}\tundone" in run("list").stdout
