"""Whose extensions are known here, and what is to be done about those that have no counterpart."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.errors import N_

VENDORS: Mapping[str, str] = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
}
# What tells another engine how to run, or its modeller how to show; here it means nothing, and nothing is missing without it.
_OF_NO_MEANING_WORDS = """
    async asyncBefore asyncAfter exclusive jobPriority taskPriority historyTimeToLive versionTag isStartableInTasklist
    diagramRelationId modelerTemplate modelerTemplateVersion modelerTemplateIcon candidateStarterGroups candidateStarterUsers
    failedJobRetryTimeCycle userTask properties property retries mapDecisionResult calledElementBinding decisionRefBinding
    formFieldValidation executionPlatform localScope jobTopic category skipExpression triggerable
"""
OF_NO_MEANING = frozenset(_OF_NO_MEANING_WORDS.split())
PERSON = N_("Say in the properties who gets it straight away; a user of the other system means nobody here.")
VARIABLE = N_("See that the variable holds the number of a person of this house.")
GROUP = N_("See that there is a group of this code here, or say in the properties who may do it.")
USERS = N_("Say in the properties who may do it: people are named here by their unit, post or group.")
FORM = N_("The form itself is not in the file. Add a form of this name to the draft.")
FORM_THERE = N_(
    "The form came in the drawing and is a file of the draft now. See that its words are there in both languages."
)
FORM_ELSEWHERE = N_("Make a form in the draft and choose it in the properties.")
DUE = N_("Say in the properties when it is due, for example working_days(3): here time is counted in working days.")
PRIORITY = N_("Give a number from 0 to 100 in the properties; from 80 on it is urgent.")
CONDITION = N_("Write the condition in the properties of the arrow, in the expressions of this house.")
SCRIPT = N_("No script is run here. Write variables by assignments, or choose by conditions.")
ACTION = N_(
    "Make it work of the system and choose an action of this house; programmes outside are not called from a drawing."
)
DECISION = N_("Add the decision table of this name to the draft.")
CALLED = N_("Add the called drawing of this name to the draft.")
TIMER = N_("Write the moment or the time in the properties of the event, for example P1D.")
CORRELATION = N_("Say in the properties of the event what the message must be about.")
REPEATED = N_("Say under “Repetition” in the properties for what the step is repeated.")
FOLLOW_UP = N_("Warnings and reminders before the due date are lines of the ladder’s table; nothing is drawn for them.")
LISTENER = N_("Nothing listens behind a step here. Draw what is to happen as a step, an assignment or an action.")
MAPPING = N_("Here variables belong to the whole case. Write what is needed later by assignments.")
OTHERWISE = N_("Nothing here does this. If it matters, draw it as a step, an assignment or an action.")
RENAMED_FILE = N_("The file was written in another encoding and is kept as UTF-8.")
UNSEEN = N_("It is not seen in the editor and means nothing here. It goes out with what means nothing here.")
OTHER_PROCESS = N_(
    "One drawing holds one process. Take this one out, or keep it in a drawing of its own and call that."
)

REMEDIES: Mapping[str, str] = {
    "assignee": PERSON,
    "candidateGroups": GROUP,
    "candidateUsers": USERS,
    "formKey": FORM_ELSEWHERE,
    "formRef": FORM_ELSEWHERE,
    "formDefinition": FORM_ELSEWHERE,
    "dueDate": DUE,
    "followUpDate": FOLLOW_UP,
    "priority": PRIORITY,
    "script": SCRIPT,
    "class": ACTION,
    "delegateExpression": ACTION,
    "expression": ACTION,
    "type": ACTION,
    "topic": ACTION,
    "taskDefinition": ACTION,
    "connector": ACTION,
    "decisionRef": DECISION,
    "calledDecision": DECISION,
    "calledElement": CALLED,
    "taskListener": LISTENER,
    "executionListener": LISTENER,
    "ioMapping": MAPPING,
    "inputOutput": MAPPING,
    "in": MAPPING,
    "propagateAllChildVariables": MAPPING,
    "propagateAllParentVariables": MAPPING,
    "out": MAPPING,
}
