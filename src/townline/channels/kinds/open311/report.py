"""A request as an app sends it, read into what we take. Pure."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from townline.channels.kinds.open311.faults import Fault, bad
from townline.channels.kinds.open311.pairs import Pairs
from townline.channels.kinds.open311.plain import without_html
from townline.channels.kinds.open311.wanted import read_point
from townline.contacts.rules import Reach
from townline.kit.geo import Point

#: Characters a field may have; none is cut silently.
LIMITS = {
    "service_code": 80,
    "description": 4_000,
    "address_string": 250,
    "address_id": 60,
    "email": 200,
    "first_name": 100,
    "last_name": 100,
    "phone": 60,
    "account_id": 200,
    "device_id": 200,
    "deviceid": 200,
    "client_request_id": 160,
    "title": 250,
    "update_id": 200,
    "service_request_id": 100,
    "status": 60,
}
LONGEST_URL = 1_000
#: FixMyStreet's address of a report without a place.
NO_ADDRESS = "#NOTPINPOINTED#"
NO_NAME = "-"
# Other clients' own numbers of a report: the same number is the same report, however late it comes again.
OWN_NUMBERS = ("fixmystreet_id", "external_id", "client_request_id")

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](\[\])?")
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
_DATA_URI = re.compile(r"data:image/[a-z.+-]{1,20};base64,(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Media:
    """Pictures as they came: files, or addresses of pictures elsewhere."""

    files: tuple[bytes, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an app sent to make a request. ``own_number`` is the app's own number of it, if it has one."""

    service_code: str
    description: str = ""
    answers: dict[str, str | list[str]] = field(default_factory=dict)
    point: Point | None = None
    address: str = ""
    address_id: str = ""
    reach: Reach = field(default_factory=Reach)
    media: Media = field(default_factory=Media)
    own_number: str = ""


def read_report(form: Pairs, files: Sequence[bytes]) -> Report:
    """The report in a form. Refuses, with a sentence for each field, what cannot be taken."""
    sentences = too_long(form)
    if not form.one("service_code"):
        sentences.append("service_code is missing. The list of services says which there are.")
    point = None
    media = Media()
    try:
        point = _point(form)
    except Fault as fault:
        sentences.extend(fault.sentences)
    try:
        media = read_media(form, files)
    except Fault as fault:
        sentences.extend(fault.sentences)
    if sentences:
        raise bad(*sentences)
    answers = _answers(form)
    address_id = form.one("address_id")
    return Report(
        service_code=form.one("service_code"),
        description=without_html(form.one("description")),
        answers=answers,
        point=point,
        address=form.one("address_string"),
        address_id="" if address_id == NO_ADDRESS else address_id,
        reach=read_reach(form),
        media=media,
        own_number=_own_number(form, answers),
    )


def too_long(form: Pairs) -> list[str]:
    """A sentence for each field that is longer than it may be."""
    return [
        f"{name} has {len(form.one(name)):,} characters. At most {limit:,} are kept, so shorten it."
        for name, limit in LIMITS.items()
        if len(form.one(name).replace("\r\n", "\n")) > limit
    ]


def read_reach(form: Pairs) -> Reach:
    """Who sends it. A last name of "-" is how FixMyStreet says that there is none."""
    names = (form.one("first_name"), form.one("last_name"))
    return Reach(
        name=" ".join(name for name in names if name and name != NO_NAME),
        email=form.one("email"),
        phone=form.one("phone"),
        account=form.one("account_id"),
    )


def read_media(form: Pairs, files: Sequence[bytes]) -> Media:
    """The pictures: files win over addresses; an address may itself hold a picture (``data:``)."""
    sent = [*form.several("media_url"), *form.several("media_url[]")]
    held = [_DATA_URI.fullmatch(url.strip()) for url in sent]
    try:
        inside = [base64.b64decode(found[1], validate=True) for found in held if found]
    except (binascii.Error, ValueError) as error:
        raise bad("The picture in media_url is not base64.") from error
    urls = [url.strip() for url, found in zip(sent, held, strict=True) if not found]
    wrong = [url for url in urls if len(url) > LONGEST_URL or not _URL.fullmatch(url)]
    if wrong:
        raise bad(f"media_url must be an http or https address; {wrong[0][:60]!r} is not.")
    kept = [data for data in files if data] or inside
    return Media(tuple(kept), () if kept else tuple(dict.fromkeys(urls)))


def fingerprint(form: Pairs, files: Sequence[bytes]) -> str:
    """A digest of what was sent, whatever the order of its fields; the key is not part of it."""
    digest = hashlib.sha256()
    for name, values in sorted(form.items()):
        if name not in {"api_key", "jurisdiction_id"}:
            digest.update(repr((name, values)).encode())
    for data in files:
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def _point(form: Pairs) -> Point | None:
    point = read_point(form.one("lat"), form.one("long"))
    if (
        point is not None
        and point.is_null_island()
        and (form.one("address_string") or form.one("address_id"))
    ):
        return None
    return point


def _answers(form: Pairs) -> dict[str, str | list[str]]:
    """``attribute[CODE]`` by code: a list where it is written ``attribute[CODE][]`` or repeated."""
    answers: dict[str, str | list[str]] = {}
    for name, values in form.items():
        found = _ATTRIBUTE.fullmatch(name)
        if found is None:
            continue
        texts = [without_html(value) for value in values]
        before = answers.get(found[1])
        if before is not None:
            texts = [*(before if isinstance(before, list) else [before]), *texts]
        answers[found[1]] = texts if found[2] or len(texts) > 1 else texts[0]
    return answers


def _own_number(form: Pairs, answers: dict[str, str | list[str]]) -> str:
    for name in OWN_NUMBERS:
        value = form.one(name) or answers.get(name, "")
        if isinstance(value, str) and value.strip():
            return f"{name}:{value.strip()[:160]}"
    return ""
