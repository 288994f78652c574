"""XML made from what JSON is made of."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.api.asking import element
from townline.channels.kinds.open311.xml import write


def test_a_list_is_a_container_of_its_items() -> None:
    document = write("services", [{"service_code": "001", "metadata": True}])

    assert document.startswith('<?xml version="1.0" encoding="utf-8"?>')
    assert (
        "<services><service><service_code>001</service_code><metadata>true</metadata></service>" in document
    )


def test_nothing_is_an_empty_element() -> None:
    root = element(write("service_requests", [{"account_id": None}]))

    found = root.find("request/account_id")
    assert found is not None
    assert found.text is None


def test_an_empty_list_is_an_empty_container() -> None:
    assert list(element(write("service_requests", []))) == []


def test_markup_in_text_is_text() -> None:
    said = "</description><script>alert('x')</script> & ]]> <!-- "
    root = element(write("errors", [{"code": 400, "description": said}]))

    assert root.findtext("error/description") == said


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    root = element(write("errors", [{"description": "a\x00b\x0bc\ufffed\ud800e"}]))

    assert root.findtext("error/description") == "abcde"


@given(st.text())
def test_any_text_makes_a_document_that_can_be_read(text: str) -> None:
    root = element(write("errors", [{"description": text}]).encode())

    read = root.findtext("error/description") or ""
    kept = "".join(letter for letter in text if letter in "\t\n\r" or letter >= " ")
    assert read == kept.replace("\ufffe", "").replace("\uffff", "")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(values)
def test_whatever_json_can_hold_xml_can_hold(value: object) -> None:
    assert element(write("thing", msgspec.json.decode(msgspec.json.encode(value))).encode()).tag == "thing"
