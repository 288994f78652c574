"""Names and values over the wire: UTF-8 and nothing else."""

import pytest

from townline.channels.kinds.open311.faults import Fault
from townline.channels.kinds.open311.pairs import read_encoded, read_latin


def test_an_empty_value_counts_as_not_sent() -> None:
    pairs = read_encoded(b"status=&page=2&service_code=%20")

    assert pairs.one("status") == ""
    assert [name for name, _ in pairs.items()] == ["page"]


def test_a_list_may_be_parted_by_commas_or_repeated() -> None:
    pairs = read_encoded(b"service_code=a,b&service_code=c,%20a")

    assert pairs.listed("service_code") == ["a", "b", "c"]


def test_utf8_is_read_whether_escaped_or_not() -> None:
    assert read_encoded("a=Käfer&b=K%C3%A4fer".encode()).one("a") == "Käfer"
    assert read_encoded("a=Käfer&b=K%C3%A4fer".encode()).one("b") == "Käfer"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"description=K%E4fer", "not UTF-8"),
        (b"description=K\xe4fer", "not UTF-8"),
        (b"description=%ED%A0%80", "not UTF-8"),
        (b"description=100%", "percent sign"),
        (b"description=%zz", "percent sign"),
        (b"description=a%00b", "NUL"),
        (b"&".join(b"a%d=1" % number for number in range(501)), "more than 500"),
    ],
)
def test_what_is_broken_is_refused_with_a_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(Fault, match=said) as refused:
        read_encoded(raw)

    assert refused.value.status == 400


def test_a_multipart_text_that_is_not_utf8_is_refused() -> None:
    assert read_latin([("a", "Käfer".encode().decode("latin-1"))]).one("a") == "Käfer"
    with pytest.raises(Fault, match="not UTF-8"):
        read_latin([("a", "Käfer")])
