"""The other commands: their help, their exit codes, what the doctor finds."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.cli.conftest import Town, townline
from tests.shared import ROOT
from townline.cli import main
from townline.cli.doctor import clocks, disk, release, role, settings_set

COMMANDS = [
    [],
    ["run"],
    ["db"],
    *(["db", name] for name in ("backup", "restore", "move", "shell", "status")),
    ["import"],
    *(["import", name] for name in ("open311", "list", "quarantine", "undo")),
    ["apikey"],
    *(["apikey", name] for name in ("create", "list", "withdraw")),
    ["doctor"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    ended = CliRunner().invoke(main, [*command, "--help"])
    assert ended.exit_code == 0
    assert ended.output.startswith("Usage: ")
    assert len(ended.output.splitlines()) > 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["run", "--fly"],
        ["run", "--port", "0"],
        ["run", "--port", "seventy"],
        ["db"],
        ["db", "fly"],
        ["db", "backup"],
        ["import"],
        ["import", "fly"],
        ["import", "open311"],
        ["import", "undo", "first"],
        ["apikey"],
        ["apikey", "create"],
        ["apikey", "withdraw", "mine"],
        ["doctor", "now"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    ended = CliRunner().invoke(main, arguments)
    assert ended.exit_code == 2
    assert "Usage: " in ended.output


def test_a_stale_minor_release_of_postgresql_is_advice_and_a_current_one_is_well() -> None:
    assert release(15, 20).state == "ok"
    assert release(15, 3).state == "look"
    assert "15.3 lacks the security fixes of 15." in release(15, 3).sentence
    assert release(19, 0).state == "ok", "newer than anything known here"
    assert release(14, 99).state == "bad"


def test_a_superuser_a_full_disk_and_a_wrong_clock_are_bad() -> None:
    assert role(is_super=True).state == "bad"
    assert role(is_super=False).state == "ok"
    assert disk(1024**3).state == "bad"
    assert disk(20 * 1024**3).state == "ok"
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert clocks(now, now + timedelta(seconds=1)).state == "ok"
    assert clocks(now, now - timedelta(minutes=5)).state == "bad"


def test_settings_are_named_without_secrets_and_unknown_ones_are_pointed_at() -> None:
    findings = list(
        settings_set(
            {
                "PORT": "8400",
                "TOWNLINE_SECRET_KEY": "hush",
                "DATABASE_URL": "postgresql://me:hush@host/town",
                "TOWNLINE_PROT": "1",
                "TOWNLINE_DEBUG": "yes",
            }
        )
    )
    assert "hush" not in str(findings)
    assert any("PORT is 8400" in one.sentence for one in findings)
    assert [one.state for one in findings if "TOWNLINE_PROT" in one.sentence] == ["look"]
    assert "bad" in {one.state for one in findings if "TOWNLINE_DEBUG" in one.sentence}


@pytest.mark.slow
def test_keys_are_given_out_once_listed_and_withdrawn_with_no_town_running(town: Town) -> None:
    refused = townline(town.folder, "apikey", "create", "Pothole app")
    assert refused.returncode == 1
    assert "no such jurisdiction" in refused.stderr
    founded = townline(town.folder, "manage", "shell", "-v", "0", "-c", FOUND)
    assert founded.returncode == 0, founded.stderr

    made = townline(town.folder, "apikey", "create", "Pothole app")
    secret = made.stdout.strip()
    assert made.returncode == 0, made.stderr
    assert secret.startswith("tlk_")
    listed = townline(town.folder, "apikey", "list").stdout
    assert secret not in listed
    assert listed.rstrip() == f"1\t{secret[:10]}…\tPothole app\tnever used"

    assert townline(town.folder, "apikey", "withdraw", "1").returncode == 0
    assert "withdrawn" in townline(town.folder, "apikey", "list").stdout
    unknown = townline(town.folder, "apikey", "withdraw", "7")
    assert unknown.returncode == 1
    assert unknown.stderr.strip() == "Error: There is no key with the number 7."


FOUND = (
    "from townline.identity import actions, rules; "
    "actions.found_jurisdiction(actor=rules.SYSTEM, code='t', name='T', timezone='UTC', number_prefix='TT')"
)


@pytest.mark.slow
def test_the_doctor_finds_a_new_town_well_and_a_bad_setting_ends_it_with_a_sentence(town: Town) -> None:
    ended = townline(town.folder, "doctor")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "BAD" not in ended.stdout
    for what in ("Townline", "Python", "Libraries", "Disk", "PostgreSQL", "Database role", "Clock", "Schema"):
        assert f" {what}: " in ended.stdout
    bad = townline(town.folder, "doctor", PORT="99999999999x")
    assert bad.returncode == 1
    assert bad.stderr.startswith("Error: PORT is ")
    away = townline(town.folder, "doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/town")
    assert away.returncode == 1
    assert "BAD  Database: The database refused" in away.stdout


def test_the_map_is_drawn_from_the_code() -> None:
    drawn = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "map.py")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert drawn.stdout.startswith("flowchart TD")
    assert "  requests --> routing" in drawn.stdout
    assert "  routing --> requests" not in drawn.stdout


@pytest.mark.django_db
def test_styles_are_served_without_a_look_at_the_database(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/static/townline/townline.js")
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"// ")
    answer.close()


def test_unpublished_styles_keep_their_names() -> None:
    from django.templatetags.static import static

    assert static("townline/townline.js") == "/static/townline/townline.js"
    assert Path(ROOT / "src/townline/look/static/townline/townline.js").is_file()
