"""The Jinja2 environment of every page: autoescape on, unknown names are errors, our filters and macros."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined, Undefined

from townline.look import fields, filters, icons, trend


def environment(**options: Any) -> Environment:
    """Make the environment that Django's Jinja2 backend asks for; the doors' templates run in it.

    A name or attribute that does not exist raises, in production too: a blank in a promise is worse.
    """
    env = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=options.get("loader"),
        auto_reload=options.get("auto_reload", False),
        extensions=options.get("extensions", ()),
    )
    env.filters.update(
        when=filters.when,
        day=filters.day,
        clock=filters.clock_time,
        iso=filters.iso,
        ago=filters.ago,
        age=filters.age,
        number=filters.number,
        plural=filters.plural,
    )
    env.globals.update(
        static=_static,
        url=_url,
        icon=icons.icon,
        sparkline=trend.points,
        pick=pick,
        field_params=fields.params,
        govuk=Components(),
    )
    return env


def pick(thing: object, name: str, default: Any = "") -> Any:
    """Read a part that may be missing: the key of a mapping or the attribute of an object, else ``default``.

    Macros use it for optional parts, so that a misspelt required part still raises.
    """
    found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
    return default if found is None else found


def _static(path: str) -> str:
    from django.templatetags.static import static  # noqa: PLC0415 - settings are not ready at import

    return static(path)


def _url(name: str, *args: Any, query: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
    from django.urls import reverse  # noqa: PLC0415 - settings are not ready at import

    return reverse(name, args=args or None, kwargs=kwargs or None, query=query)


class Components:
    """The macros of govuk-frontend as functions: ``govuk.date_input({...})`` answers with safe HTML.

    They lean on undefined names being blank, so they live in a lenient environment and ours stays strict.
    """

    def __init__(self) -> None:
        self._env = Environment(
            autoescape=True,
            undefined=Undefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        )
        self._macros: dict[str, Callable[[Mapping[str, Any]], str]] = {}

    def __getattr__(self, name: str) -> Callable[[Mapping[str, Any]], str]:
        """Find the macro of the component ``name``, written with underscores."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._macros.get(name)
        if found is None:
            folder = name.replace("_", "-")
            macro = "govuk" + "".join(part.capitalize() for part in name.split("_"))
            template = self._env.get_template(f"govuk_frontend_jinja/components/{folder}/macro.html")
            found = self._macros[name] = getattr(template.module, macro)
        return found
