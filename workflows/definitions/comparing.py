"""What differs between two bundles, in the terms of who draws: elements and their properties, rules of tables, fields of forms, stories.

What was only moved on the sheet is no change; it is counted apart. Files that cannot be read differ as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.definitions import drawn_differences, form_differences, table_differences
from workflows.definitions.bundles import SCENARIOS
from workflows.definitions.drawn_differences import DrawingDiffers
from workflows.definitions.form_differences import FormDiffers
from workflows.definitions.scenarios import Scenario, read_scenarios
from workflows.definitions.table_differences import TableDiffers
from workflows.engine.errors import EngineFault
from workflows.errors import Refusal


@dataclass(frozen=True, slots=True)
class Differences:
    """Files that are there on one side only, and what differs in those on both; names of scenarios by what became of them."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    drawings: tuple[DrawingDiffers, ...]
    tables: tuple[TableDiffers, ...]
    forms: tuple[FormDiffers, ...]
    unreadable: tuple[str, ...]
    stories_added: tuple[str, ...]
    stories_removed: tuple[str, ...]
    stories_changed: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether the two mean the same."""
        return not any(
            (
                *(self.added, self.removed, self.tables, self.forms, self.unreadable),
                *(self.stories_added, self.stories_removed, self.stories_changed),
                any(one.means_something for one in self.drawings),
            )
        )


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Differences:
    """What became of the files ``before`` in those ``after``."""
    both = [path for path in sorted(before) if path in after and before[path] != after[path] and path != SCENARIOS]
    drawings, tables, forms, unreadable = [], [], [], []
    for path in both:
        old, new = before[path], after[path]
        try:
            if path.endswith(".bpmn"):
                drawings.append(drawn_differences.differ(path, old, new))
            elif path.endswith(".dmn"):
                tables.append(table_differences.differ(path, old, new))
            else:
                forms.append(form_differences.differ(path, old, new))
        except (EngineFault, Refusal):
            unreadable.append(path)
    told, tells = _stories(before), _stories(after)
    if told is None or tells is None:
        unreadable.append(SCENARIOS)
    told, tells = told or {}, tells or {}
    return Differences(
        added=tuple(path for path in sorted(after) if path not in before and path != SCENARIOS),
        removed=tuple(path for path in sorted(before) if path not in after and path != SCENARIOS),
        drawings=tuple(one for one in drawings if one.means_something or one.moved),
        tables=tuple(one for one in tables if one.means_something),
        forms=tuple(one for one in forms if one.fields),
        unreadable=tuple(unreadable),
        stories_added=tuple(name for name in tells if name not in told),
        stories_removed=tuple(name for name in told if name not in tells),
        stories_changed=tuple(name for name in tells if name in told and told[name] != tells[name]),
    )


def _stories(files: Mapping[str, bytes]) -> dict[str, Scenario] | None:
    """The scenarios by name; None where the file cannot be read."""
    content = files.get(SCENARIOS, b"")
    try:
        return {str(one.name): one for one in read_scenarios(content)} if content else {}
    except Refusal:
        return None
