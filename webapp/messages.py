"""A sentence for every kind of fact, as the trail of a page says it. ``%(name)s`` places are the fact's own values, said as a
person would: an item by its step's name, a person by name, a moment in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from workflows.errors import N_

SENTENCES: Mapping[str, str] = {
    "case.started": N_("The case of task %(key)s was started"),
    "case.ended": N_("The case ended: %(outcome)s"),
    "case.suspended": N_("The case was suspended"),
    "case.resumed": N_("The case was resumed"),
    "case.cancelled": N_("The case was cancelled"),
    "case.reopened": N_("The sign-off was reopened; the task goes on in a new case, due %(due_at)s"),
    "case.continued": N_("The case goes on with the task, whose sign-off was reopened; due %(due_at)s"),
    "case.unit_followed": N_("The part of %(unit)s went over to %(into)s, into which it merged"),
    "case.migrated": N_("The case went over from version %(before)s of its process to version %(number)s"),
    "case.moved": N_("An administrator moved the case from “%(element)s” to “%(target)s”"),
    "case.repeated": N_("An administrator had “%(target)s” done again; the case was at “%(element)s”"),
    "case.step_skipped": N_("An administrator skipped “%(element)s”"),
    "case.place_closed": N_("“%(element)s” was taken away with it"),
    "case.data_changed": N_("An administrator changed a value of the case: %(variable)s"),
    "case.check_passed_over": N_("⚠ The case went on although nobody has made this check of the result: %(stage)s"),
    "timer.fired": N_("A time of the drawing came: %(element)s"),
    "work_item.opened": N_("“%(item)s” was opened for %(performer)s, due %(due_at)s"),
    "work_item.completed": N_("“%(item)s” was completed"),
    "work_item.closed": N_("“%(item)s” was closed, because it is no longer needed"),
    "work_item.claimed": N_("“%(item)s” was claimed"),
    "work_item.released": N_("“%(item)s” was given back"),
    "work_item.reassigned": N_("“%(item)s” was reassigned to %(person)s"),
    "work_item.taken_over": N_("“%(item)s” was taken over by the superior"),
    "work_item.delegated": N_("“%(item)s” was delegated to %(person)s; the owner still answers for it"),
    "work_item.taken_back": N_("“%(item)s” went back from %(officer)s to its owner %(person)s"),
    "work_item.came_back": N_(
        "“%(item)s” came back from %(officer)s to %(person)s, as was said when it was handed over"
    ),
    "work_item.stayed": N_(
        "“%(item)s” was to come back to %(person)s, who may not have it any more; it stays with %(officer)s"
    ),
    "work_item.migrated": N_(
        "“%(item)s” stays with whoever has it, under the process's new version: another step or form"
    ),
    "work_item.due_changed": N_("The due date of “%(item)s” was changed from %(before)s to %(due_at)s"),
    "work_item.warned": N_("Early warning: “%(item)s” is due %(due_at)s"),
    "work_item.reminded": N_("Reminder: “%(item)s” is due %(due_at)s"),
    "work_item.prompted": N_("Whoever has “%(item)s” on the desk was reminded of it"),
    "work_item.overdue": N_("“%(item)s” is overdue since %(due_at)s: level %(level)s"),
    "task.assigned": N_("The task was assigned to %(lead_unit)s"),
    "task.accepted": N_("The task was accepted and given to %(officer)s"),
    "task.declined": N_("The task was declined"),
    "task.moved": N_("The task was given from %(before_lead)s to %(lead_unit)s"),
    "progress.reported": N_("Progress was reported: %(percent)s%%, %(schedule)s"),
    "draft.saved": N_("A draft of “%(item)s” was saved"),
    "attachment.added": N_("Evidence was added"),
    "attachment.replaced": N_("A piece of evidence was replaced by version %(version)s"),
    "attachment.reused": N_("Evidence that had been given before was used again"),
    "attachment.removed": N_("Evidence was removed"),
    "submission.made": N_("Result number %(number)s was submitted"),
    "submission.withdrawn": N_("The submission was withdrawn"),
    "submission.confirmed": N_("The head of the unit confirmed the result"),
    "submission.sent_back": N_("The head of the unit sent the result back"),
    "submission.approved": N_("The result was approved"),
    "submission.returned": N_("The result was returned"),
    "submission.signed_off": N_("The result was signed off"),
    "verifier.approved": N_("A verifier approved the result: %(approvals)s of %(verifiers)s so far"),
    "verifier.returned": N_("A verifier wants the result returned: %(returns)s of %(verifiers)s so far"),
    "panel.approved": N_("The result was approved, by %(approvals)s of %(verifiers)s verifiers"),
    "panel.returned": N_("The result was returned: only %(approvals)s of %(verifiers)s verifiers approved"),
    "escalation.raised": N_("The delay was raised to level %(level)s: %(to)s"),
    "escalation.acknowledged": N_("The superior took note of the delay"),
    "escalation.urged": N_("The superior urged the work on"),
    "escalation.remedy_demanded": N_("The superior demanded a remedy plan"),
    "escalation.passed_upward": N_("The superior passed the delay upward, to level %(level)s"),
    "escalation.settled": N_("The escalation was settled: %(effect)s"),
    "extension.asked": N_("More time was asked for, until %(due_on)s"),
    "extension.granted": N_("More time was granted, until %(due_on)s"),
    "extension.refused": N_("More time was refused"),
    "difficulty.raised": N_("Raised with %(addressed)s: a %(matter)s"),
    "difficulty.answered": N_("What was raised was answered"),
    "part.named": N_("%(unit)s has a part of its own"),
    "part.asked": N_("%(unit)s is asked for its part"),
    "part.changed": N_("The part of %(unit)s was changed"),
    "part.dropped": N_("The part of %(unit)s is not needed any more"),
    "part.delivered": N_("%(unit)s delivered its part"),
    "part.accepted": N_("The part of %(unit)s was accepted"),
    "part.returned": N_("The part of %(unit)s was sent back"),
    "submission.without_parts": N_("Handed in although parts of co-operating units were missing: %(parts)s"),
    "comment.made": N_("A comment"),
    "comment.mentioned": N_("%(person)s was mentioned in it"),
    "instruction.given": N_("An instruction on “%(item)s”"),
    "instruction.acknowledged": N_("The instruction on “%(item)s” was taken note of"),
    "incident.raised": N_("Something could not go on by itself"),
    "incident.parked": N_("What could not go on is not tried again until somebody says so"),
    "incident.taken": N_("Somebody takes care of what could not go on"),
    "incident.given": N_("%(person)s was asked to take care of what could not go on"),
    "incident.retried": N_("What could not go on is to be tried again now"),
    "incident.closed": N_("What could not go on was mended"),
    "incident.dismissed": N_("The incident was closed without a further try"),
    "incident.cancelled": N_("The case was cancelled because it could not go on"),
    "incident.variable_changed": N_("A value of the case was mended: %(variable)s"),
    "incident.variables_replaced": N_("The unreadable values of the case were replaced"),
    "incident.timer_moved": N_("A timer of the case was moved from %(before)s to %(due_at)s"),
    "incident.timer_skipped": N_("A timer of the case was skipped: %(element)s"),
    "plan.imported": N_(
        "The plan file %(file)s was imported: %(created)s new, %(unchanged)s unchanged, %(differing)s differing"
    ),
    "resolution.registered": N_("Resolution %(code)s was registered"),
    "resolution_task.registered": N_("Task %(code)s was registered"),
    "resolution_task.changed": N_("Task %(code)s was changed: %(fields)s"),
    "resolution_task.differs": N_("The plan file differs from task %(code)s: %(field)s"),
    "resolution_task.difference_decided": N_("The difference in task %(code)s (%(field)s) was decided: %(decision)s"),
    "resolution_task.expanded": N_("Task %(code)s was split into %(children)s tasks, one for each lead"),
    "resolution_task.split": N_("Tasks were taken out of task %(code)s: %(others)s"),
    "resolution_task.merged": N_("Task %(code)s was merged into task %(other)s"),
    "resolution_task.linked": N_("Task %(code)s implements task %(other)s"),
    "resolution_task.unlinked": N_("Task %(code)s does not implement task %(other)s, after all"),
    "document.entered": N_("A document was entered in the register"),
    "document.corrected": N_("A document of the register was corrected: %(fields)s"),
    "indicator.registered": N_("Indicator %(code)s was registered"),
    "indicator.defined": N_("Indicator %(code)s was defined anew: version %(number)s"),
    "indicator.opened": N_("Indicator %(code)s was opened"),
    "indicator.closed": N_("Indicator %(code)s was closed"),
    "indicator.catalogue_imported": N_(
        "The catalogue file %(file)s was taken in: %(created)s new, %(changed)s defined anew, %(unchanged)s unchanged"
    ),
    "definition.proposed": N_("A change of version %(number)s of the process %(key)s was proposed"),
    "definition.deployed": N_("Version %(number)s of the process %(key)s was put into service"),
    "definition.returned": N_("The proposal for the process %(key)s was returned"),
    "definition.withdrawn": N_("The proposal for the process %(key)s was taken back by who had made it"),
    "definition.retired": N_("The process %(key)s takes no new cases; version %(number)s was its last"),
    "definition.draft_begun": N_("A draft of the process %(key)s was begun from version %(number)s"),
    "definition.imported": N_(
        "A file was taken in as a draft of the process %(key)s: %(mapped)s things taken over, %(open)s left to do, %(kept)s kept"
    ),
    "definition.draft_moved": N_("A draft of the process %(key)s was laid over version %(number)s"),
    "definition.draft_discarded": N_("A draft of the process %(key)s was thrown away"),
    "migration.begun": N_(
        "A plan was made to move running cases of %(key)s from version %(before)s to version %(number)s"
    ),
    "migration.mapped": N_("The plan to move running cases was changed; every case is tried again"),
    "migration.proposed": N_("It was proposed to move the running cases"),
    "migration.withdrawn": N_("The plan to move running cases was withdrawn"),
    "migration.approved": N_("Moving the running cases was approved; the clock moves one after the other"),
    "migration.returned": N_("The plan to move running cases was returned"),
    "migration.paused": N_("Moving the running cases was paused"),
    "migration.resumed": N_("Moving the running cases goes on"),
    "migration.tried_again": N_("Cases that were blocked are moved once more: %(cases)s"),
    "migration.stopped": N_("Moving the running cases was stopped for good"),
    "migration.done": N_("All running cases have gone over; moved: %(cases)s"),
    "account.invited": N_("%(person)s was invited to sign in"),
    "account.created": N_("An account was opened for %(person)s"),
    "account.password_changed": N_("The password of %(person)s was changed"),
    "account.signed_in": N_("%(person)s signed in"),
    "account.signed_out": N_("%(person)s signed out"),
    "organisation.seeded": N_("The organisation was set up: %(units)s units, %(positions)s posts"),
    "organisation.imported": N_("The organisation's file %(file)s was taken in: %(rows)s rows"),
    "unit.registered": N_("The unit %(unit)s was registered"),
    "unit.moved": N_("The unit %(unit)s was moved under %(parent)s"),
    "unit.renamed": N_("The unit %(unit)s got another name"),
    "unit.closed": N_("The unit %(unit)s was closed, its last day being %(until_on)s"),
    "unit.merger_decided": N_("It was decided that %(unit)s goes into %(into)s from %(from_on)s"),
    "unit.merger_withdrawn": N_("The decision that %(unit)s goes into %(into)s was taken back"),
    "unit.merged": N_("%(unit)s went into %(into)s on %(from_on)s"),
    "position.registered": N_("A post was set up in %(unit)s: %(position)s"),
    "position.renamed": N_("The post %(position)s got another title"),
    "position.moved": N_("The post %(position)s went over to %(unit)s"),
    "position.closed": N_("The post %(position)s was closed, its last day being %(until_on)s"),
    "position.superior_set": N_("The post %(position)s reports to %(superior)s from now on"),
    "person.registered": N_("%(person)s was registered"),
    "appointment.made": N_("%(person)s was appointed: %(position)s, from %(from_on)s"),
    "appointment.ended": N_("%(person)s leaves the post %(position)s on %(until_on)s"),
    "group.registered": N_("The group %(group)s was set up"),
    "group.moved": N_("The group %(group)s went over to %(unit)s"),
    "group.member_added": N_("%(person)s joined the group %(group)s"),
    "group.member_ended": N_("%(person)s leaves the group %(group)s on %(until_on)s"),
    "calendar_day.set": N_("%(unit)s keeps %(day)s differently from the country"),
    "calendar_day.cleared": N_("%(unit)s keeps %(day)s as the country does"),
    "calendar.recounted": N_("Every due date given in working days is computed anew"),
    "grant.given": N_("%(person)s was granted a role on %(unit)s: %(role)s"),
    "grant.ended": N_("%(person)s no longer has a role on %(unit)s: %(role)s"),
    "installation.restored": N_("Everything was put back as it was saved on %(saved_at)s"),
    "installation.confirmed": N_("The operator confirmed the restored copy; the clock goes on"),
}
WHEN_EMPTY: Mapping[tuple[str, str], str] = {
    ("work_item.opened", "due_at"): N_("“%(item)s” was opened for %(performer)s"),
    ("case.reopened", "due_at"): N_("The sign-off was reopened; the task goes on in a new case"),
    ("case.continued", "due_at"): N_("The case goes on with the task, whose sign-off was reopened"),
    ("task.accepted", "officer"): N_("The task was accepted by its unit"),
    ("work_item.due_changed", "before"): N_("“%(item)s” got a due date: %(due_at)s"),
    ("work_item.due_changed", "due_at"): N_("The due date of “%(item)s” was lifted"),
    ("definition.proposed", "number"): N_("A version of the process %(key)s was proposed"),
    ("definition.draft_begun", "number"): N_("A draft of the process %(key)s was begun anew"),
    ("position.superior_set", "superior"): N_("The post %(position)s reports as the tree says from now on"),
}
WHEN_IT_IS: Mapping[tuple[str, str, str], str] = {
    ("work_item.due_changed", "cause", "calendar"): N_(
        "The due date of “%(item)s” moved from %(before)s to %(due_at)s, because the calendar changed"
    ),
    ("work_item.due_changed", "cause", "standstill"): N_(
        "The due date of “%(item)s” moved from %(before)s to %(due_at)s, because the case stood still"
    ),
}
VALUES: Mapping[str, str] = {
    "verification": N_("the verification"),
    "sign_off": N_("the sign-off"),
    "on_schedule": N_("on schedule"),
    "at_risk": N_("at risk"),
    "late": N_("late"),
    "task_completed": N_("completed"),
    "task_cancelled": N_("cancelled"),
    "children_done": N_("every part is done"),
    "closed": N_("the work was done"),
    "new_due_date": N_("a new due date"),
    "new_person": N_("another person is responsible"),
    "administrator": N_("administrator"),
    "designer": N_("process designer"),
    "plan_keeper": N_("keeper of the plan"),
    "inspector": N_("inspector"),
    "leader": N_("leader"),
    "difficulty": N_("difficulty"),
    "proposal": N_("proposal"),
    "superior": N_("the superior"),
    "assigning": N_("who assigned the task"),
    "take": N_("the file's value was taken"),
    "keep": N_("the running task's value was kept"),
}


def words_of(kind: str, said: Mapping[str, Any]) -> str:
    """The sentence of a fact, its values already said in words (``None`` where there is none)."""
    empty = (WHEN_EMPTY.get((kind, name)) for name, value in said.items() if value is None)
    special = (WHEN_IT_IS.get((kind, name, value)) for name, value in said.items() if isinstance(value, str))
    sentence = next((one for one in (*empty, *special) if one is not None), None)
    return gettext(
        sentence or SENTENCES[kind], **{name: "–" if value is None else value for name, value in said.items()}
    )


def word_for(value: object) -> str:
    """A code of the domain (``on_schedule``) in words; what is no code stays as it is."""
    return gettext(VALUES[value]) if isinstance(value, str) and value in VALUES else str(value)
