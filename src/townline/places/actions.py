"""All writes of the places area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Min

from townline.audit.actions import record
from townline.identity.access import require
from townline.identity.rules import Actor
from townline.kit.geo import Point
from townline.kit.text import JsonValue, clean_line, fold
from townline.places.models import Address, District, Street
from townline.places.rules import check_outline

BATCH = 2_000


@dataclass(frozen=True)
class NewAddress:
    """An address as a gazetteer gives it; ``reference`` is the gazetteer's own id."""

    reference: str
    text: str
    location: Point
    zipcode: str = ""


@dataclass(frozen=True)
class NewDistrict:
    """A district as a file gives it; the outline is GeoJSON."""

    layer: str
    code: str
    name: str
    outline: JsonValue


@transaction.atomic
def import_gazetteer(
    *,
    actor: Actor,
    jurisdiction_id: int,
    addresses: Iterable[NewAddress],
    streets: dict[str, JsonValue],
) -> int:
    """Take in addresses and street lines (name → list of [long, lat]); the same reference again is updated.

    Returns how many addresses were given. Raises NotAllowed.
    """
    require(actor, "import_data", jurisdiction_id=jurisdiction_id)
    rows = [
        Address(
            jurisdiction_id=jurisdiction_id,
            reference=clean_line(new.reference, 60),
            text=clean_line(new.text, 200),
            folded=fold(new.text)[:200],
            zipcode=clean_line(new.zipcode, 12),
            location=new.location,
        )
        for new in addresses
    ]
    Address.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["jurisdiction", "reference"],
        update_fields=["text", "folded", "zipcode", "location"],
    )
    lines = [
        Street(
            jurisdiction_id=jurisdiction_id, name=clean_line(name, 120), folded=fold(name)[:120], line=line
        )
        for name, line in streets.items()
    ]
    Street.objects.bulk_create(
        lines,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["jurisdiction", "name"],
        update_fields=["folded", "line"],
    )
    facts: dict[str, JsonValue] = {"addresses": len(rows), "streets": len(lines)}
    record(
        actor=actor,
        verb="import_gazetteer",
        subject_kind="jurisdiction",
        subject_id=jurisdiction_id,
        facts=facts,
    )
    return len(rows)


@transaction.atomic
def import_districts(
    *, actor: Actor, jurisdiction_id: int, valid_from: date, districts: Iterable[NewDistrict]
) -> int:
    """Put districts in force from a day; those of the same layers before it end on that day.

    Where a later import of a layer is there already, these hold up to it. Returns how many. Raises NotAllowed.
    """
    require(actor, "import_data", jurisdiction_id=jurisdiction_id)
    given = list(districts)
    for new in given:
        check_outline(new.outline)
    layers = {new.layer for new in given}
    District.objects.filter(
        jurisdiction_id=jurisdiction_id, layer__in=layers, valid_until__isnull=True, valid_from__lt=valid_from
    ).update(valid_until=valid_from)
    following = (
        District.objects.filter(jurisdiction_id=jurisdiction_id, layer__in=layers, valid_from__gt=valid_from)
        .values("layer")
        .annotate(first=Min("valid_from"))
    )
    ends = {row["layer"]: row["first"] for row in following}
    # A changed outline is a new row, so that whoever remembers outlines by their newest row sees it.
    for new in given:
        District.objects.filter(
            jurisdiction_id=jurisdiction_id, layer=new.layer, code=new.code, valid_from=valid_from
        ).delete()
        District.objects.create(
            jurisdiction_id=jurisdiction_id,
            layer=new.layer,
            code=clean_line(new.code, 40),
            name=clean_line(new.name, 120),
            outline=new.outline,
            valid_from=valid_from,
            valid_until=ends.get(new.layer),
        )
    facts: dict[str, JsonValue] = {"districts": len(given), "from": valid_from.isoformat()}
    record(
        actor=actor,
        verb="import_districts",
        subject_kind="jurisdiction",
        subject_id=jurisdiction_id,
        facts=facts,
    )
    return len(given)
