"""The way through a report: which step comes next, and what each step makes of what was posted."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from townline.contacts.errors import ContactRefused
from townline.contacts.rules import Reach, compared_email, compared_phone
from townline.kit import clock
from townline.kit.geo import Point
from townline.kit.text import clean_line, clean_text, fold
from townline.places.queries import FoundAddress, addresses_like, count_addresses, nearest_address
from townline.portal import asking, pictures
from townline.portal.drafts import KEPT_TYPED, Draft, Match
from townline.portal.visit import Visit
from townline.requests import actions
from townline.requests.actions.submit import LONGEST_ADDRESS, LONGEST_DESCRIPTION
from townline.requests.queries import Near, open_near
from townline.services.definition.model import Definition
from townline.services.queries import PublishedVersion

NEW = "new"
AS_WRITTEN = "as-written"
UNSETTLED = "Choose the address you mean, or mark the place on the map."
UNKNOWN = "Check the address, mark the place on the map, or tick that we keep it as you wrote it."
LONGEST = {
    "address": LONGEST_ADDRESS,
    "description": LONGEST_DESCRIPTION,
    "name": 200,
    "email": 200,
    "phone": 60,
}
TITLES = {
    "place": "Where is it?",
    "questions": "Tell us more",
    "you": "How can we reach you?",
    "check": "Check your answers",
}


@dataclass
class Reporting:
    """A report on its way: the visit, the service's version of now, and what was typed."""

    visit: Visit
    version: PublishedVersion
    draft: Draft
    is_new: bool = False

    @property
    def definition(self) -> Definition:
        """What the service asks."""
        return self.version.definition

    @property
    def steps(self) -> list[str]:
        """The steps of this service: at most four."""
        return [step for step in TITLES if step != "place" or self.definition.place != "none"]

    @property
    def today(self) -> date:
        """The date in the town."""
        return clock.now().astimezone(timezone.get_current_timezone()).date()

    @property
    def key(self) -> str:
        """What stands for the draft in addresses."""
        return NEW if self.is_new else self.draft.key

    def url(self, step: str) -> str:
        """The address of a step of this report, or of one of its pages between the steps."""
        return reverse(f"portal:report_{step}", args=[self.definition.code, self.key])

    def caption(self, step: str) -> str:
        """Where the resident is: "Pothole: step 1 of 4"."""
        return f"{self.definition.name} · step {self.steps.index(step) + 1} of {len(self.steps)}"

    def before(self, step: str) -> str:
        """The address that Back leads to."""
        at = self.steps.index(step)
        if at == 0:
            return reverse("portal:service", args=[self.definition.code])
        return self.url(self.steps[at - 1])

    def undone(self, until: str = "check") -> str | None:
        """The first step before ``until`` that is not done yet."""
        done = {
            "place": self.draft.place_done,
            "questions": self.draft.questions_done,
            "you": self.draft.you_done,
        }
        before = self.steps[: self.steps.index(until)]
        return next((step for step in before if not done[step]), None)

    def onward(self) -> str:
        """The address of what comes next."""
        if self.draft.place_done and not self.draft.near_seen and self.near():
            return self.url("near")
        return self.url(self.undone() or "check")

    def near(self) -> list[Near]:
        """Open public requests of this service near the place."""
        if self.draft.point is None:
            return []
        return open_near(self.visit.jurisdiction_id, self.draft.point, self.version.service_id)


def too_long(draft: Draft, name: str) -> str:
    """What to do about a field of the draft that is too long to be sent; "" when it is not."""
    most = LONGEST[name]
    return f"This is longer than {most:,} characters. Shorten it." if len(getattr(draft, name)) > most else ""


def take_place(report: Reporting, post: QueryDict) -> None:
    """Keep what was typed or marked; a place is settled by a pin, a known address, or one kept as written."""
    draft, before = report.draft, report.draft.point
    address = clean_line(post.get("address", ""), KEPT_TYPED)
    draft.lat, draft.long = _pin(post)
    if fold(address) != fold(draft.address):
        draft.match, draft.as_written = None, False
    draft.address = address
    _choose(report, post.get("match", ""))
    if draft.point != before:
        draft.near_seen = False
    draft.place_done = not place_problem(report)


def _pin(post: QueryDict) -> tuple[float | None, float | None]:
    try:
        point = Point(float(post.get("address_lat", "")), float(post.get("address_long", "")))
    except ValueError:
        return None, None
    return (point.lat, point.long) if point.is_on_earth() else (None, None)


def _choose(report: Reporting, chosen: str) -> None:
    draft = report.draft
    if not draft.address or draft.match or too_long(draft, "address"):
        return
    if chosen == AS_WRITTEN or not count_addresses(report.visit.jurisdiction_id):
        draft.as_written = True
        return
    for found in candidates(report):
        if found.reference == chosen or fold(found.text) == fold(draft.address):
            draft.match, draft.address = Match.of(found), found.text
            return


def candidates(report: Reporting) -> list[FoundAddress]:
    """Known addresses that read like what was typed."""
    typed = report.draft.address
    if not typed or too_long(report.draft, "address"):
        return []
    return addresses_like(report.visit.jurisdiction_id, typed, limit=6)


def unsettled(report: Reporting) -> bool:
    """Whether an address was typed of which it is still to be chosen what is meant."""
    draft = report.draft
    return bool(draft.address) and not draft.place_done and not too_long(draft, "address")


def place_hint(definition: Definition) -> str:
    """What to write as the place, and that it may stay empty where it may."""
    hint = definition.place_hint or "Such as 12 Elm Street, or Elm Street and 3rd Avenue."
    if definition.place == "optional":
        hint += " Leave it empty if there is no place, or you do not know it."
    return hint


def place_problem(report: Reporting) -> str:
    """What is missing to know the place, as a sentence; "" when it is settled."""
    draft = report.draft
    if problem := too_long(draft, "address"):
        return problem
    if draft.pin or draft.match or (draft.address and draft.as_written):
        return ""
    if draft.address:
        return UNSETTLED if candidates(report) else UNKNOWN
    if report.definition.place == "optional":
        return ""
    return "Write an address or a crossing, or mark the place on the map."


def take_answers(
    report: Reporting, post: QueryDict, files: MultiValueDict[str, "UploadedFile[bytes]"]
) -> None:
    """Keep the answers, the description and the photos, as typed."""
    draft, definition = report.draft, report.definition
    draft.asked = [code for code in post.getlist("asked") if definition.question(code)][:200]
    on_page = [question for question in definition.questions if question.code in draft.asked]
    draft.answers = {**draft.answers, **asking.posted(on_page, post)}
    if "description" in post:
        draft.description = clean_text(post.get("description", ""), KEPT_TYPED)
    draft.photo_problem = ""
    for question in on_page:
        if question.kind == "photo":
            added = _add_photos(draft, files.getlist(asking.field_name(question.code)))
            draft.answers[question.code] = [*draft.answers.get(question.code, []), *added]
    _add_photos(draft, files.getlist("photos"))
    _drop_photo(draft, post.get("drop", ""))
    checked = asking.check(definition, draft, report.today)
    unseen = {question.code for question in asking.visible(definition, checked)} - set(draft.asked)
    wrong = draft.photo_problem or too_long(draft, "description")
    draft.questions_done = checked.good and not unseen and not wrong


def _add_photos(draft: Draft, files: list["UploadedFile[bytes]"]) -> list[str]:
    names, problem = pictures.add(draft.photos, files)
    added = names[len(draft.photos) :]
    draft.photos, draft.photo_problem = names, problem or draft.photo_problem
    return added


def _drop_photo(draft: Draft, name: str) -> None:
    if name not in draft.photos:
        return
    draft.photos = [kept for kept in draft.photos if kept != name]
    for code, answer in draft.answers.items():
        if isinstance(answer, list) and name in answer:
            draft.answers[code] = [kept for kept in answer if kept != name]
    pictures.drop([name])


def take_you(report: Reporting, post: QueryDict) -> None:
    """Keep the name and the ways to reach the resident, as typed."""
    draft = report.draft
    draft.name, draft.email, draft.phone = (
        clean_line(post.get(name, ""), KEPT_TYPED) for name in ("name", "email", "phone")
    )
    draft.you_done = not you_problems(draft)


def you_problems(draft: Draft) -> dict[str, str]:
    """What is wrong with the name and the ways to reach the resident, by field."""
    found = {name: too_long(draft, name) for name in ("name", "email", "phone")}
    for name, read in (("email", compared_email), ("phone", compared_phone)):
        value = getattr(draft, name)
        try:
            if value and not found[name]:
                read(value)
        except ContactRefused as refused:
            found[name] = refused.sentence
    return {name: sentence for name, sentence in found.items() if sentence}


def summary(report: Reporting, answers: list[dict[str, str]]) -> list[dict[str, str]]:
    """Everything that will be sent, line by line, with the address where it can be changed."""
    draft = report.draft
    rows = []
    if "place" in report.steps:
        rows.append({"label": "Where", "value": _where(report), "url": report.url("place")})
    questions = report.url("questions")
    for answer in answers:
        url = f"{questions}#q-{asking.field_name(answer['code'])}"
        rows.append({"label": answer["label"], "value": answer["value"], "url": url})
    if draft.description:
        rows.append(
            {"label": "In your words", "value": draft.description, "url": f"{questions}#q-description"}
        )
    photos = len(draft.photos)
    shown = f"{photos} photo{'' if photos == 1 else 's'}" if photos else "None"
    rows.append({"label": "Photos", "value": shown, "url": f"{questions}#photos"})
    you = report.url("you")
    reach = {"Name": draft.name, "E-mail": draft.email, "Phone": draft.phone}
    rows += [{"label": label, "value": value, "url": you} for label, value in reach.items() if value]
    if not any(reach.values()):
        rows.append({"label": "About you", "value": "You report without a name", "url": you})
    return rows


def _where(report: Reporting) -> str:
    draft = report.draft
    if draft.address:
        return f"{draft.address}, marked on the map" if draft.pin else draft.address
    if draft.pin is None:
        return "No place"
    found = nearest_address(report.visit.jurisdiction_id, draft.pin)
    return f"Marked on the map, near {found.text}" if found else "Marked on the map"


def sent(report: Reporting) -> actions.Sent:
    """The draft as it is handed in. Its key is the draft's, so that sending twice makes one request."""
    draft = report.draft
    photos = [data for data in map(pictures.read, draft.photos) if data is not None]
    return actions.Sent(
        service_code=draft.service,
        channel="web",
        description=draft.description,
        answers=draft.answers,
        place=draft.place if report.definition.place != "none" else actions.Place(),
        reach=Reach(draft.name, draft.email, draft.phone),
        photos=photos,
        scope="portal",
        key=draft.key,
    )
