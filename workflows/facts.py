"""Every kind of fact that the ledger may hold, with the names of its values.

Past participles: a fact says what has happened. Free text and other personal words are never among the values: they
travel as the fact's ``note``, which stays outside the hash chain (only its salted hash is inside), so that they can be
erased later without breaking the chain. Each kind has a sentence in ``webapp/messages.py`` (a test holds that).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "case.started": "key definition definition_version",
        "case.ended": "outcome",
        "case.suspended": "",
        "case.resumed": "",
        "case.cancelled": "",
        "case.reopened": "case due_at",
        "case.continued": "former due_at",
        "case.unit_followed": "unit into",
        "case.migrated": "plan before number",
        "case.moved": "element target",
        "case.repeated": "element target",
        "case.step_skipped": "element",
        "case.place_closed": "element",
        "case.data_changed": "variable",
        "case.check_passed_over": "stage",
        "timer.fired": "element",
        "work_item.opened": "item element performer due_at",
        "work_item.completed": "item element",
        "work_item.closed": "item element",
        "work_item.claimed": "item",
        "work_item.released": "item",
        "work_item.reassigned": "item person",
        "work_item.taken_over": "item",
        "work_item.delegated": "item person",
        "work_item.taken_back": "item person officer",
        "work_item.came_back": "item person officer",
        "work_item.stayed": "item person officer",
        "work_item.migrated": "item element was",
        "work_item.due_changed": "item due_at before cause",
        "work_item.warned": "item due_at",
        "work_item.reminded": "item due_at",
        "work_item.prompted": "item",
        "work_item.overdue": "item due_at level",
        "task.assigned": "item lead_unit",
        "task.accepted": "item officer",
        "task.declined": "item",
        "task.moved": "lead_unit before_lead",
        "progress.reported": "item percent schedule late_days",
        "draft.saved": "item",
        "attachment.added": "item attachment sha256 size",
        "attachment.replaced": "item attachment replaces version sha256 size",
        "attachment.reused": "item attachment origin sha256 size",
        "attachment.removed": "item attachment",
        "submission.made": "item submission number sha256",
        "submission.withdrawn": "item submission",
        "submission.confirmed": "item submission",
        "submission.sent_back": "item submission",
        "submission.approved": "item submission sha256",
        "submission.returned": "item submission",
        "submission.signed_off": "item submission",
        "verifier.approved": "item submission approvals verifiers",
        "verifier.returned": "item submission returns verifiers",
        "panel.approved": "submission sha256 approvals verifiers",
        "panel.returned": "submission approvals verifiers",
        "escalation.raised": "item escalation level to",
        "escalation.acknowledged": "item escalation",
        "escalation.urged": "item escalation",
        "escalation.remedy_demanded": "item escalation",
        "escalation.passed_upward": "item escalation level",
        "escalation.settled": "item escalation effect",
        "extension.asked": "item extension due_on",
        "extension.granted": "item extension due_on",
        "extension.refused": "item extension",
        "difficulty.raised": "item difficulty matter addressed",
        "difficulty.answered": "item difficulty",
        "part.named": "part unit",
        "part.asked": "part unit",
        "part.changed": "part unit",
        "part.dropped": "part unit",
        "part.delivered": "part unit",
        "part.accepted": "part unit",
        "part.returned": "part unit",
        "submission.without_parts": "item parts",
        "comment.made": "comment",
        "comment.mentioned": "comment person",
        "instruction.given": "item comment",
        "instruction.acknowledged": "item comment",
        "incident.raised": "incident",
        "incident.parked": "incident",
        "incident.taken": "incident",
        "incident.given": "incident person",
        "incident.retried": "incident",
        "incident.closed": "incident",
        "incident.dismissed": "incident",
        "incident.cancelled": "incident",
        "incident.variable_changed": "incident variable",
        "incident.variables_replaced": "incident",
        "incident.timer_moved": "incident due_at before",
        "incident.timer_skipped": "incident element",
        "plan.imported": "file created unchanged differing",
        "resolution.registered": "code",
        "resolution_task.registered": "code",
        "resolution_task.changed": "code fields",
        "resolution_task.differs": "code field",
        "resolution_task.difference_decided": "code field decision",
        "resolution_task.expanded": "code children",
        "resolution_task.split": "code others",
        "resolution_task.merged": "code other",
        "resolution_task.linked": "code other",
        "resolution_task.unlinked": "code other",
        "document.entered": "document",
        "document.corrected": "document fields",
        "indicator.registered": "code",
        "indicator.defined": "code number",
        "indicator.opened": "code",
        "indicator.closed": "code",
        "indicator.catalogue_imported": "file created changed unchanged",
        "definition.proposed": "key sha256 number",
        "definition.deployed": "key number sha256",
        "definition.returned": "key sha256",
        "definition.withdrawn": "key sha256",
        "definition.retired": "key number",
        "definition.draft_begun": "key number",
        "definition.draft_discarded": "key",
        "migration.begun": "plan key before number",
        "migration.mapped": "plan key",
        "migration.proposed": "plan key",
        "migration.withdrawn": "plan key",
        "migration.approved": "plan key",
        "migration.returned": "plan key",
        "migration.paused": "plan key",
        "migration.resumed": "plan key",
        "migration.tried_again": "plan key cases",
        "migration.stopped": "plan key",
        "migration.done": "plan key cases",
        "definition.draft_moved": "key number",
        "definition.imported": "key sha256 mapped open kept",
        "account.invited": "person",
        "account.created": "person",
        "account.password_changed": "person",
        "account.signed_in": "person",
        "account.signed_out": "person",
        "organisation.seeded": "units positions",
        "organisation.imported": "file sha256 rows",
        "unit.registered": "unit parent",
        "unit.renamed": "unit",
        "unit.moved": "unit parent before",
        "unit.closed": "unit until_on",
        "unit.merger_decided": "unit into from_on",
        "unit.merger_withdrawn": "unit into",
        "unit.merged": "unit into from_on",
        "position.registered": "position unit rank",
        "position.renamed": "position unit",
        "position.moved": "position unit before",
        "position.closed": "position unit until_on",
        "position.superior_set": "position superior before",
        "person.registered": "person",
        "appointment.made": "person position appointment_kind from_on",
        "appointment.ended": "person position until_on",
        "group.registered": "group unit",
        "group.moved": "group unit before",
        "group.member_added": "group person from_on",
        "group.member_ended": "group person until_on",
        "calendar_day.set": "unit day day_kind",
        "calendar_day.cleared": "unit day",
        "calendar.recounted": "",
        "grant.given": "person role unit",
        "grant.ended": "person role unit",
        "installation.restored": "sha256 saved_at",
        "installation.confirmed": "",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened: its kind, its values (plain JSON, ids and moments as text), and a note in a person's words."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None

    def __post_init__(self) -> None:
        expected = KINDS.get(self.kind)
        if expected is None:
            raise ValueError(f"Expected a known kind of fact, but {self.kind!r} is not in the catalogue.")
        if set(self.data) != expected:
            raise ValueError(f"Expected {sorted(expected)} for {self.kind}, but got {sorted(self.data)}.")


def fact(kind: str, note: str | None = None, /, **data: Any) -> Fact:
    """Short form: ``fact("work_item.claimed", item=7)``."""
    return Fact(kind, data, note or None)
