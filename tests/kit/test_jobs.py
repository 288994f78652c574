"""A job row is written with the change, or not at all; a dead worker's job is taken up again."""

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from townline.kit import jobs


@jobs.task("tests.nothing")
def nothing(times: int) -> None:
    """Do nothing."""


def _waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="tests.nothing", status="todo").count()


@pytest.mark.django_db(transaction=True)
def test_a_job_is_there_when_the_change_is() -> None:
    before = _waiting()
    with transaction.atomic():
        jobs.later("tests.nothing", times=1)
    assert _waiting() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_job_is_gone_when_the_change_is() -> None:
    before = _waiting()
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.later("tests.nothing", times=1)
        raise RuntimeError
    assert _waiting() == before


@pytest.mark.django_db
def test_a_job_nobody_does_is_refused_at_once() -> None:
    with pytest.raises(Exception, match="cannot be imported"):
        jobs.later("tests.unknown")


@pytest.mark.django_db
def test_the_sweep_of_clocks_is_done_every_minute() -> None:
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    assert "servicelevels.sweep" in app.tasks
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
