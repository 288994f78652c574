"""Reads of the channels area: what Open311 lists."""

import time
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import msgspec

from townline.channels.errors import NothingHere
from townline.channels.kinds.open311 import catalogue
from townline.channels.kinds.open311.feed import Feed, feed_count_statement, feed_statement
from townline.channels.kinds.open311.listing import Shown, count_statement, list_statement
from townline.channels.kinds.open311.wanted import Wanted
from townline.identity.models import Jurisdiction
from townline.identity.queries import jurisdictions
from townline.kit.sql import fetch_row
from townline.requests.access import by_token, public
from townline.requests.models import Photo
from townline.requests.queries import number_for
from townline.services import queries as services
from townline.services.models import Definition

REMEMBERED_SECONDS = 60.0


@dataclass(frozen=True)
class Listed:
    """A list as JSON text, and how many rows it holds."""

    json: str
    count: int


class Town:
    """The jurisdiction that a call means, looked up only where it is needed.

    ``code`` "" means the only one; where there are several, it must be said.
    """

    def __init__(self, code: str) -> None:
        self.code = code

    @cached_property
    def jurisdiction(self) -> Jurisdiction:
        """The jurisdiction.

        Raises :class:`NothingHere` where the code is unknown, or none was given and there are several.
        """
        known = jurisdictions()
        if not self.code:
            if len(known) == 1:
                return known[0]
            raise NothingHere("jurisdiction_missing", "jurisdiction_id is missing.", "jurisdiction_id")
        found = next((one for one in known if one.code == self.code), None)
        if found is None:
            sentence = f"There is no jurisdiction {self.code[:60]} here."
            raise NothingHere("jurisdiction_unknown", sentence, "jurisdiction_id")
        return found

    @property
    def pk(self) -> int:
        """The jurisdiction's id."""
        return self.jurisdiction.pk

    @property
    def zone(self) -> ZoneInfo:
        """The town's own time, for dates without a zone."""
        return ZoneInfo(self.jurisdiction.timezone)


class _Described:
    """Which definitions let descriptions be read by anyone.

    Definitions never change, so this may be old and is never wrong: the statement itself looks up those not in it.
    """

    def __init__(self) -> None:
        self._read_at = -REMEMBERED_SECONDS
        self._public: tuple[int, ...] = ()
        self._staff: tuple[int, ...] = ()

    def read(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Ids of the definitions whose descriptions are public, and of the others."""
        if time.monotonic() - self._read_at >= REMEMBERED_SECONDS:
            rows = list(Definition.objects.values_list("pk", "body__privacy__description"))
            self._public = tuple(pk for pk, privacy in rows if privacy == "public")
            self._staff = tuple(pk for pk, privacy in rows if privacy != "public")
            self._read_at = time.monotonic()
        return self._public, self._staff


_described = _Described()


def request_list(town: Town, wanted: Wanted, files: str, *, changes_date: bool = False) -> Listed:
    """The public requests that were asked for. ``files`` is the address before a photo's name.

    ``changes_date`` gives the last change as ``updated_datetime`` where the standard wants the time of closing.
    """
    described, undescribed = _described.read()
    shown = Shown(town.code, files, described, undescribed, changes_date=changes_date)
    statement = list_statement(wanted, shown)
    text, count = fetch_row(statement.sql, statement.parameters)
    if not count:
        town.jurisdiction  # noqa: B018 - an empty list may mean that there is no such jurisdiction; this says so
    return Listed(_extended(text) if wanted.extended and count else text, count)


def request_count(town: Town, wanted: Wanted) -> int:
    """How many requests the list has over all its pages."""
    statement = count_statement(wanted, town.code)
    return int(fetch_row(statement.sql, statement.parameters)[0])


def update_list(feed: Feed) -> Listed:
    """What happened to requests, as far as residents may read it."""
    statement = feed_statement(feed)
    text, count = fetch_row(statement.sql, statement.parameters)
    return Listed(text, count)


def update_count(feed: Feed) -> int:
    """How many updates the list has over all its pages."""
    statement = feed_count_statement(feed)
    return int(fetch_row(statement.sql, statement.parameters)[0])


def _extended(text: str) -> str:
    """The list with the answers that anyone may read in place of all that were given."""
    rows = msgspec.json.decode(text)
    for row in rows:
        definition = services.definition(row.pop("_definition"))
        answers = services.answers_from_json(row.pop("_answers"))
        extended = row["extended_attributes"]
        row["attributes"] = catalogue.answered(definition, answers)
        row["media_urls"] = [photo["media_url"] for photo in extended["photos"]]
    return msgspec.json.encode(rows).decode()


def service_list(town: Town) -> list[catalogue.Row]:
    """The services residents can ask for, by group and name. Complete or an error: clients delete what is missing."""
    return [catalogue.service_row(found.definition) for found in services.published(town.pk)]


def service_definition(town: Town, code: str) -> catalogue.Row:
    """What a service asks. Raises :class:`NothingHere` for a service that is not in the list."""
    return catalogue.definition_row(listed_service(town.pk, code).definition)


def listed_service(jurisdiction_id: int, code: str) -> services.PublishedVersion:
    """The service of that code, if it is in the list."""
    found = services.listed_version(jurisdiction_id, code)
    if found is None:
        raise NothingHere("service_unknown", f"There is no service {code[:80]}.", "service_code")
    return found


def changeset(jurisdiction_id: int) -> str:
    """What moves when any service changes; clients read the services anew by it."""
    return services.catalogue_version(jurisdiction_id).changeset


def number_behind(town: Town, token: str) -> str:
    """The number of the request behind a token: a follow token, or the number of a public request.

    Numbers can be guessed, so that one which is not public is answered like one that does not exist.
    """
    followed = by_token(token)
    if followed is not None and followed.jurisdiction_id == town.pk:
        return followed.number
    number = number_for(town.pk, token)
    if number is None or not public(town.pk).filter(number=number).exists():
        raise NothingHere("token_unknown", f"There is no request behind the token {token[:60]}.", "token")
    return number


def is_public_photo(name: str) -> bool:
    """Whether anyone may see the photo with this name."""
    return Photo.objects.filter(name=name, is_public=True, service_request__is_public=True).exists()
