"""How a day goes for each role: a few sentences, and the doors that they speak of. ``docs/guides`` tells the same with pictures.

A person is shown the guides of their own roles first, the one that only few people have before those that everybody has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workflows.errors import N_
from workflows.organisation.standing import Standing


@dataclass(frozen=True, slots=True)
class Guide:
    """A role, whom it concerns, what it is there for, its day in sentences, and the first page of each errand."""

    name: str
    role: str
    concerns: Callable[[Standing], bool]
    purpose: str
    day: tuple[str, ...]
    doors: tuple[str, ...]


def _granted(*roles: str) -> Callable[[Standing], bool]:
    return lambda standing: not standing.roles.keys().isdisjoint(roles)


def _in_group(code: str) -> Callable[[Standing], bool]:
    return lambda standing: code in standing.groups


GUIDES = (
    Guide(
        "leader",
        N_("Leader and inspector"),
        _granted("leader", "inspector"),
        N_("You see how the tasks stand and where they are stuck; a leader can also step in."),
        (
            N_("The Dashboard opens with one sentence on what matters now. Each number opens the list behind it."),
            N_("Choose a unit in the table to see it with everything below it, and a class to see its tasks."),
            N_(
                "From a task, open its case: who did what and when, each result with its evidence, what was raised to whom."
            ),
            N_(
                "Follow a case to keep it on a shelf of your inbox. Where you may comment, name people with @ so that they are told."
            ),
            N_("Every list can be downloaded as a workbook; a case can be printed."),
        ),
        ("dashboard.top", "resolutions.list"),
    ),
    Guide(
        "administrator",
        N_("Administrator"),
        _granted("administrator"),
        N_("You keep the organisation right and see that the machinery runs."),
        (
            N_(
                "Under Administration choose a unit: its posts, who holds them, its groups, its roles, its local holidays."
            ),
            N_(
                "Every change has a first day and keeps what was before. Before a unit or post is closed, hand its open work over."
            ),
            N_("Larger changes come in as a file: try it first, read what it would do, then take it in."),
            N_(
                "Under Operations see whether the clocks beat. An incident says what cannot go on; mend the cause, then have it tried."
            ),
        ),
        ("administration.top", "operations.top"),
    ),
    Guide(
        "support",
        N_("Support team, keeper of the plan"),
        lambda standing: _granted("plan_keeper")(standing) or _in_group("support_team")(standing),
        N_("You keep the plan, assign its tasks and sign their results off."),
        (
            N_(
                "Under Resolutions keep the plan: enter a task, take in a plan file, decide on differences, split or merge tasks."
            ),
            N_(
                "In the inbox take the step “Assign the task”: check the six clears, name the unit that leads and the day."
            ),
            N_(
                "Requests for more time come to you: read the cause, grant or refuse with a reason. The first date stays beside it."
            ),
            N_("Sign off what was verified. Only then does the task count as done, and the record can be printed."),
        ),
        ("resolutions.list", "inbox.list"),
    ),
    Guide(
        "supervisor",
        N_("Supervisor"),
        lambda standing: bool(standing.led_unit_ids),
        N_("Late work of the posts below is raised to you. You decide before it goes one level higher."),
        (
            N_(
                "The Desk says how many delays were raised to you. Each opens with its story: causes, requests, who was reminded."
            ),
            N_("Decide: grant time, give it to another person, take it over, or pass it upward, each with a reason."),
            N_("Urging and taking note are recorded and told, but do not stop the clock."),
            N_("The step shows what will happen day by day if nobody acts."),
        ),
        ("desk.top",),
    ),
    Guide(
        "head",
        N_("Head of a unit"),
        lambda standing: bool(standing.led_unit_ids),
        N_("You answer for the work of your unit: who does it, and whether it is good enough to leave the house."),
        (
            N_("In the inbox accept or decline what was assigned to the unit, and name an officer."),
            N_(
                "At the Desk give out what nobody holds: tick steps, choose a person; the load says who can take something."
            ),
            N_(
                "Confirm what your officers submitted, or send it back with a reason. What changed since the last time is marked."
            ),
            N_(
                "When somebody is absent or leaves, hand all their open steps over at once from the Desk; with a last day, "
                "what is still open then comes back by itself."
            ),
        ),
        ("desk.top", "inbox.list"),
    ),
    Guide(
        "verifier",
        N_("Verifier of results"),
        _in_group("verifiers"),
        N_("You check results to which you contributed nothing."),
        (
            N_("Take a step of your group from the inbox. It is yours until you decide or put it back."),
            N_("Compare what is ordered with what was submitted; the evidence opens beside the form."),
            N_(
                "Approve, or return it with a reason that says what is missing. The reason goes to whoever submitted it."
            ),
            N_("After each decision the next step of the same pile opens."),
        ),
        ("inbox.list",),
    ),
    Guide(
        "officer",
        N_("Officer"),
        lambda standing: True,
        N_("Steps come to your inbox; you carry them out and submit results with evidence."),
        (
            N_(
                "The inbox begins with what is late, then what is due soon. Take a step that your unit or group is offered."
            ),
            N_(
                "Open a step: what is ordered, what is asked of you, and who was told. What you type is kept by itself."
            ),
            N_(
                "Add evidence as a file or a link, then submit. Until somebody begins to check it you can take it back."
            ),
            N_("In good time ask for more time, or raise a difficulty: somebody has to answer it by a date."),
            N_("A returned result comes back with its reason and with all that you had written."),
        ),
        ("inbox.list",),
    ),
)


def own_first(standing: Standing) -> tuple[list[Guide], list[Guide]]:
    """The guides of the roles that the person has, and the others."""
    own = [guide for guide in GUIDES if guide.concerns(standing)]
    return own, [guide for guide in GUIDES if guide not in own]
