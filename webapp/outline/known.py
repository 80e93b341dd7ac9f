"""What the names in drawings mean, in sentences of the catalogue: kinds of elements, values of a case, messages, kinds of work."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.errors import N_

MEETING = N_("Ways meet")
KINDS: Mapping[str, str] = {
    "userTask": N_("Step of a person"),
    "manualTask": N_("Step of a person"),
    "serviceTask": N_("Done by the system"),
    "sendTask": N_("Message that is sent"),
    "receiveTask": N_("Waits for a message"),
    "businessRuleTask": N_("Decided by a table"),
    "callActivity": N_("Another drawing"),
    "subProcess": N_("Part of the process"),
    "exclusiveGateway": N_("Choice of one way"),
    "inclusiveGateway": N_("Choice of one or more ways"),
    "parallelGateway": N_("Ways side by side"),
    "startEvent": N_("Start"),
    "endEvent": N_("End"),
    "intermediateCatchEvent": N_("Waits"),
    "intermediateThrowEvent": N_("Event"),
    "boundaryEvent": N_("Meanwhile"),
    "task": N_("Step"),
    "scriptTask": N_("Script"),
    "eventBasedGateway": N_("Waits for what comes first"),
    "complexGateway": N_("Choice by a rule of its own"),
}
PATHS: Mapping[str, str] = {
    "task": N_("the task"),
    "task.assigning_group": N_("the group that assigns the task"),
    "task.assigning_unit": N_("the unit that assigns the task"),
    "task.verifying_group": N_("the group that verifies the result"),
    "task.verifiers": N_("the number of verifiers"),
    "task.approvals_needed": N_("the number of approvals that are needed"),
    "task.lead_unit": N_("the lead unit"),
    "task.due_at": N_("the task's due date"),
    "task.priority": N_("the task's priority"),
    "task.assigned": N_("the lead unit is known"),
    "task.reopened": N_("what was reopened after the sign-off"),
    "task.parts[].unit": N_("the unit of that part"),
    "task.parts[].due_at": N_("the due date of that part"),
    "task.parts": N_("the parts of the co-operating units"),
    "task.parts_returned": N_("the parts that were returned"),
    "lead_unit": N_("the lead unit"),
    "officer": N_("the officer who was named"),
    "rounds": N_("the number of returns so far"),
    "verifiers": N_("the number of verifiers"),
    "approvals": N_("the number of approvals"),
    "approvals_needed": N_("the number of approvals that are needed"),
    "returns": N_("the number of returns"),
    "instances": N_("the number of repetitions"),
    "completed": N_("the number of repetitions that are done"),
    "verification_outcome": N_("what came of the verification"),
    "sign_off_outcome": N_("what came of the sign-off"),
    "form.by_head": N_("the head handed it in"),
    "form.within_authority": N_("it lies within the authority of who decides"),
    "message.position": N_("the post that the message names"),
    "message.group": N_("the group that the message names"),
    "message.part": N_("the part that the message names"),
    "message.item": N_("the step that the message names"),
}
HOLDS = frozenset({"task.assigned", "form.by_head", "form.within_authority"})
"""Those that are sentences of their own: true or false."""
PRESENT: Mapping[str, tuple[str, str]] = {
    "task.reopened": (N_("the task was reopened after its sign-off"), N_("the task was not reopened")),
}
"""What it means that a value is there, and that it is not."""
VALUES: Mapping[str, str] = {
    "approved": N_("approved"),
    "returned": N_("returned"),
    "signed_off": N_("signed off"),
    "withdrawn": N_("withdrawn"),
    "parts": N_("the parts"),
    "work": N_("the work"),
}
GROUPS: Mapping[str, str] = {"support_team": N_("the support team"), "verifiers": N_("the verifying group")}
MESSAGES: Mapping[str, str] = {
    "overdue": N_("a step is late and a superior is told"),
    "resolved": N_("the late step is settled"),
    "extension_requested": N_("more time is asked for"),
    "difficulty_raised": N_("a difficulty or a proposal is raised"),
    "part_extension_requested": N_("more time is asked for the part"),
    "part_wanted": N_("a part of a co-operating unit is wanted"),
    "part_dropped": N_("the part is not needed any more"),
    "withdrawn": N_("the result is taken back"),
    "suspended": N_("the case is suspended"),
    "resumed": N_("the case is resumed"),
    "cancelled": N_("the case is cancelled"),
    "children_completed": N_("the last child task is completed"),
}
EVENTS: Mapping[str, str] = {
    "message": N_("when %(what)s (message “%(name)s”)"),
    "signal": N_("when the signal “%(name)s” is given within the case"),
    "error": N_("when the error “%(name)s” comes up"),
    "escalation": N_("when the escalation “%(name)s” is raised"),
}
