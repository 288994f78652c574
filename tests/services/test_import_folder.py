"""Importing a folder: all files or none."""

from pathlib import Path

import pytest

from tests.services.conftest import found_town
from tests.services.files import GOOD
from townline.identity.models import Jurisdiction
from townline.identity.rules import SYSTEM
from townline.services import queries
from townline.services.actions import import_folder
from townline.services.errors import FilesRefused, ServiceRefused
from townline.services.models import Service


def test_the_starter_pack_is_published_with_progress_and_again_changes_nothing(town: Jurisdiction) -> None:
    told: list[tuple[int, int, str]] = []
    done = import_folder(
        jurisdiction_id=town.pk,
        actor=SYSTEM,
        progress=lambda count, total, name: told.append((count, total, name)),
    )
    assert len(done.published) == len(told) == told[-1][0] == told[-1][1]
    again = import_folder(jurisdiction_id=town.pk, actor=SYSTEM)
    assert again.published == ()
    assert again.unchanged == done.published


def test_one_bad_file_refuses_all_and_every_problem_is_named(town: Jurisdiction, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(GOOD.replace('code = "pothole"', 'code = "Other"'))
    (tmp_path / "c.toml").write_text(GOOD)
    (tmp_path / "d.toml").write_text("name = Hole")
    with pytest.raises(FilesRefused) as refused:
        import_folder(jurisdiction_id=town.pk, actor=SYSTEM, folder=tmp_path)
    assert [problem.filename for problem in refused.value.problems] == ["b.toml", "c.toml", "d.toml"]
    assert 'c.toml:1: another file has the code "pothole" as well' in refused.value.sentence
    assert not Service.objects.exists()


def test_an_empty_folder_is_refused(town: Jurisdiction, tmp_path: Path) -> None:
    with pytest.raises(ServiceRefused, match=r"no \.toml files"):
        import_folder(jurisdiction_id=town.pk, actor=SYSTEM, folder=tmp_path)


def test_a_file_that_cannot_be_published_leaves_nothing_of_the_others(
    town: Jurisdiction, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(
        GOOD.replace('"pothole"', '"hole"').replace('"streets-repair"', '"streets-magic"')
    )
    with pytest.raises(ServiceRefused, match="streets-magic"):
        import_folder(jurisdiction_id=town.pk, actor=SYSTEM, folder=tmp_path)
    assert not Service.objects.exists()


def test_two_towns_have_their_own_lists(stocked: Jurisdiction) -> None:
    other = found_town("elm", "EL")
    assert queries.published(other.pk) == []
    assert queries.search(other.pk, "pothole") == []
    import_folder(jurisdiction_id=other.pk, actor=SYSTEM)
    here, there = queries.published(stocked.pk), queries.published(other.pk)
    assert [found.definition for found in here] == [found.definition for found in there]
    assert {found.service_id for found in here} & {found.service_id for found in there} == set()
