"""What differs between two states of a form, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.definitions.drawn_differences import Property
from workflows.errors import N_, Refusal

_MEANS_NOTHING = frozenset({"id", "layout"})
UNREADABLE = N_("Expected a form as JSON, but it cannot be read.")


@dataclass(frozen=True, slots=True)
class FieldDiffers:
    """A field that is added, removed or changed, with its label and what differs."""

    how: str
    key: str
    label: str
    label_en: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class FormDiffers:
    """A form on both sides."""

    path: str
    fields: tuple[FieldDiffers, ...]


def differ(path: str, before: bytes, after: bytes) -> FormDiffers:
    """Compare two states of a form. Raises Refusal when one cannot be read."""
    old, new = dict(_components(_read(before))), dict(_components(_read(after)))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, is_now = _flat(old.get(key, {})), _flat(new.get(key, {}))
        if key in old and key in new and _follows(old, key, new) != _follows(new, key, old):
            was["after_field"], is_now["after_field"] = _follows(old, key, new), _follows(new, key, old)
        names = [*is_now, *(name for name in was if name not in is_now)]
        properties = tuple(
            Property(name, was.get(name, ""), is_now.get(name, ""))
            for name in names
            if was.get(name) != is_now.get(name)
        )
        if properties:
            how = "changed" if key in old and key in new else "added" if key in new else "removed"
            shown = new.get(key) or old[key]
            said = shown.get("properties") or {}
            found.append(FieldDiffers(how, key, str(shown.get("label", "")), str(said.get("label_en", "")), properties))
    return FormDiffers(path, tuple(found))


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        form = json.loads(content)
    except (ValueError, RecursionError):
        raise Refusal(UNREADABLE) from None
    if not isinstance(form, dict):
        raise Refusal(UNREADABLE)
    return form


def _components(holder: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields by key, groups and texts to read by their id, those of a group after it."""
    parts = holder.get("components")
    for part in parts if isinstance(parts, list) else ():
        if not isinstance(part, dict):
            continue
        key = str(part.get("key") or part.get("id") or part.get("type"))
        own = {name: value for name, value in part.items() if name != "components"}
        yield key, {**own, **({"within": within} if within else {})}
        yield from _components(part, key)


def _follows(fields: Mapping[str, Any], key: str, others: Mapping[str, Any]) -> str:
    """The field before this one, of those on both sides."""
    kept = [one for one in fields if one in others]
    place = kept.index(key)
    return kept[place - 1] if place else ""


def _flat(value: Any, name: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        inner = {part: one for part, one in value.items() if part not in _MEANS_NOTHING}
        return {
            key: text
            for part, one in inner.items()
            for key, text in _flat(one, f"{name}.{part}" if name else str(part)).items()
        }
    if isinstance(value, list) and value and all(isinstance(one, dict) and "value" in one for one in value):
        return {key: text for one in value for key, text in _flat(one, f"{name}[{one['value']}]").items()}
    return {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}
