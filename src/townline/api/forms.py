"""Reading what is posted: form-encoded or multipart, in UTF-8, within limits."""

from django.http import HttpRequest

from townline.channels.kinds.open311.faults import bad
from townline.channels.kinds.open311.pairs import Pairs, read_encoded, read_latin
from townline.requests.photos import LARGEST_BYTES, MOST_PHOTOS

ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
LARGEST_FORM = 2 * 1024 * 1024
LARGEST_UPLOAD = MOST_PHOTOS * LARGEST_BYTES + LARGEST_FORM


def read_form(request: HttpRequest) -> tuple[Pairs, list[bytes]]:
    """The fields and the files of the body."""
    kind = request.content_type or ""
    _check_charset(request)
    if kind == MULTIPART:
        return _multipart(request)
    if kind not in {ENCODED, ""}:
        raise bad(f"Send the request as {ENCODED} or {MULTIPART}, not as {kind[:60]}.")
    _check_size(request, LARGEST_FORM)
    return read_encoded(request.body), []


def _multipart(request: HttpRequest) -> tuple[Pairs, list[bytes]]:
    _check_size(request, LARGEST_UPLOAD)
    # Django replaces what is no UTF-8; Latin-1 keeps every byte, so that wrong text is refused and not spoiled.
    request.encoding = "latin-1"
    fields = [(str(name), str(value)) for name, values in request.POST.lists() for value in values]
    files = [file for _, found in request.FILES.lists() for file in found]
    for file in files:
        if (file.size or 0) > LARGEST_BYTES:
            raise bad("The photo is larger than 10 MB. Send a smaller one.")
    return read_latin(fields), [file.read() for file in files]


def _check_charset(request: HttpRequest) -> None:
    charset = (request.content_params or {}).get("charset", "utf-8").strip("\"' ").lower()
    if charset not in {"utf-8", "utf8"}:
        raise bad("Send UTF-8; no other encoding is read.")


def _check_size(request: HttpRequest, largest: int) -> None:
    text = request.META.get("CONTENT_LENGTH") or "0"
    length = int(text) if text.isascii() and text.isdigit() else largest + 1
    if length > largest:
        raise bad(f"The body is larger than {largest // 1024 // 1024} MB. Send less.")
