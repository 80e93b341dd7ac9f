"""The cast at work: each act is the real command, by the person whose item it is, at a moment in the past."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.seed import papers
from webapp.seed.people import ADDRESS
from workflows.actor import Actor, person
from workflows.calendar import local_date
from workflows.deadlines import extension
from workflows.definitions import deploy
from workflows.engine.placing.place import places
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation import roster
from workflows.organisation.models import OrgUnit, Person
from workflows.resolutions import naming_parts, reopening
from workflows.resolutions.cooperating import find_cooperating
from workflows.resolutions.models import ResolutionTask
from workflows.work import (
    assignment,
    attachments,
    claim,
    comments,
    difficulties,
    directing,
    escalation,
    intervening,
    links,
    parts,
    progress,
    reuse,
    review,
    sides,
    submission,
    versions,
)
from workflows.work.evidence import EvidenceStore
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Attachment

INVENTED = "Số liệu minh họa (demo)."


@dataclass(frozen=True, slots=True)
class Scene:
    """One case, one moment, and the session in which somebody acts."""

    session: Session
    store: EvidenceStore
    code: str
    at: datetime

    def later(self, at: datetime) -> Scene:
        """The same case at another moment."""
        return Scene(self.session, self.store, self.code, at)

    def actor(self, name: str) -> Actor:
        """Somebody of the cast (``lan``) or of the demo's other people (``mai.56-vptu``), in their appointment."""
        found = self.session.scalars(select(Person).where(Person.email == name + ADDRESS)).one()
        post = roster.appointment_of(self.session, found.id, local_date(self.at))
        return person(found.id, post.id if post else None)

    def case(self) -> ProcessInstance:
        """The newest case of the task."""
        query = select(ProcessInstance).where(ProcessInstance.business_key == self.code)
        return self.session.scalars(query.order_by(ProcessInstance.id.desc()).limit(1)).one()

    def item(self, step: str) -> Item:
        """The case's open item of a step."""
        query = item_query().where(
            ProcessInstance.business_key == self.code, WorkItem.step == step, WorkItem.closed_at.is_(None)
        )
        return from_row(self.session.execute(query.order_by(WorkItem.id.desc()).limit(1)).one())

    def step(self, element: str, unit: str | None = None) -> Item | None:
        """The case's open item of a drawn step, of this unit; none where it is not open."""
        query = item_query().where(
            ProcessInstance.business_key == self.code, WorkItem.element == element, WorkItem.closed_at.is_(None)
        )
        if unit is not None:
            query = query.where(WorkItem.unit_id == select(OrgUnit.id).where(OrgUnit.code == unit).scalar_subquery())
        row = self.session.execute(query.order_by(WorkItem.id).limit(1)).first()
        return from_row(row) if row else None

    def do(self, verb: Callable[..., Any], step: str, who: str, **said: Any) -> None:
        """Give the command for the open item of ``step``."""
        verb(self.session, self.item(step), **said, actor=self.actor(who), at=self.at)


def assign(
    scene: Scene, *leads: str, product: str | None = None, due_on: str | None = None, panel: str | None = None
) -> None:
    """Tuấn checks the six clears, names the lead, and perhaps asks for several verifiers."""
    resolution_task = scene.session.scalars(select(ResolutionTask).where(ResolutionTask.code == scene.code)).one()
    form = {
        "lead_units": list(leads),
        "product": product or resolution_task.deliverable or resolution_task.title_vi,
        "evidence_required": "Văn bản ban hành hoặc đường dẫn đến sản phẩm.",
        "due_on": due_on,
        "panel": panel,
        **dict.fromkeys(
            ("clear_person", "clear_work", "clear_responsibility", "clear_authority", "clear_time", "clear_result"),
            True,
        ),
    }
    scene.do(assignment.assign, "assign", "tuan", form=form)


def accept(scene: Scene, head: str, officer: str | None = None) -> None:
    """The unit's head takes the task and may name the officer who does it."""
    address = (
        scene.session.scalar(select(Person.public_id).where(Person.email == f"{officer}{ADDRESS}")) if officer else None
    )
    scene.do(assignment.accept, "accept", head, form={"decision": "accept", "officer": address})


def decline(scene: Scene, head: str, reason: str) -> None:
    """The unit's head declines."""
    scene.do(assignment.accept, "accept", head, form={"decision": "decline", "reason": reason})


def report(scene: Scene, who: str, percent: int, produced: str, *, schedule: str = "on_schedule", **more: Any) -> None:
    """A progress report."""
    form = {"percent": percent, "produced": f"{produced} {INVENTED}", "schedule": schedule, **more}
    scene.do(progress.report, "submission", who, form=form)


def hand_in(scene: Scene, who: str, summary: str, *, file: bool = False) -> None:
    """Evidence (a file, which replaces the one handed in before, or a link) and the result."""
    if file:
        stored = scene.store.save(io.BytesIO(papers.report(scene.code, summary, INVENTED, scene.at)))
        said = {"name": f"{scene.code}.pdf", "stored": stored, "not_classified": True}
        earlier = attachments.evidence_on(scene.session, scene.item("submission").instance_id)
        before = next((row.public_id for row in earlier if row.name == said["name"]), None)
        if before is None:
            scene.do(attachments.attach_file, "submission", who, **said)
        else:
            scene.do(versions.replace_file, "submission", who, attachment_id=before, **said)
    else:
        link(scene, who, scene.code, f"Kết quả {scene.code}")
    form = {"summary": f"{summary} {INVENTED}", "no_classified": True, "without_parts": f"Bổ sung sau. {INVENTED}"}
    scene.do(submission.submit, "submission", who, form=form)


def name_parts(scene: Scene, **said: tuple[str, str]) -> None:
    """Tuấn names products and days of co-operating units (by code, ``_`` for ``-``), unless the case is over."""
    session = scene.session
    row = session.scalars(select(ResolutionTask).where(ResolutionTask.code == scene.code)).one()
    case = session.get(ProcessInstance, row.instance_id) if row.instance_id else None
    if case is not None and case.ended_at is not None:
        return
    named = {unit.replace("_", "-"): naming_parts.Said(*words) for unit, words in said.items()}
    seen = naming_parts.fingerprint(find_cooperating(session, row.id))
    more: dict[str, Any] = {"seen": seen, "reason": f"Theo văn bản giao nhiệm vụ. {INVENTED}"}
    naming_parts.name_parts(session, row.public_id, named, **more, actor=scene.actor("tuan"), at=scene.at)


def deliver_part(scene: Scene, unit: str, who: str, note: str) -> None:
    """An officer of the co-operating unit takes its step and delivers the part with a file; nothing where none is wanted now."""
    item = scene.step(parts.DELIVER, unit)
    if item is None:
        return
    said: dict[str, Any] = {"actor": scene.actor(who), "at": scene.at}
    claim.claim(scene.session, item, **said)
    stored = scene.store.save(io.BytesIO(papers.report(scene.code, note, INVENTED, scene.at)))
    file: dict[str, Any] = {"name": f"{scene.code}-{unit}.pdf", "stored": stored, "not_classified": True}
    attachments.attach_file(scene.session, item, **file, **said)
    form = {"note": f"{note} {INVENTED}", "no_classified": True}
    assignment.complete(scene.session, item, form=form, **said)


def look_at_part(scene: Scene, who: str, decision: str, reason: str | None = None) -> None:
    """The lead's officer accepts the part that waits, or sends it back."""
    item = scene.step(parts.CHECK)
    if item is not None:
        form = {"decision": decision, "reason": reason}
        assignment.complete(scene.session, item, form=form, actor=scene.actor(who), at=scene.at)


def link(scene: Scene, who: str, path: str, title: str, shows: str = "") -> None:
    """A link as evidence."""
    said = {"url": f"https://demo.nq57.example/{path}", "title": title, "shows": shows, "not_classified": True}
    scene.do(links.attach_link, "submission", who, **said)


def use_again(scene: Scene, who: str, code: str) -> None:
    """What was given with another task is used for this one, too."""
    query = select(Attachment.public_id).join(ProcessInstance, ProcessInstance.id == Attachment.instance_id)
    given = scene.session.scalars(query.where(ProcessInstance.business_key == code).order_by(Attachment.id)).all()
    scene.do(reuse.reuse, "submission", who, chosen=given[-1:], not_classified=True)


def check(scene: Scene, step: str, who: str, decision: str, reason: str | None = None) -> None:
    """Confirm, verify or sign off (or send back), on the hash of what is there."""
    item = scene.item(step)
    current = sides.current_submission(scene.session, item.instance_id)
    assert current is not None
    form = {"decision": decision, **({"reason": reason} if reason else {})}
    scene.do(review.decide, step, who, form=form, seen_sha256=current.sha256)


def move_back(scene: Scene, reason: str) -> None:
    """The administrator moves the case back to where it is assigned."""
    case = scene.case()
    drawing = deploy.drawing_of(scene.session, case.definition_version_id)
    waiting = [one.key for one in places(drawing, case.state) if one.element == "accept_task"]
    said: dict[str, Any] = {"version": case.version, "chosen": waiting, "target": "assign_task", "reason": reason}
    intervening.move(scene.session, case, **said, actor=scene.actor("quang"), at=scene.at)


def ask_for_time(scene: Scene, who: str, due_on: str, reason: str) -> None:
    """A request for more time, before the due date."""
    scene.do(extension.ask, "submission", who, due_on=due_on, reason=reason)


def ask_time_for_part(scene: Scene, unit: str, who: str, due_on: str, reason: str) -> None:
    """An officer of a co-operating unit takes its step and asks the lead for more time; nothing where none is wanted now."""
    item = scene.step(parts.DELIVER, unit)
    if item is not None:
        said: dict[str, Any] = {"actor": scene.actor(who), "at": scene.at}
        claim.claim(scene.session, item, **said)
        extension.ask(scene.session, item, due_on=due_on, reason=f"{reason} {INVENTED}", **said)


def hand_over(scene: Scene, who: str, to: str, until: date, reason: str) -> None:
    """The head gives somebody's step to another officer until a day, because of an absence."""
    person = scene.session.scalars(select(Person.public_id).where(Person.email == to + ADDRESS)).one()
    scene.do(assignment.reassign, "submission", who, person=person, reason=f"{reason} {INVENTED}", until=until)


def decide_time(scene: Scene, decision: str, reason: str) -> None:
    """Tuấn decides the request."""
    scene.do(extension.decide, "extension", "tuan", form={"decision": decision, "reason": reason})


def take(scene: Scene, step: str, who: str) -> None:
    """Somebody claims a free item."""
    scene.do(claim.claim, step, who)


def urge(scene: Scene, who: str, act: str, reason: str) -> None:
    """A superior acknowledges, urges or demands a remedy; that settles nothing."""
    scene.do(escalation.note_act, "escalation", who, act=act, reason=reason)


def say(scene: Scene, who: str, words: str) -> None:
    """Somebody says something about the case."""
    comments.comment(scene.session, scene.case(), words=words, actor=scene.actor(who), at=scene.at)


def instruct(scene: Scene, who: str, words: str) -> None:
    """A superior instructs whoever makes the result."""
    scene.do(comments.instruct, "submission", who, words=words)


def raise_difficulty(scene: Scene, who: str, addressed: str, words: str, *, matter: str = "difficulty") -> None:
    """Whoever makes the result raises a difficulty or makes a proposal."""
    said = {"matter": matter, "addressed": addressed, "words": words}
    scene.do(difficulties.raise_difficulty, "submission", who, **said)


def answer(scene: Scene, who: str, words: str) -> None:
    """Whoever has to answer does."""
    scene.do(assignment.complete, "other", who, form={"answer": words})


def suspend(scene: Scene, who: str, reason: str) -> None:
    """The assigning authority lets the case stand still."""
    directing.suspend(scene.session, scene.case(), reason=reason, actor=scene.actor(who), at=scene.at)


def reopen(scene: Scene, who: str, reason: str) -> None:
    """A superior of the one who signed the task off reopens it."""
    reopening.reopen(scene.session, scene.case(), reason=reason, actor=scene.actor(who), at=scene.at)


def people_at(session: Session, unit_id: int | None, on: datetime) -> tuple[str, str] | None:
    """The names of a unit's head and officer (the head twice where there is no officer); none where the head's post is vacant."""
    if unit_id is None:
        return None
    unit = session.get_one(OrgUnit, unit_id)
    held = {
        post.rank: holder.public_id
        for post in roster.posts(session, unit.id, local_date(on))
        for holder in post.holders[:1]
    }
    addresses = dict(
        session.execute(select(Person.public_id, Person.email).where(Person.public_id.in_(held.values()))).all()
    )
    names = {rank: addresses[public_id].removesuffix(ADDRESS) for rank, public_id in held.items()}
    return (names["head"], names.get("officer", names["head"])) if "head" in names else None
