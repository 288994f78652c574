"""Putting styles and scripts where the web server finds them, under names that change with their contents."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: Folders of libraries that no page loads; htmx itself is copied into ``vendor`` with the other scripts.
UNUSED = ["django_htmx"]


def publish() -> bool:
    """Publish all files of all rooms below ``STATIC_ROOT``; nothing to do where none has changed. True if it did.

    What was published before stays, because a page that was loaded before may still ask for it.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    stamp, wanted = root / ".published", _digest()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    stamp.write_text(wanted)
    return True


def _digest() -> str:
    """Sum up which files there are, and how large and how old each is."""
    total = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            facts = Path(storage.path(path)).stat()
            total.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return total.hexdigest()
