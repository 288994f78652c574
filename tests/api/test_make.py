"""POST requests: what is taken, what is refused, and that nothing is taken twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.asking import HOLE, get, made, post, sentences
from tests.api.pictures import jpeg, pixel_bomb, zip_bomb
from tests.api.town import Town, found_town
from townline.contacts.models import ContactPoint, Customer
from townline.kit import clock
from townline.kit.geo import Point
from townline.places.models import Address
from townline.requests.models import Photo, ServiceRequest, TimelineEntry


def upload(town: Town, **fields: object) -> object:
    return Client().post("/open311/v2/requests.json", HOLE | {"api_key": town.secret} | fields)


def photo(name: str = "media", data: bytes | None = None) -> dict[str, SimpleUploadedFile]:
    return {name: SimpleUploadedFile("photo.jpg", data or jpeg(), "image/jpeg")}


def test_a_request_is_made_and_answered_with_200_and_its_number(town: Town) -> None:
    response = post(town.secret, **HOLE, account_id="ann-7")

    number = made(response)
    assert response.json() == [
        {
            "service_request_id": number,
            "service_notice": "Thank you. A crew will look at it.",
            "account_id": "ann-7",
        }
    ]
    assert get(f"requests/{number}")[0]["description"] == "A deep hole."


def test_it_is_answered_in_xml_too(town: Town) -> None:
    response = post(town.secret, form="xml", **HOLE)

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert b"<service_requests><request><service_request_id>CF-" in response.content


def test_who_sent_it_is_kept_but_not_shown(town: Town) -> None:
    post(
        town.secret,
        **HOLE,
        first_name="Ann",
        last_name="Lee",
        email="Ann@example.org",
        phone="617 555 0123",
        account_id="a7",
    )

    customer = Customer.objects.get()
    assert customer.name == "Ann Lee"
    kinds = ContactPoint.objects.filter(customer=customer).values_list("kind", "compared")
    assert set(kinds) == {("email", "ann@example.org"), ("phone", "+16175550123"), ("account", "a7")}


def test_the_timeline_says_which_app_sent_it(town: Town) -> None:
    post(town.secret, **HOLE)

    entry = TimelineEntry.objects.get()
    assert (entry.actor_kind, entry.actor_name) == ("integration", "FixMyStreet")


def test_answers_are_kept_one_or_several(town: Town) -> None:
    number = made(
        post(town.secret, **HOLE | {"attribute[lanes][]": ["car", "bike"], "attribute[uprn]": "123"})
    )

    assert ServiceRequest.objects.get(number=number).answers == {"size": "small", "lanes": ["car", "bike"]}


def test_a_missing_required_answer_is_refused_by_name(town: Town) -> None:
    response = post(town.secret, **HOLE | {"attribute[size]": "", "attribute[lanes][]": ["car", "moon"]})

    assert response.status_code == 400
    assert len(response.json()) == 2
    assert "attribute[size]: Answer this question: How big is it?" in sentences(response)


def test_an_address_an_id_or_a_point_says_where_it_is(town: Town) -> None:
    Address.objects.create(
        jurisdiction=town.jurisdiction, reference="CF-12", text="12 Elm Street", folded="12 elm street",
        zipcode="00311", location=Point(42.7, -72.3),
    )  # fmt: skip
    nowhere = {"lat": None, "long": None}
    by_text = made(post(town.secret, **HOLE | nowhere | {"address_string": "Elm Street at Main"}))
    by_id = made(post(town.secret, **HOLE | nowhere | {"address_id": "CF-12"}))

    assert get(f"requests/{by_text}")[0]["address"] == "Elm Street at Main"
    row = get(f"requests/{by_id}")[0]
    assert (row["address"], row["lat"], row["zipcode"]) == ("12 Elm Street", 42.7, "00311")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lat": None, "long": None}, "Say where it is"),
        ({"lat": None, "long": None, "address_id": "none"}, "no address none"),
        ({"lat": None}, "Send both"),
        ({"lat": "91"}, "lat must be"),
        ({"lat": "0", "long": "0"}, "not a place"),
        ({"email": "no address"}, "e-mail address like"),
        ({"phone": "12"}, "phone number"),
        ({"description": "x" * 4001}, "4,001 characters"),
        ({"media_url": "ftp://a.example/1.jpg"}, "http or https"),
        ({"service_code": None}, "service_code is missing"),
        ({"account_id": "x" * 201}, "account_id has 201"),
    ],
)
def test_what_cannot_be_used_is_400_with_a_sentence(
    town: Town, change: dict[str, str | None], said: str
) -> None:
    response = post(town.secret, **HOLE | change)

    assert response.status_code == 400
    assert said in sentences(response)
    assert ServiceRequest.objects.count() == 0


def test_several_errors_come_together(town: Town) -> None:
    response = post(town.secret, **HOLE | {"lat": "x", "media_url": "x", "email": "e" * 300})

    assert len(response.json()) == 3


@pytest.mark.parametrize("code", ["nothing", "inside", "POTHOLE"])
def test_an_unknown_or_unlisted_service_is_404(town: Town, code: str) -> None:
    assert post(town.secret, **HOLE | {"service_code": code}).status_code == 404


def test_html_is_taken_out_of_the_description(town: Town) -> None:
    number = made(post(town.secret, **HOLE | {"description": "<p>Deep</p><script>x</script> hole<br>here"}))

    assert get(f"requests/{number}")[0]["description"] == "Deep\n hole\nhere"


@pytest.mark.parametrize("name", ["media", "media[]", "photo1", "file_abc"])
def test_a_photo_is_taken_under_every_name_that_clients_use(town: Town, name: str) -> None:
    number = made(upload(town, **photo(name)))  # type: ignore[arg-type]

    address = get(f"requests/{number}")[0]["media_url"]
    response = Client().get(address.removeprefix("http://testserver"))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert b"my home" not in b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_several_photos_come_in_one_field(town: Town) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", jpeg((20 + n, 20)), "image/jpeg") for n in range(3)]
    number = made(upload(town, **{"media[]": files, "media_url": "https://p.example/1.jpg"}))  # type: ignore[arg-type]

    (row,) = get(f"requests/{number}", extensions="true")
    assert len(row["media_urls"]) == 3
    assert all("/open311/photos/" in address for address in row["media_urls"])


def test_addresses_of_pictures_may_be_repeated(town: Town) -> None:
    number = made(post(town.secret, **HOLE, media_url=["https://p.example/1.jpg", "https://p.example/2.jpg"]))

    assert len(get(f"requests/{number}", extensions="true")[0]["media_urls"]) == 2


def test_a_photo_for_staff_is_not_served(town: Town) -> None:
    upload(town, **{"service_code": "noise", "attribute[size]": ""} | photo())
    name = Photo.objects.get().name

    assert Client().get(f"/open311/photos/{name}").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pixel_bomb(), "40 million pixels"),
        (zip_bomb(), "not a photo"),
        (b"<svg onload=alert(1)>", "not a photo"),
        (b"GIF89a", "not a photo"),
        (jpeg()[:200], "not a photo"),
    ],
)
def test_a_file_that_is_no_good_picture_is_refused(town: Town, data: bytes, said: str) -> None:
    response = upload(town, **photo(data=data))

    assert response.status_code == 400  # type: ignore[attr-defined]
    assert said in sentences(response)  # type: ignore[arg-type]
    assert ServiceRequest.objects.count() == 0


def test_the_same_body_within_ten_minutes_is_the_same_request(town: Town) -> None:
    now = clock.now()
    with clock.frozen(now):
        first = made(post(town.secret, **HOLE))
    with clock.frozen(now + timedelta(minutes=9, seconds=59)):
        assert made(post(town.secret, **HOLE)) == first
    with clock.frozen(now + timedelta(minutes=10, seconds=1)):
        assert made(post(town.secret, **HOLE)) != first


def test_another_body_app_or_device_is_another_request(town: Town) -> None:
    numbers = {
        made(post(town.secret, **HOLE)),
        made(post(town.other_secret, **HOLE)),
        made(post(town.secret, **HOLE, device_id="1")),
        made(post(town.secret, **HOLE, account_id="1")),
    }

    assert len(numbers) == 4


def test_the_same_key_is_the_same_request_however_late(town: Town) -> None:
    now = clock.now()
    headers = {"Idempotency-Key": "abc"}
    with clock.frozen(now):
        first = made(post(town.secret, headers=headers, **HOLE))
    with clock.frozen(now + timedelta(days=3)):
        assert made(post(town.secret, headers=headers, **HOLE)) == first


def test_the_same_key_for_something_else_is_refused(town: Town) -> None:
    headers = {"Idempotency-Key": "abc"}
    post(town.secret, headers=headers, **HOLE)
    response = post(town.secret, headers=headers, **HOLE | {"description": "other"})

    assert response.status_code == 400
    assert "Use a new key" in sentences(response)


def test_another_key_makes_a_second_request_of_the_same_body(town: Town) -> None:
    first = made(post(town.secret, headers={"Idempotency-Key": "a"}, **HOLE))

    assert made(post(town.secret, headers={"Idempotency-Key": "b"}, **HOLE)) != first


def test_an_apps_own_number_of_the_report_is_enough(town: Town) -> None:
    now = clock.now()
    with clock.frozen(now):
        first = made(post(town.secret, **HOLE | {"attribute[fixmystreet_id]": "77"}))
    with clock.frozen(now + timedelta(hours=6)):
        again = post(
            town.secret, **HOLE | {"attribute[fixmystreet_id]": "77", "description": "A deep hole. Again."}
        )
        assert made(again) == first


def test_a_refused_request_leaves_nothing_and_can_be_sent_again_corrected(town: Town) -> None:
    headers = {"Idempotency-Key": "abc"}
    assert post(town.secret, headers=headers, **HOLE | {"attribute[size]": ""}).status_code == 400

    made(post(town.secret, headers=headers, **HOLE))
    assert ServiceRequest.objects.count() == 1


def test_a_key_of_another_jurisdiction_is_403(town: Town) -> None:
    found_town("otherton.example", "OT")
    response = post(town.secret, **HOLE, jurisdiction_id="otherton.example")

    assert response.status_code == 403
    assert post(town.secret, **HOLE, jurisdiction_id="nowhere.example").status_code == 404


def test_a_stop_tells_what_to_do_instead(town: Town) -> None:
    from tests.api.town import POTHOLE
    from townline.identity.rules import SYSTEM
    from townline.services import actions as services

    stop = '\n[[stops]]\ncode = "big"\nwhen = \'size is "large"\'\ntext = "Call the state at 511."\ncall = "511"\n'
    services.publish(jurisdiction_id=town.jurisdiction.pk, definition=POTHOLE + stop, actor=SYSTEM)
    response = post(town.secret, **HOLE | {"attribute[size]": "large"})

    assert response.status_code == 400
    assert sentences(response) == "Call the state at 511."
