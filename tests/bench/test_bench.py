"""The bench measures what it says: the floor's script repeats what was sent, and the table says what falls short."""

from bench import floor, processes
from bench.figures import Figure, table

BEGINS = {"requests_servicerequest": 3 * floor.STEP, "servicelevels_clock": 5 * floor.STEP}


def test_ids_that_a_statement_gives_are_handed_to_the_next_ones() -> None:
    request, clock = 3 * floor.STEP + 1, 5 * floor.STEP + 1
    script = floor.script(
        [
            "BEGIN",
            "SELECT nextval('requests_servicerequest_id_seq')",
            'INSERT INTO "servicelevels_clock" ("a") VALUES (1) RETURNING "servicelevels_clock"."id"',
            f"INSERT INTO requests_servicerequest VALUES ({request}, {clock}, 'TL-2611-0001-5')",  # noqa: S608 - never sent
            "COMMIT",
        ],
        BEGINS,
        ["TL-2611-0001-5"],
    )
    assert script.splitlines()[2:] == [
        "BEGIN;",
        "SELECT nextval('requests_servicerequest_id_seq') \\gset id0_",
        "\\set id0 :id0_nextval",
        'INSERT INTO "servicelevels_clock" ("a") VALUES (1) RETURNING "servicelevels_clock"."id" \\gset id1_',
        "\\set id1 :id1_id",
        "INSERT INTO requests_servicerequest VALUES (:id0, :id1, 'TL:fresh');",
        "COMMIT;",
    ]


def test_a_lock_is_another_one_each_time() -> None:
    assert "SELECT pg_advisory_xact_lock(:lock);" in floor.script(
        ["SELECT pg_advisory_xact_lock(-42)"], {}, ()
    )


def test_a_colon_in_a_literal_is_no_variable() -> None:
    text = "SELECT to_char(a::timestamptz, 'HH24:MI'), 'plain', 'it''s \\ 1:2'"
    expected = "SELECT to_char(a::timestamptz, E'HH24\\x3AMI'), 'plain', E'it''s \\\\ 1\\x3A2'"
    assert floor.for_prepared(text) == expected


def test_a_figure_that_falls_short_says_so() -> None:
    reached = Figure(
        "Import", "5,000 rows/s", 5_000, "at least", 4_000, "rows/s", floor="9,000 rows/s", ratio=0.556
    )
    short = Figure("Queue", "11.0 ms", 11.0, "at most", 10, "ms")
    lines = table([reached, short]).splitlines()
    assert (reached.ok, short.ok) == (True, False)
    assert [cell.strip() for cell in lines[2].split("|")][1:5] == [
        "Import",
        "5,000 rows/s",
        "9,000 rows/s",
        "0.56",
    ]
    assert "SHORT" in lines[3]
    assert len({len(line) for line in lines}) == 1


def test_processor_time_counts_a_process_and_what_it_started() -> None:
    assert processes.seconds_of(1 << 30) == 0
    before = processes.Spent(1.0, 2.0)
    assert (processes.Spent(2.0, 4.0) - before).each(1_000) == "1.00 + 2.00 PG = 3.00"
    assert (processes.Spent(2.0, 4.0) - before).sum_each(1_000) == 3.0
