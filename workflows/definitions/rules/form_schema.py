"""A form asks only for what the server can check, under names that expressions can use, in two languages."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from workflows.definitions.faults import Fault, fault
from workflows.definitions.forms import INPUTS, PICKERS
from workflows.definitions.rules.expressions import ADDED_BY_COMMANDS
from workflows.errors import N_, Refusal
from workflows.expressions.errors import ExpressionError
from workflows.expressions.syntax import names_in
from workflows.limits import (
    CHOICE_LETTERS,
    FORM_DECIMALS,
    FORM_FIELDS,
    FORM_FILE_BYTES,
    LARGEST_NUMBER,
    PATTERN_LETTERS,
    PATTERN_REPETITIONS,
    TEXT_LETTERS,
)

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_READ = frozenset({"text", "group"})
_CHOOSING = frozenset({"radio", "select", "checklist", "taglist"})
_TEXTS = ("type", "key", "id", "label", "dateLabel", "text", "description", "subtype")
_OWN_TEXTS = ("label_en", "text_en", "description_en", "show_when")
_RESERVED = frozenset().union(*ADDED_BY_COMMANDS.values())
_LENGTHS = ("minLength", "maxLength")
_LIMITS = (*_LENGTHS, "min", "max")


def read_form(content: bytes) -> dict[str, Any]:
    """The schema in a form's file; raises Refusal when it is too large or not plain JSON with an object at the top."""
    if len(content) > FORM_FILE_BYTES:
        raise Refusal(N_("Expected a form of at most %(most)s bytes."), most=FORM_FILE_BYTES)
    try:
        schema = json.loads(
            content.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_each_once, parse_float=_finite
        )
    except (ValueError, RecursionError):
        raise Refusal(N_("Expected a form saved by the form editor (JSON in UTF-8), but it cannot be read.")) from None
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        raise Refusal(N_("Expected a form with a list of components, but it has none."))
    return schema


def form_faults(path: str, content: bytes) -> Iterator[Fault]:
    """Everything that is wrong with one form."""
    try:
        schema = read_form(content)
    except Refusal as refused:
        yield fault(path, "", refused.text, **refused.params)
        return
    if path != f"forms/{schema.get('id')}.form":
        yield fault(
            path,
            "",
            N_("Expected the form's id to be the name of its file, but it is %(id)s."),
            id=str(schema.get("id"))[:60],
        )
    components = list(_flat(path, schema["components"]))
    yield from (one for one in components if isinstance(one, Fault))
    fields = [one for one in components if not isinstance(one, Fault)]
    if len(fields) > FORM_FIELDS:
        yield fault(path, "", N_("Expected at most %(most)s fields in one form."), most=FORM_FIELDS)
        return
    known: set[str] = set()
    for component in fields:
        yield from _component(path, component, known)
        if component.get("type") in INPUTS:
            known.add(str(component.get("key")))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says nothing twice: of two answers to one question nobody knows which counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _flat(path: str, components: Any, depth: int = 0) -> Iterator[Mapping[str, Any] | Fault]:
    for component in components if isinstance(components, list) else ():
        if not _is_well_formed(component) or depth > 5:
            yield fault(path, "", N_("Expected components as the form editor writes them, but one is not."))
        elif component.get("type") == "group":
            yield component
            yield from _flat(path, component.get("components"), depth + 1)
        else:
            yield component


def _is_well_formed(component: Any) -> bool:
    """Whether everything that is read of a component is of its kind, so that the rules need not wonder."""
    if not isinstance(component, dict):
        return False
    extra, checks = component.get("properties", {}), component.get("validate", {})
    if not isinstance(extra, dict) or not isinstance(checks, dict):
        return False
    texts = [component.get(name, "") for name in _TEXTS] + [extra.get(name, "") for name in _OWN_TEXTS]
    digits = component.get("decimalDigits", 0)
    return (
        all(isinstance(text, str) for text in (*texts, extra.get("picker", ""), checks.get("pattern", "")))
        and type(digits) is int
        and 0 <= digits <= FORM_DECIMALS
        and isinstance(checks.get("required", False), bool)
        and isinstance(component.get("components", []), list)
    )


def _component(path: str, component: Mapping[str, Any], known: set[str]) -> Iterator[Fault]:
    kind, key = component.get("type"), str(component.get("key") or component.get("id") or "")
    extra = component.get("properties", {})
    if kind not in INPUTS | _READ:
        text = N_("Expected a kind of field that the server can check (%(known)s), but this is %(kind)s.")
        yield fault(path, key, text, known=", ".join(sorted(INPUTS | _READ)), kind=str(kind)[:40])
        return
    if component.get("path"):
        yield fault(path, key, N_("Expected no path on a group: every field has its own key."))
    if "conditional" in component:
        text = N_(
            'Expected no FEEL condition. Put show_when into the field\'s properties, for example form.decision == "return".'
        )
        yield fault(path, key, text)
    label = component.get("label") or component.get("dateLabel") or component.get("text")
    if not isinstance(label, str) or not label.strip() or not (extra.get("label_en") or extra.get("text_en")):
        yield fault(
            path,
            key,
            N_("Expected a label in Vietnamese and one in English (label_en in the properties), but one is missing."),
        )
    if kind in INPUTS:
        yield from _field(path, component, key, known)
    yield from _shown(path, key, extra.get("show_when"), known)


def _field(path: str, component: Mapping[str, Any], key: str, known: set[str]) -> Iterator[Fault]:
    if not _KEY.fullmatch(key) or key != component.get("key"):
        yield fault(
            path,
            key,
            N_("Expected a key of lower-case letters, digits and underscores, but it is “%(key)s”."),
            key=key[:60],
        )
    elif key in known:
        yield fault(path, key, N_("Expected every key once, but %(key)s is there twice."), key=key)
    elif key in _RESERVED:
        yield fault(path, key, N_("Expected another key: %(key)s is set by the system."), key=key)
    if component.get("type") == "datetime" and component.get("subtype") != "date":
        yield fault(path, key, N_("Expected a day, but the field asks for a time. Choose the subtype “date”."))
    if component.get("type") in _CHOOSING:
        yield from _offered(path, component, key)
    elif "values" in component:
        yield fault(path, key, N_("Expected no answers to choose from in this kind of field, but there are some."))
    yield from _limits(path, component.get("validate", {}), key)


def _offered(path: str, component: Mapping[str, Any], key: str) -> Iterator[Fault]:
    picker = component.get("properties", {}).get("picker")
    if "valuesKey" in component or "valuesExpression" in component:
        yield fault(
            path,
            key,
            N_("Expected the answers written out, or a picker in the properties, but they come from elsewhere."),
        )
        return
    if picker is not None:
        if picker not in PICKERS:
            yield fault(
                path,
                key,
                N_("Expected one of the pickers %(known)s, but got %(picker)s."),
                known=", ".join(sorted(PICKERS)),
                picker=str(picker)[:40],
            )
        return
    offered = component.get("values")
    if not isinstance(offered, list) or not offered or not all(_is_option(one) for one in offered):
        yield fault(path, key, N_("Expected answers to choose from, each with a value and a label in both languages."))
    elif len({one["value"] for one in offered}) != len(offered):
        yield fault(path, key, N_("Expected each answer once, but two have the same value."))


def _is_option(one: Any) -> bool:
    return isinstance(one, dict) and all(
        isinstance(one.get(part), str) and 0 < len(one[part]) <= CHOICE_LETTERS
        for part in ("value", "label", "label_en")
    )


def _limits(path: str, checks: Any, key: str) -> Iterator[Fault]:
    given = [checks.get(limit, 0) for limit in _LIMITS]
    if any(type(limit) not in (int, float) or abs(limit) > LARGEST_NUMBER for limit in given):
        yield fault(path, key, N_("Expected numbers as limits, but there is something else."))
        return
    if any(
        type(checks.get(limit, 0)) is not int or not 0 <= checks.get(limit, 0) <= TEXT_LETTERS for limit in _LENGTHS
    ):
        yield fault(path, key, N_("Expected lengths from 0 to %(most)s characters."), most=TEXT_LETTERS)
        return
    for least, most in (("minLength", "maxLength"), ("min", "max")):
        if least in checks and most in checks and checks[least] > checks[most]:
            yield fault(
                path,
                key,
                N_("Expected the smaller limit first, but %(least)s is above %(most)s."),
                least=checks[least],
                most=checks[most],
            )
    pattern = checks.get("pattern")
    if pattern and not _harmless(pattern):
        text = N_(
            "Expected a simple pattern: at most 200 characters and %(most)s repetitions, no repeated groups, no back references."
        )
        yield fault(path, key, text, most=PATTERN_REPETITIONS)


def _harmless(pattern: Any) -> bool:
    """Whether a pattern cannot take long on a text of 200 characters: no repeated group, few repetitions."""
    if not isinstance(pattern, str) or len(pattern) > PATTERN_LETTERS or re.search(r"\)[*+?{]|\\\d|\(\?", pattern):
        return False
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return len(re.findall(r"(?<!\\)[*+{]", pattern)) <= PATTERN_REPETITIONS


def _shown(path: str, key: str, condition: Any, known: set[str]) -> Iterator[Fault]:
    if condition is None:
        return
    try:
        strange = names_in(condition) - {"form"}
    except ExpressionError as refused:
        yield fault(path, key, refused.text, **refused.params)
        return
    asked = set(re.findall(r"\bform\.([a-z0-9_]+)", condition))
    if strange or not asked or asked - known:
        yield fault(
            path,
            key,
            N_(
                "Expected show_when to ask only for fields above this one, as form.key, but it asks for something else."
            ),
        )
