"""Importing: the balance holds, it can be repeated, and what cannot be taken is kept with its reason."""

import gzip
import io
import json
from collections import deque
from pathlib import Path

import pytest
import zstandard

from tests.integrations.conftest import Import, balance, closed, reported
from tests.shared import data
from tests.world import World
from townline.identity.errors import NotAllowed
from townline.identity.rules import SYSTEM
from townline.integrations import actions, queries
from townline.integrations.actions import importing, runs
from townline.integrations.errors import ImportRefused, OutOfBalance, SourceRefused
from townline.integrations.models import ImportedRow, ImportRun, QuarantinedRow
from townline.requests.models import ServiceRequest
from townline.requests.queries import number_for, public_timeline
from townline.servicelevels.models import Policy
from townline.services.models import Service
from townline.services.queries import published, search


def test_good_rows_are_taken_and_the_rest_is_kept_with_its_reason(world: World, bring: Import) -> None:
    run = bring(reported(1), reported(2, service_request_id=None), closed(3), reported(4, status="zombie"))
    assert balance(run) == (4, 2, 0, 0, 2)
    assert run.state == "done"
    kept = list(QuarantinedRow.objects.order_by("position").values_list("position", "reason"))
    assert kept == [
        (2, "There is no service_request_id."),
        (4, 'The status "zombie" is not known: it must be open or closed.'),
    ]
    assert ServiceRequest.objects.filter(state="closed").count() == 1
    assert number_for(world.town.pk, "B-3") is not None


def test_the_same_again_is_unchanged_and_nothing_is_there_twice(bring: Import) -> None:
    bring(reported(1), closed(2))
    assert balance(bring(reported(1), closed(2), reported(3))) == (3, 1, 0, 2, 0)
    assert ServiceRequest.objects.count() == ImportedRow.objects.count() == 3


def test_a_changed_row_moves_its_request_on(bring: Import) -> None:
    bring(reported(1))
    run = bring(closed(1, updated_datetime="2019-06-09T12:00:00Z"))
    assert balance(run) == (1, 0, 1, 0, 0)
    service_request = ServiceRequest.objects.get()
    assert (service_request.state, service_request.closing_reason) == ("closed", "done")
    assert [entry.verb for entry in public_timeline(service_request.pk)] == ["submit", "close"]


def test_an_id_repeated_in_one_file_is_updated_or_unchanged_in_its_order(bring: Import) -> None:
    later = closed(1, updated_datetime="2019-06-09T12:00:00Z")
    assert balance(bring(reported(1), reported(1), later, later, reported(2))) == (5, 2, 1, 2, 0)
    assert ServiceRequest.objects.filter(state="closed").count() == 1


def test_an_older_copy_changes_nothing(bring: Import) -> None:
    bring(closed(1, updated_datetime="2019-06-09T12:00:00Z"))
    assert balance(bring(reported(1))) == (1, 0, 0, 1, 0)
    assert ServiceRequest.objects.get().state == "closed"


def test_batches_and_repeats_across_them_balance(bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    rows = [reported(number % 7, service_request_id=number % 7 or None) for number in range(20)]
    assert balance(bring(*rows)) == (20, 6, 0, 11, 3)


def test_a_service_we_do_not_have_is_published_for_staff_and_promises_nothing(
    world: World, bring: Import
) -> None:
    run = bring(reported(1), department_code="parks")
    service = Service.objects.get(code="old-hole")
    assert run.services == ["old-hole"]
    assert (service.name, service.is_public, service.department.code) == ("Hole (imported)", False, "parks")
    assert "old-hole" not in {one.definition.code for one in published(world.town.pk)}
    assert "old-hole" not in {
        found.service.definition.code for found in search(world.town.pk, "hole imported")
    }
    assert not Policy.objects.filter(code="old-hole").exists()
    service_request = ServiceRequest.objects.get()
    assert service_request.is_public
    assert (service_request.clock, service_request.team.department.code) == (None, "parks")


def test_a_service_of_ours_with_the_same_code_is_that_service(bring: Import) -> None:
    run = bring(reported(1, service_code="pothole"))
    assert run.services == []
    service_request = ServiceRequest.objects.get()
    assert service_request.team.code == "streets-repair"
    assert service_request.clock is not None


def test_texts_of_residents_stay_with_staff_unless_the_town_says_otherwise(bring: Import) -> None:
    bring(reported(1))
    bring(reported(2, service_code="other-hole"), texts_are_public=True)
    privacy = {
        service.code: service.definition.body["privacy"]["description"]
        for service in Service.objects.filter(code__endswith="-hole").select_related("definition")
        if service.definition
    }
    assert privacy == {"old-hole": "staff", "other-hole": "public"}


def test_what_was_put_right_is_counted(bring: Import) -> None:
    run = bring(reported(1, lat=0, long=0), reported(2, lat=0, long=0), *(reported(n) for n in range(3, 30)))
    assert run.remarks == {
        "It lay at 0, 0, which servers write for an unknown place; the point was left out.": 2
    }


def test_a_file_that_breaks_off_keeps_what_was_read_and_says_why(bring: Import, tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps([reported(1), reported(2), reported(3)])[:-40])
    with pytest.raises(SourceRefused, match="cut off"):
        bring(path)
    run = ImportRun.objects.get()
    assert balance(run) == (2, 2, 0, 0, 0)
    assert run.state == "failed"
    assert "Fetch it again" in run.because
    path.write_text(json.dumps([reported(1), reported(2), reported(3)]))
    assert balance(bring(path)) == (3, 1, 0, 2, 0)


def test_several_files_make_one_run(bring: Import, tmp_path: Path) -> None:
    one, other = tmp_path / "1.json.gz", tmp_path / "2.json"
    one.write_bytes(gzip.compress(json.dumps({"service_requests": [reported(1), reported(2)]}).encode()))
    other.write_text(json.dumps([reported(2), reported(3)]))
    run = bring(one, other)
    assert balance(run) == (4, 3, 0, 1, 0)
    assert run.names == ["1.json.gz", "2.json"]


def test_a_run_that_does_not_balance_fails_loudly(bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "check_balance", _lose)
    with pytest.raises(OutOfBalance):
        bring(reported(1))
    assert ImportRun.objects.get().state == "failed"


def _lose(run: ImportRun) -> None:
    ImportedRow.objects.filter(run=run).delete()
    _check(run)


_check = runs.check_balance


def test_a_run_left_behind_by_a_killed_process_is_named_failed(world: World, bring: Import) -> None:
    left = runs.begin(
        actor=SYSTEM, jurisdiction_id=world.town.pk, kind="open311", source="Old CRM", names=["x"]
    )
    bring(reported(1))
    left.refresh_from_db()
    assert (left.state, left.because.split(".")[0]) == ("failed", "It was ended from outside")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({"department_code": "dragons"}, "department_unknown"), ({"source": " "}, "source_missing")],
)
def test_an_import_that_cannot_start_is_refused_before_anything_is_written(
    bring: Import, wanted: dict[str, str], code: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        bring(reported(1), **wanted)
    assert refused.value.code == code
    assert not ImportRun.objects.exists()


def test_only_who_may_import_data_may_import(world: World, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text("[]")
    with pytest.raises(NotAllowed):
        actions.import_file(wanted=actions.Wanted(world.agent, world.town.pk, "x"), paths=[path])


def test_the_quarantine_comes_out_as_rows_to_correct_and_to_import_again(
    bring: Import, tmp_path: Path
) -> None:
    run = bring(reported(1, status="zombie"), reported(2, requested_datetime="soon"))
    lines = list(queries.quarantine(run.pk))
    assert json.loads(lines[0])["_reason"].startswith('The status "zombie"')
    assert json.loads(lines[1])["_position"] == 2
    corrected = tmp_path / "corrected.ndjson"
    corrected.write_text(
        "\n".join(lines).replace("zombie", "open").replace('"soon"', '"2019-06-01T10:00:00Z"')
    )
    assert balance(bring(corrected)) == (2, 2, 0, 0, 0)


def test_what_was_no_row_at_all_stays_as_it_was_found(bring: Import, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(b'{"a": 1}\nnonsense \x00\n')
    run = bring(path)
    assert balance(run) == (2, 0, 0, 0, 2)
    assert json.loads(list(queries.quarantine(run.pk))[1])["_original"] == "nonsense \\u0000"


@pytest.mark.parametrize(
    "name", ["other--av", "responses--2000-2700--ad", "responses--sidewalk-not-shovelled--ap"]
)
def test_pages_as_boston_served_them_balance(bring: Import, name: str) -> None:
    page = data(f"boston311_open311_json/rawpage_{name}.json.gz")
    assert balance(bring(page)) == (1000, 1000, 0, 0, 0)
    assert balance(bring(page, page)) == (2000, 0, 0, 2000, 0)


def test_chicago_s_page_with_notes_balances(bring: Import) -> None:
    run = bring(data("open311_fixtures/chicago_open311_requests_with_notes.json"))
    assert run.read == run.new + run.unchanged + run.updated
    assert run.read > 10


def test_boston_s_end_with_its_malformed_record_balances(bring: Import, tmp_path: Path) -> None:
    source = data("boston311_open311_json/boston_open311_requests.ndjson.zst")
    lines: deque[bytes] = deque(maxlen=500)
    with source.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as rows:
        lines.extend(io.BufferedReader(rows))  # type: ignore[arg-type] - it is a raw stream
    path = tmp_path / "end.ndjson"
    path.write_bytes(b"".join(lines))
    run = bring(path)
    assert balance(run) == (500, 499, 0, 0, 1)
    assert (
        QuarantinedRow.objects.get().reason
        == "There is no service_request_id. There is no requested_datetime."
    )
