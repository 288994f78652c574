"""A report as an app sends it."""

import base64
from urllib.parse import urlencode

import pytest

from townline.channels.kinds.open311.faults import Fault
from townline.channels.kinds.open311.pairs import Pairs, read_encoded
from townline.channels.kinds.open311.plain import without_html
from townline.channels.kinds.open311.report import Report, fingerprint, read_report
from townline.kit.geo import Point


def form(*pairs: tuple[str, str]) -> Pairs:
    return read_encoded(urlencode([("service_code", "pothole"), *pairs]).encode())


def report(*pairs: tuple[str, str], files: tuple[bytes, ...] = ()) -> Report:
    return read_report(form(*pairs), files)


def test_answers_come_one_by_one_as_lists_or_repeated() -> None:
    found = report(
        ("attribute[size]", "small"),
        ("attribute[lanes][]", "car"),
        ("attribute[lanes][]", "bike"),
        ("attribute[why]", "a"),
        ("attribute[why]", "b"),
    )

    assert found.answers == {"size": "small", "lanes": ["car", "bike"], "why": ["a", "b"]}


def test_one_value_written_as_a_list_is_a_list() -> None:
    assert report(("attribute[lanes][]", "car")).answers == {"lanes": ["car"]}


def test_the_name_is_put_together_and_a_hyphen_is_no_name() -> None:
    assert report(("first_name", "Ann"), ("last_name", "Lee")).reach.name == "Ann Lee"
    assert report(("first_name", "Ann"), ("last_name", "-")).reach.name == "Ann"


def test_an_address_that_is_not_pinpointed_is_no_address() -> None:
    assert report(("address_id", "#NOTPINPOINTED#")).address_id == ""


def test_null_island_is_no_place_where_there_is_an_address() -> None:
    assert report(("lat", "0"), ("long", "0"), ("address_string", "12 Elm Street")).point is None
    assert report(("lat", "1"), ("long", "2")).point == Point(1, 2)


def test_files_win_over_addresses_of_pictures() -> None:
    assert report(("media_url", "https://a.example/1.jpg"), files=(b"x",)).media.urls == ()
    assert report(("media_url", "https://a.example/1.jpg")).media.urls == ("https://a.example/1.jpg",)


def test_an_address_may_hold_the_picture_itself() -> None:
    data = "data:image/png;base64," + base64.b64encode(b"picture").decode()

    assert report(("media_url", data)).media.files == (b"picture",)


def test_every_wrong_field_has_its_sentence() -> None:
    with pytest.raises(Fault) as refused:
        read_report(
            read_encoded(
                urlencode(
                    {"lat": "x", "long": "1", "media_url": "javascript:alert(1)", "email": "e" * 201}
                ).encode()
            ),
            (),
        )

    said = " ".join(refused.value.sentences)
    assert len(refused.value.sentences) == 4
    assert all(word in said for word in ("service_code is missing", "lat must", "media_url", "email has 201"))


def test_a_description_over_4000_characters_is_refused_and_not_cut() -> None:
    with pytest.raises(Fault, match="description has 4,001 characters"):
        report(("description", "x" * 4001))


def test_the_fingerprint_does_not_depend_on_order_or_key() -> None:
    one = read_encoded(b"service_code=a&description=b&api_key=1")
    other = read_encoded(b"description=b&api_key=2&service_code=a")

    assert fingerprint(one, ()) == fingerprint(other, ())
    assert fingerprint(one, ()) != fingerprint(one, (b"photo",))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("A <b>deep</b> hole", "A deep hole"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<script>alert(1)</script>hole", "hole"),
        ("<!-- hidden -->hole", "hole"),
        ("5 < 6 and 7 > 3, I <3 it", "5 < 6 and 7 > 3, I <3 it"),
        ("Tom & Ann", "Tom & Ann"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_html_is_taken_out_and_text_stays(sent: str, kept: str) -> None:
    assert without_html(sent) == kept
