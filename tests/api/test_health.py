"""Health for machines."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client

from townline.kit import clock


def test_live_asks_nothing_of_the_database() -> None:
    """Without the database fixture a statement would fail this test."""
    response = Client().get("/health/live")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_says_that_the_database_writes_and_the_tables_are_there() -> None:
    response = Client().get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "jobs": {"oldest_waiting_seconds": 0, "state": "ok"},
    }
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_job_that_waits_long_is_told_but_the_web_server_stays_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('default', 'x', '{}', 'todo') RETURNING id"
        )
        job = cursor.fetchone()[0]
        at = clock.now() - timedelta(minutes=10)
        cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [at, job])
    response = Client().get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "late"
    assert 590 <= response.json()["jobs"]["oldest_waiting_seconds"] <= 660


@pytest.mark.django_db
def test_a_job_for_later_does_not_wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)"
            " VALUES ('default', 'x', '{}', 'todo', now() + interval '1 hour')"
        )

    assert Client().get("/health/ready").json()["jobs"]["oldest_waiting_seconds"] == 0


def test_without_a_database_it_is_not_ready_and_tells_no_secret() -> None:
    with patch.object(
        connection, "cursor", side_effect=OperationalError("host secret.example refused user root")
    ):
        response = Client().get("/health/ready")

    assert response.status_code == 503
    assert response.json()["status"] == "down"
    assert b"secret" not in response.content


@pytest.mark.django_db
def test_missing_tables_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("townline.api.views.health._is_migrated", lambda: False)
    response = Client().get("/health/ready")

    assert response.status_code == 503
    assert "migrate" in response.json()["migrations"]


def test_health_is_only_read() -> None:
    assert Client().post("/health/live").status_code == 405
