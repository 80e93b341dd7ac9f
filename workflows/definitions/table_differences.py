"""What differs between two states of a decision table: its columns, its hit policy, and its rules row by row and cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from workflows.engine.xml import read_tree


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a changed rule, or of the table's head, before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is added, removed or changed: its place (after, or before when it is gone) and its cells."""

    how: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableDiffers:
    """A table on both sides."""

    path: str
    head: tuple[Cell, ...]
    rules: tuple[Rule, ...]

    @property
    def means_something(self) -> bool:
        """Whether more than remarks and layout differ."""
        return bool(self.head or self.rules)


@dataclass(frozen=True, slots=True)
class _Table:
    policy: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def differ(path: str, before: bytes, after: bytes) -> TableDiffers:
    """Compare two states of a table. Raises EngineFault when one cannot be read."""
    old, new = _read(path, before), _read(path, after)
    head = [Cell("hitPolicy", old.policy, new.policy)] if old.policy != new.policy else []
    if old.columns != new.columns:
        gone = [Cell("", name, "") for name in old.columns if name not in new.columns]
        head += gone + [Cell("", "", name) for name in new.columns if name not in old.columns]
    return TableDiffers(path, tuple(head), tuple(_rules(old, new)))


def _rules(old: _Table, new: _Table) -> list[Rule]:
    """Rows that are alike stay together; of those between them the first is taken for the first, and so on."""
    found: list[Rule] = []
    for how, old_from, old_to, new_from, new_to in SequenceMatcher(None, old.rows, new.rows, False).get_opcodes():
        if how == "equal":
            continue
        pairs = min(old_to - old_from, new_to - new_from)
        for place in range(pairs):
            before, after = _named(old, old_from + place), _named(new, new_from + place)
            names = [*after, *(name for name in before if name not in after)]
            cells = [Cell(name, before.get(name, ""), after.get(name, "")) for name in names]
            found.append(Rule("changed", new_from + place + 1, tuple(cells)))
        for place in range(old_from + pairs, old_to):
            cells = [Cell(name, value, "") for name, value in _named(old, place).items()]
            found.append(Rule("removed", place + 1, tuple(cells)))
        for place in range(new_from + pairs, new_to):
            cells = [Cell(name, "", value) for name, value in _named(new, place).items()]
            found.append(Rule("added", place + 1, tuple(cells)))
    return found


def _named(table: _Table, place: int) -> dict[str, str]:
    return dict(zip(table.columns, table.rows[place], strict=False))


def _read(path: str, content: bytes) -> _Table:
    root = read_tree(content, path).getroot()
    table = root.find(".//{*}decisionTable")
    if table is None:
        return _Table("", (), ())
    columns = [_text(one.find("{*}inputExpression")) or one.get("label", "") for one in table.iterfind("{*}input")]
    columns += [one.get("name", "") or one.get("label", "") for one in table.iterfind("{*}output")]
    rows = tuple(
        tuple(_text(cell) for cell in rule if etree.QName(cell).localname in ("inputEntry", "outputEntry"))
        for rule in table.iterfind("{*}rule")
    )
    return _Table(table.get("hitPolicy", "UNIQUE"), tuple(columns), rows)


def _text(holder: etree._Element | None) -> str:
    return "" if holder is None else (holder.findtext("{*}text") or "").strip()
