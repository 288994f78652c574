"""A request as another system reports it, made plain. The same content always has the same digest."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from townline.kit.geo import Point


@dataclass(frozen=True, slots=True)
class Reported:
    """What one row says, checked: times aware, texts clean, the place only where it is one.

    ``closed_at`` is set where ``state`` is closed; ``remarks`` say what was put right on the way in.
    """

    external_id: str
    state: Literal["open", "closed"]
    service_code: str
    service_name: str
    received_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    expected_at: datetime | None
    description: str
    status_notes: str
    agency: str
    address: str
    address_id: str
    zipcode: str
    point: Point | None
    media_urls: tuple[str, ...]
    remarks: tuple[str, ...] = ()


_encode = msgspec.json.Encoder().encode


def digest(row: Reported) -> bytes:
    """A fingerprint (BLAKE2b, 16 bytes) of everything the row says."""
    return hashlib.blake2b(_encode(row), digest_size=16).digest()
