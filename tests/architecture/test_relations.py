"""No table points at a table of a higher area; what is written once is never edited."""

import tomllib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from tests.shared import ROOT


def _floors() -> dict[str, int]:
    """Area → floor, the lowest is 0; read from the import contract, which stays the one place that says it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("exhaustive"))
    return {name.strip(): floor for floor, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def _relations() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("townline."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.OneToOneField) and isinstance(
                field.related_model, type
            ):
                target = field.related_model.__module__
                if target.startswith("townline."):
                    found.append(
                        (
                            model.__module__.split(".")[1],
                            target.split(".")[1],
                            f"{model.__name__}.{field.name}",
                        )
                    )
    return found


def test_no_foreign_key_points_upward() -> None:
    floors = _floors()
    upward = [name for source, target, name in _relations() if floors[target] > floors[source]]
    assert upward == []


def test_siblings_do_not_point_at_one_another() -> None:
    floors = _floors()
    sideways = [
        name for source, target, name in _relations() if source != target and floors[target] == floors[source]
    ]
    assert sideways == []


def test_a_clock_is_pointed_at_and_never_points_back() -> None:
    assert [
        name for _, target, name in _relations() if name.startswith("Clock.") and target == "requests"
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["audit_entry", "audit_recordview", "requests_timelineentry", "services_definition"]
)
def test_history_is_protected_by_the_database_itself(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
        assert [name for (name,) in cursor.fetchall()] != []


@pytest.mark.django_db
def test_every_table_of_ours_has_a_migration_and_none_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
