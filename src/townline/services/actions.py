"""All writes of the services area."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F, Max

from townline.audit.actions import record
from townline.identity.models import Department, Team
from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.eventbus import publish as announce
from townline.kit.text import JsonValue, fold
from townline.services import models
from townline.services.access import require_writer
from townline.services.definition.load import load, load_file
from townline.services.definition.model import Definition, digest, to_json
from townline.services.definition.problems import DefinitionError, Problem
from townline.services.errors import FilesRefused, ServiceRefused
from townline.services.events import ServicePublished, ServiceRetired
from townline.services.finding import pairs_of, phrases_of
from townline.services.models import Catalogue, SearchWord, Service, State
from townline.services.promise import set_promise

STARTER = Path(__file__).parent / "starter"
"""The folder of services a typical city starts with."""
MOST_FILES = 500
SHORTEST_WORD, LONGEST_WORD = 3, 60

Progress = Callable[[int, int, str], None]
"""Told after each service: how many are done, of how many, and its name."""


@dataclass(frozen=True)
class Published:
    """What publishing did: the version that counts now, and whether it is a new one."""

    service_id: int
    definition_id: int
    version: int
    changed: bool


@dataclass(frozen=True)
class Imported:
    """What importing a folder did: codes of services with a new version, and of those left as they were."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]


def publish(
    *,
    jurisdiction_id: int,
    definition: Definition | str | bytes,
    actor: Actor,
    filename: str = "service.toml",
) -> Published:
    """Make a definition the one residents are asked by; nothing happens if it says what the present one says.

    Raises FilesRefused with file, line and sentence for a text that is no definition, ServiceRefused for an
    unknown department or team, NotAllowed for an actor who may not write services of the department.
    """
    wanted = definition if isinstance(definition, Definition) else _read(definition, filename)
    with transaction.atomic():
        department = _department(jurisdiction_id, wanted)
        require_writer(actor, jurisdiction_id=jurisdiction_id, department_id=department.pk)
        _check_teams(jurisdiction_id, wanted)
        catalogue = _locked_catalogue(jurisdiction_id)
        service = Service.objects.select_related("definition").filter(
            jurisdiction_id=jurisdiction_id, code=wanted.code
        ).first() or Service(jurisdiction_id=jurisdiction_id, code=wanted.code)
        if service.pk is not None and service.department_id != department.pk:
            require_writer(actor, jurisdiction_id=jurisdiction_id, department_id=service.department_id)
        present = service.definition
        if present and present.digest == digest(wanted) and service.state == State.PUBLISHED:
            return Published(service.pk, present.pk, present.version, changed=False)
        version = _write(service, department, wanted, actor)
        _move(catalogue)
        set_promise(jurisdiction_id=jurisdiction_id, definition=wanted, actor=actor)
        facts: dict[str, JsonValue] = {"code": wanted.code, "version": version.version}
        record(actor=actor, verb="publish", subject_kind="service", subject_id=service.pk, facts=facts)
        announce(ServicePublished(service.pk, version.pk))
    return Published(service.pk, version.pk, version.version, changed=True)


@transaction.atomic
def retire(*, jurisdiction_id: int, code: str, actor: Actor, reason: str) -> None:
    """Take a service off the list: no more requests, and those it has go on. Publishing brings it back."""
    catalogue = _locked_catalogue(jurisdiction_id)
    service = Service.objects.filter(jurisdiction_id=jurisdiction_id, code=code[:80]).first()
    if service is None:
        raise ServiceRefused("service_unknown", f"There is no service {code[:80]}.", "code")
    require_writer(actor, jurisdiction_id=jurisdiction_id, department_id=service.department_id)
    if service.state == State.RETIRED:
        raise ServiceRefused("service_retired", f"{service.name} was retired before.", "code")
    if not reason.strip():
        raise ServiceRefused("reason_missing", "Say why the service is retired: staff will ask.", "reason")
    Service.objects.filter(pk=service.pk).update(state=State.RETIRED)
    _move(catalogue)
    facts: dict[str, JsonValue] = {"code": service.code, "reason": reason.strip()[:300]}
    record(actor=actor, verb="retire", subject_kind="service", subject_id=service.pk, facts=facts)
    announce(ServiceRetired(service.pk))


def import_folder(
    *, jurisdiction_id: int, actor: Actor, folder: Path = STARTER, progress: Progress | None = None
) -> Imported:
    """Publish every `.toml` file of a folder, all or none.

    Raises FilesRefused with every problem of every file.
    """
    definitions = read_folder(folder)
    published: list[str] = []
    unchanged: list[str] = []
    with transaction.atomic():
        for count, definition in enumerate(definitions, start=1):
            done = publish(jurisdiction_id=jurisdiction_id, definition=definition, actor=actor)
            (published if done.changed else unchanged).append(definition.code)
            if progress is not None:
                progress(count, len(definitions), definition.name)
    return Imported(tuple(published), tuple(unchanged))


def read_folder(folder: Path) -> list[Definition]:
    """The definitions in a folder by file name. Raises FilesRefused with every problem of every file."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ServiceRefused("folder_empty", f"There are no .toml files in {folder}.", "folder")
    if len(files) > MOST_FILES:
        raise ServiceRefused(
            "folder_large", f"There are {len(files)} files; {MOST_FILES} are the most.", "folder"
        )
    problems: list[Problem] = []
    definitions: dict[str, Definition] = {}
    for file in files:
        try:
            definition = load_file(file)
        except DefinitionError as error:
            problems.extend(error.problems)
            continue
        if definition.code in definitions:
            problems.append(Problem(file.name, 1, f'another file has the code "{definition.code}" as well'))
        definitions[definition.code] = definition
    if problems:
        raise FilesRefused(problems)
    return list(definitions.values())


def _read(source: str | bytes, filename: str) -> Definition:
    try:
        return load(source, filename)
    except DefinitionError as error:
        raise FilesRefused(error.problems) from error


def _department(jurisdiction_id: int, definition: Definition) -> Department:
    found = Department.objects.filter(jurisdiction_id=jurisdiction_id, code=definition.department).first()
    if found is None:
        sentence = f"{definition.name}: no department is called {definition.department}. Add it first."
        raise ServiceRefused("department_unknown", sentence, "department")
    return found


def _check_teams(jurisdiction_id: int, definition: Definition) -> None:
    wanted = definition.teams()
    known = Team.objects.filter(department__jurisdiction_id=jurisdiction_id, code__in=wanted)
    missing = sorted(set(wanted) - set(known.values_list("code", flat=True)))
    if missing:
        sentence = f"{definition.name}: there is no team {', '.join(missing)}. Add it, or change the routing."
        raise ServiceRefused("team_unknown", sentence, "routing")


def _locked_catalogue(jurisdiction_id: int) -> Catalogue:
    """The catalogue row, locked: changes of the list happen one after another."""
    Catalogue.objects.get_or_create(jurisdiction_id=jurisdiction_id, defaults={"changed_at": clock.now()})
    return Catalogue.objects.select_for_update().get(pk=jurisdiction_id)


def _move(catalogue: Catalogue) -> None:
    Catalogue.objects.filter(pk=catalogue.pk).update(version=F("version") + 1, changed_at=clock.now())


def _write(service: Service, department: Department, wanted: Definition, actor: Actor) -> models.Definition:
    """A new version, the service that points to it, and its words for the search."""
    service.department = department
    service.name = wanted.name
    service.group = wanted.group
    service.is_public = wanted.public
    service.phrases = phrases_of(wanted.name, wanted.keywords)
    service.save()
    last = models.Definition.objects.filter(service=service).aggregate(last=Max("version"))["last"] or 0
    version = models.Definition.objects.create(
        service=service,
        version=last + 1,
        body=to_json(wanted),
        digest=digest(wanted),
        published_at=clock.now(),
        published_by=actor.name[:200],
    )
    Service.objects.filter(pk=service.pk).update(definition=version, state=State.PUBLISHED)
    _index(service, wanted)
    return version


def _index(service: Service, wanted: Definition) -> None:
    """Write what the search reads: weighted words (name A, keywords B, description C) and their spellings."""
    name, about = fold(wanted.name), fold(wanted.description)
    phrases = [fold(phrase) for phrase in (wanted.name, *wanted.keywords)]
    pairs = {pair for phrase in phrases for pair in pairs_of(phrase.split())}
    keywords = " ".join((*phrases[1:], *sorted(pairs)))
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, [name, keywords, about, service.pk])
    words = set(f"{name} {keywords} {about}".split())
    SearchWord.objects.filter(service=service).exclude(word__in=words).delete()
    SearchWord.objects.bulk_create(_spelled(service, words), ignore_conflicts=True)


def _spelled(service: Service, words: Iterable[str]) -> list[SearchWord]:
    return [
        SearchWord(service=service, word=word)
        for word in sorted(words)
        if SHORTEST_WORD <= len(word) <= LONGEST_WORD
    ]


_SEARCH = """
UPDATE services_service
SET search = setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'B')
          || setweight(to_tsvector('english', %s), 'C')
WHERE id = %s
"""
