"""Addresses of styles and scripts: with a digest in the name once they are published, plain until then."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Published(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files named after their contents, which browsers may keep for good, each beside its compressed copy.

    A file that was not published, as in tests, keeps its plain name instead of failing the page.
    """

    #: Scripts that import one another ask for the named copies too.
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The name with the digest, where there is one."""
        known: dict[str, Any] = self.hashed_files
        return str(known.get(self.hash_key(self.clean_name(name)), name))
