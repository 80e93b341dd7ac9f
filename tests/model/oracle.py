"""A second, simpler opinion on one case: which step is on, who may do what to it, and who must never check what they made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tests.model.deeds import VERBS, Deed, aim, steps_of
from tests.support.country import CAST
from tests.support.world import World
from workflows.work.item import Item

PEOPLE = tuple(name for name, *_ in CAST)
DEPARTMENT = "56-SKHCN"
LEADERS, DIRECTORS = ("binh", "hoa", "an"), ("tuan", "an")
MAIN = ("assign", "accept", "submission", "confirmation", "verification", "sign_off")
CHECKED = ("confirmation", "verification")
STEP_OF = {"confirm": "confirmation", "verify": "verification", "sign_off": "sign_off"}
EVERY = tuple(Deed(who, verb, how) for verb, does in VERBS.items() for how in does.hows for who in PEOPLE)


class Oracle:
    """What must be true of one case, told only by what was done to it. ``offered`` says who may take what by its key."""

    def __init__(self, world: World, case: int, offered: Mapping[str, frozenset[str]]) -> None:
        self.world, self.case, self.offered = world, case, offered
        self.names = {number: name for name, number in world.people.items()}
        self.step: str | None = "assign"
        self.holder: str | None = None
        self.officer: str | None = None
        self.submitter: str | None = None
        self.verifier: str | None = None
        self.contributors: set[str] = set()
        self.accepted = False
        self.evidence = 0
        self.suspended = False
        self.outcome: str | None = None

    def steps(self) -> list[Item]:
        """What the case's rows are now."""
        with self.world.database.reading() as session:
            return steps_of(session, self.case)

    def waits_for(self, who: str, item: Item) -> bool:
        """The holder has it on the desk; while nobody holds it, whoever it is offered to."""
        if item.closed_at is not None or self.outcome:
            return False
        if item.assignee_id is not None:
            return self.names[item.assignee_id] == who
        return who in self.offered[item.candidate_key]

    def may_touch(self, who: str, item: Item) -> bool:
        """For whom it waits; nobody while the case stands still."""
        return not self.suspended and self.waits_for(who, item)

    def classes(self) -> set[str]:
        """The classes that the plan may show for the case."""
        if self.outcome:
            done = {"completed_on_time", "completed_late"}
            return {"cancelled"} if self.outcome == "task_cancelled" else done
        return {f"{'in_progress' if self.accepted else 'not_started'}{late}" for late in ("", "_overdue")}

    def expects(self, deed: Deed, steps: list[Item], at: datetime) -> bool | None:
        """Whether the deed must succeed (or be refused); ``None`` where other rows decide."""
        if VERBS[deed.verb].steps == ("case",):
            right = deed.who in DIRECTORS and self.outcome is None
            return right and (deed.verb == "cancel" or self.suspended == (deed.verb == "resume"))
        item = aim(steps, deed)
        if item is None or item.closed_at is not None or self.outcome or self.suspended:
            return False
        if deed.verb in ("claim", "release", "reassign", "withdraw"):
            return self._expects_hands(deed, item)
        if not self.may_touch(deed.who, item):
            return False
        if deed.verb == "handle" and deed.how == "reassign":
            late = late_step(steps, item)
            return late is not None and self._may_give(late)
        return self._expects_act(deed, item, at)

    def _expects_hands(self, deed: Deed, item: Item) -> bool:
        """Taking, putting back, giving to another, taking back what was handed in."""
        if deed.verb == "claim":
            return item.assignee_id is None and deed.who in self.offered[item.candidate_key]
        if deed.verb == "release":
            return item.assignee_id is not None and self.names[item.assignee_id] == deed.who
        if deed.verb == "withdraw":
            return item.step in CHECKED and self.submitter == deed.who and item.assignee_id is None
        return self._may_give(item) and deed.who in LEADERS

    def _may_give(self, item: Item) -> bool:
        """What is the department's and not a post's may be given to Lan or Tâm."""
        return item.unit_id == self.world.units[DEPARTMENT] and not item.candidate_key.startswith("position:")

    def _expects_act(self, deed: Deed, item: Item, at: datetime) -> bool | None:
        """The rules beyond whose hands the step is in: evidence, four eyes, dates."""
        who = deed.who
        if deed.verb == "submit":
            return self.evidence > 0
        if deed.verb == "confirm":
            return deed.how == "send_back" or who != self.submitter
        if deed.verb == "verify":
            return who not in self.contributors
        if deed.verb == "sign_off":
            return who not in self.contributors and who != self.verifier
        if deed.verb == "ask":
            return None if item.due_at is not None and item.due_at > at else False
        if deed.how in ("grant", "pass_upward"):
            return None
        return True

    def entitled(self, steps: list[Item], at: datetime) -> list[Deed]:
        """Every deed that must succeed now, in a fixed order."""
        return [deed for deed in EVERY if self.expects(deed, steps, at)]

    def tempting(self, steps: list[Item], at: datetime) -> list[Deed]:
        """Every deed that must be refused although the step waits for that very person: four eyes, no evidence, a standstill."""
        return [
            deed
            for deed in EVERY
            if (item := aim(steps, deed)) and self.waits_for(deed.who, item) and self.expects(deed, steps, at) is False
        ]

    def done(self, deed: Deed, target: Item | None, steps: list[Item]) -> None:
        """The deed succeeded; ``target`` and ``steps`` are as they were before it."""
        main = main_step(steps)
        if deed.verb in ("claim", "release", "reassign"):
            if target == main:
                self.holder = {"claim": deed.who, "release": None, "reassign": deed.how}[deed.verb]
            return
        if deed.verb in ("draft", "report", "attach", "submit"):
            self.contributors.add(deed.who)
        if deed.verb == "attach":
            self.evidence += 1
        if deed.verb in ("suspend", "resume"):
            self.suspended = deed.verb == "suspend"
        if deed.verb == "cancel":
            self._ends("task_cancelled")
        if deed.verb == "handle" and target is not None and late_step(steps, target) == main:
            self.holder = {"take_over": deed.who, "reassign": "tam"}.get(deed.how, self.holder)
        self._moves(deed)

    def _moves(self, deed: Deed) -> None:
        """Where the token goes."""
        if deed.verb == "assign" or deed.how == "decline":
            self._at("accept" if deed.verb == "assign" else "assign")
        elif deed.verb == "accept":
            self.officer, self.accepted = None if deed.how == "accept" else deed.how, True
            self._at("submission", self.officer)
        elif deed.verb == "submit":
            self.submitter, self.verifier = deed.who, None
            self._at("verification" if deed.who in LEADERS else "confirmation")
        elif deed.verb == "withdraw" or (deed.verb in STEP_OF and deed.how in ("send_back", "return")):
            self._at("submission", self.officer)
        elif deed.verb == "confirm":
            self.contributors.add(deed.who)
            self._at("verification")
        elif deed.verb == "verify":
            self.verifier = deed.who
            self._at("sign_off")
        elif deed.verb == "sign_off":
            self._ends("task_completed")

    def _at(self, step: str, holder: str | None = None) -> None:
        self.step, self.holder = step, holder

    def _ends(self, outcome: str) -> None:
        self.step, self.holder, self.outcome = None, None, outcome


def main_step(steps: list[Item]) -> Item | None:
    """The one open step on the way to the result."""
    found = [item for item in steps if item.closed_at is None and item.step in MAIN]
    assert len(found) <= 1, [item.element for item in found]
    return found[0] if found else None


def late_step(steps: list[Item], desk: Item) -> Item | None:
    """The late step that an escalation on somebody's desk is about."""
    public_id = (desk.local.get("message") or {}).get("item")
    return next((item for item in steps if item.public_id == public_id), None)
