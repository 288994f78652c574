"""Files of rows, however they are packed, in bounded memory, and what cannot be read says so."""

import gzip
import json
import os
from collections import deque
from pathlib import Path

import pytest
import zstandard

from townline.integrations.errors import SourceRefused
from townline.integrations.open311 import splitting, unpacking
from townline.integrations.open311.splitting import LARGEST_ROW, Raw

ROWS: list[object] = [{"service_request_id": str(number), "d": 'é{["\\' * 3} for number in range(5)]
NDJSON = "\n".join(json.dumps(row) for row in ROWS).encode()


def read(path: Path) -> list[Raw]:
    source = unpacking.Source(path)
    return list(splitting.rows(source.pieces(), source.name))


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        NDJSON,
        NDJSON + b"\n\n",
        NDJSON.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + NDJSON,
        json.dumps(ROWS).encode(),
        json.dumps(ROWS, indent=1).encode(),
        json.dumps({"service_requests": ROWS}).encode(),
        json.dumps({"count": 5, "service_requests": ROWS}, indent=2).encode(),
        "\n".join(json.dumps(row, indent=1) for row in ROWS).encode(),
        gzip.compress(NDJSON),
        gzip.compress(NDJSON[:50]) + gzip.compress(NDJSON[50:]),
        zstandard.compress(NDJSON),
        zstandard.compress(NDJSON[:50]) + zstandard.compress(NDJSON[50:]),
        zstandard.compress(json.dumps(ROWS).encode()),
    ],
    ids=[f"packing {number}" for number in range(14)],
)
def test_the_same_rows_come_out_however_they_are_packed(tmp_path: Path, content: bytes) -> None:
    assert [raw.value for raw in read(written(tmp_path, content))] == ROWS


def test_an_empty_file_and_an_empty_list_hold_no_rows(tmp_path: Path) -> None:
    assert read(written(tmp_path, b" \n")) == []
    assert read(written(tmp_path, b"[]")) == []


def test_a_list_longer_than_memory_pieces_comes_through_whole(tmp_path: Path) -> None:
    many = [{"n": number, "text": "x" * 997} for number in range(2_000)]
    assert [raw.value for raw in read(written(tmp_path, json.dumps(many).encode()))] == many


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_an_archive_that_is_cut_off_gives_what_it_has_and_then_says_so(tmp_path: Path, pack: object) -> None:
    noise = b"\n".join(b'{"a": "%s"}' % os.urandom(400).hex().encode() for _ in range(3_000))
    packed = pack(noise)  # type: ignore[operator]
    path = written(tmp_path, packed[: len(packed) * 2 // 3])
    found: deque[Raw] = deque()
    with pytest.raises(SourceRefused, match="cut off"):
        found.extend(splitting.rows(unpacking.Source(path).pieces(), "file"))
    assert len(found) > 100


@pytest.mark.parametrize("start", [b"\x1f\x8bnonsense", b"\x28\xb5\x2f\xfdnonsense nonsense"])
def test_a_damaged_archive_says_so(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(SourceRefused, match="damaged"):
        read(written(tmp_path, start))


def test_a_list_that_does_not_end_says_so_after_its_rows(tmp_path: Path) -> None:
    path = written(tmp_path, b'[{"a": 1}, {"a": 2}, {"a": ')
    rows = splitting.rows(unpacking.Source(path).pieces(), "page.json")
    assert [next(rows).value, next(rows).value] == [{"a": 1}, {"a": 2}]
    with pytest.raises(SourceRefused, match=r"page\.json is cut off"):
        next(rows)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<?xml version='1.0'?><service_requests/>", "is not JSON: it begins with"),
        (b"id,status\n1,open\n", "is not JSON: it begins with"),
        ("[]".encode("utf-16"), "is UTF-16"),
        (b"[nonsense]", "cannot be read further"),
    ],
)
def test_what_is_no_json_at_all_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(SourceRefused, match=sentence):
        read(written(tmp_path, content))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="cannot be read: No such file"):
        unpacking.Source(tmp_path / "nothing")


def test_bad_lines_are_told_one_by_one_and_the_others_are_read(tmp_path: Path) -> None:
    huge = b'{"a": "' + b"x" * (3 * LARGEST_ROW) + b'"}'
    lines = [b'{"a": 1}', b'{"a": ', b'{"a": "\xff"}', huge, b'{"a": 2}', b"[1]", huge]
    found = read(written(tmp_path, b"\n".join(lines)))
    assert [raw.value for raw in found] == [{"a": 1}, None, None, None, {"a": 2}, [1], None]
    faults = [raw.fault for raw in found]
    assert faults[1].startswith("The row is not JSON:")
    assert faults[2] == "The row is not UTF-8 text."
    assert faults[3] == faults[6] == "The row is longer than 1 MiB."
    assert len(found[3].text) == 2_000


def test_a_row_of_a_list_that_is_not_utf8_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(written(tmp_path, b'[{"a": "\xe9"}, {"a": "\xc3\xa9"}]'))
    assert found[0].fault == "The row is not UTF-8 text."
    assert "\\xe9" in found[0].text
    assert found[1].value == {"a": "é"}


def test_a_list_with_one_huge_row_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    content = b'[{"a": 1}, {"a": "' + b"x" * (8 * LARGEST_ROW) + b'"}]'
    with pytest.raises(SourceRefused, match="longer than 1 MiB"):
        read(written(tmp_path, gzip.compress(content)))


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1_000_000)
    with pytest.raises(SourceRefused, match="50 GiB"):
        read(written(tmp_path, zstandard.compress(b'{"a": "b"}\n' * 1_000_000)))
