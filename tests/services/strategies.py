"""Any condition and any definition, for properties."""

import unicodedata
from typing import Any, get_args

from hypothesis import strategies as st

from townline.services.definition import conditions
from townline.services.definition.model import (
    Advice,
    Definition,
    Messages,
    Option,
    Outcome,
    PrivacyRules,
    Question,
    QuestionKind,
    Routing,
    RoutingRule,
    ServiceLevel,
    Stop,
)
from townline.services.definition.reading import tidy

KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
CODES = st.from_regex(r"[a-z](_?[a-z0-9]){0,8}", fullmatch=True).filter(
    lambda code: code not in conditions.RESERVED
)
HYPHENED = st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,8}", fullmatch=True)
SIGNS = st.characters(blacklist_categories=("Cc", "Cs", "Cn"))
LINES = (
    st.text(SIGNS, min_size=1, max_size=30)
    .map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
    .filter(lambda text: 0 < len(text) <= 30)
)
TEXTS = (
    st.lists(LINES, min_size=1, max_size=4)
    .flatmap(lambda lines: st.sampled_from(["\n", "\n\n", "\n- "]).map(lambda joint: joint.join(lines)))
    .map(tidy)
    .filter(bool)
)
NUMBERS = st.integers(-(10**6), 10**6) | st.integers(-(10**6), 10**6).map(lambda n: n / 8).filter(
    lambda n: not n.is_integer()
)
VALUES = st.one_of(st.text(SIGNS, max_size=20), NUMBERS, st.booleans())


@st.composite
def comparisons(draw: st.DrawFn, codes: st.SearchStrategy[str] = CODES) -> conditions.Comparison:
    operator = draw(st.sampled_from(conditions.OPERATORS))
    value = None if operator in conditions.WITHOUT_VALUE else draw(VALUES)
    return conditions.Comparison(draw(codes), operator, value)


def _joined(parts: st.SearchStrategy[conditions.Condition]) -> st.SearchStrategy[conditions.Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return several.map(conditions.AllOf) | several.map(conditions.AnyOf)


CONDITIONS: st.SearchStrategy[conditions.Condition] = st.recursive(comparisons(), _joined, max_leaves=8)


@st.composite
def questions(draw: st.DrawFn, code: str, earlier: list[Question]) -> Question:
    kind = draw(st.sampled_from(KINDS))
    options: tuple[Option, ...] = ()
    if kind in {"choice", "choices"}:
        codes = draw(st.lists(CODES, min_size=2, max_size=4, unique=True))
        options = tuple(Option(code=found, name=f"{found} {number}") for number, found in enumerate(codes))
    show_when: conditions.Condition | None = None
    if draw(st.booleans()) and earlier:
        other = draw(st.sampled_from(earlier))
        show_when = conditions.Comparison(other.code, "is answered")
    numbers: dict[str, Any] = (
        {"minimum": draw(NUMBERS), "unit": draw(LINES)[:20].strip() or "u"} if kind == "number" else {}
    )
    return Question(
        code=code,
        kind=kind,
        web=draw(LINES),
        phone=draw(LINES | st.just("")),
        letter=draw(LINES | st.just("")),
        help=draw(TEXTS | st.just("")),
        required=draw(st.booleans()),
        privacy=draw(st.sampled_from(["public", "staff"])),
        show_when=show_when,
        options=options,
        max_length=draw(st.none() | st.integers(1, 4000)) if kind == "text" else None,
        max_choices=1 if kind == "choices" and draw(st.booleans()) else None,
        period=draw(st.sampled_from(["any", "past", "future"])) if kind == "date" else "any",
        **numbers,
    )


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    asked: list[Question] = []
    for code in draw(st.lists(CODES, max_size=4, unique=True)):
        asked.append(draw(questions(code, asked)))
    when = [conditions.Comparison(question.code, "is not answered") for question in asked]
    rules = [RoutingRule(team=draw(HYPHENED), because=draw(LINES), when=one) for one in when[:1]]
    rules.append(RoutingRule(team=draw(HYPHENED), because=draw(LINES), districts=(draw(LINES),)))
    return Definition(
        code=draw(HYPHENED),
        name=draw(LINES),
        department=draw(HYPHENED),
        group=draw(LINES),
        description=draw(TEXTS),
        what_we_do=draw(TEXTS),
        keywords=tuple(draw(st.lists(LINES, min_size=1, max_size=12, unique=True))),
        service_level=ServiceLevel(resolve=draw(st.sampled_from(["1 working day", "4 working hours"]))),
        routing=Routing(team=draw(HYPHENED), rules=tuple(rules)),
        messages=Messages(receipt=draw(TEXTS)),
        public=draw(st.booleans()),
        place=draw(st.sampled_from(["required", "optional", "none"])),
        place_hint=draw(LINES | st.just("")),
        privacy=PrivacyRules(photos=draw(st.sampled_from(["public", "staff"]))),
        advice=tuple(Advice(text=text, call="911") for text in draw(st.lists(TEXTS, max_size=2))),
        questions=tuple(asked),
        stops=tuple(Stop(code=f"s{n}", when=one, text=draw(TEXTS)) for n, one in enumerate(when)),
        outcomes=(Outcome(code="done", name=draw(LINES), sentence=draw(TEXTS)),),
    )
