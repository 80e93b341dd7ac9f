"""The register of assigning documents: found by what tasks they gave, entered and corrected with a reason.

A document shows words of the tasks that cite it, so it is open to whoever may see one of them; one that no task cites, to the
keepers of the plan.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.limits import CHANGES_PAGE, DOCUMENTS_PAGE, LINK_LETTERS, PLAN_CELL_LETTERS
from workflows.organisation.standing import Standing, standing_of
from workflows.resolutions.days import read_day
from workflows.resolutions.models import AssigningDocument, DocumentChange, ResolutionTask
from workflows.resolutions.seeing import ways_to_see

STREAM = "documents"
FIELDS = ("number", "issued_on", "issuer", "url", "words")
LONGEST = {"number": 60, "issuer": 300, "url": LINK_LETTERS, "words": PLAN_CELL_LETTERS}


def may_keep_documents(session: Session, actor: Actor, at: datetime) -> Refusal | None:
    """A keeper of any plan may, and the operator at the command line."""
    if actor.kind == "operator" or standing_of(session, actor, at).roles.get("plan_keeper"):
        return None
    return Forbidden(N_("Expected a keeper of the plan, but you were not granted that role here."))


def find_documents(
    session: Session, text: str, standing: Standing, *, before: int | None = None, limit: int = DOCUMENTS_PAGE
) -> Sequence[AssigningDocument]:
    """The documents that may be seen whose number or words have ``text`` in them, the newest in the register first."""
    query = select(AssigningDocument).where(_seen(standing)).order_by(AssigningDocument.id.desc()).limit(limit)
    if text:
        columns = (AssigningDocument.number, AssigningDocument.words, AssigningDocument.issuer)
        query = query.where(or_(*(func.lower(one).contains(text.lower(), autoescape=True) for one in columns)))
    return session.scalars(query if before is None else query.where(AssigningDocument.id < before)).all()


def find_document(session: Session, public_id: str, standing: Standing) -> AssigningDocument:
    """The document at this address. Raises ``NotFound`` when there is none or this person may not see it."""
    query = select(AssigningDocument).where(AssigningDocument.public_id == public_id, _seen(standing))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def find_document_changes(session: Session, document_id: int) -> Sequence[DocumentChange]:
    """What the register said of it before, the newest first."""
    query = select(DocumentChange).where(DocumentChange.document_id == document_id).order_by(DocumentChange.id.desc())
    return session.scalars(query.limit(CHANGES_PAGE)).all()


def said_of(document: AssigningDocument) -> dict[str, str]:
    """The document by its fields, as text."""
    return {name: "" if (value := getattr(document, name)) is None else str(value) for name in FIELDS}


def fingerprint(document: AssigningDocument) -> str:
    """A short name for everything that the register says of it: what a page has seen."""
    return hashlib.sha256(repr(sorted(said_of(document).items())).encode()).hexdigest()


def enter_document(session: Session, said: Mapping[str, str], *, actor: Actor, at: datetime) -> AssigningDocument:
    """Put a document into the register. Raises ``Forbidden``, ``Invalid`` at the fields, ``Conflict`` when it is there already."""
    if refusal := may_keep_documents(session, actor, at):
        raise refusal
    values = _understood(said)
    number, issued_on = values["number"], values["issued_on"]
    key = f"{number} {issued_on}" if number and issued_on else hashlib.sha256(str(values["words"]).encode()).hexdigest()
    if session.scalar(select(AssigningDocument.id).where(AssigningDocument.key == key[:100])) is not None:
        raise Conflict(N_("Expected a document that is not in the register yet, but it is there already."))
    document = AssigningDocument(key=key[:100], **values)
    session.add(document)
    session.flush()
    _remember(session, document, {"words": ""}, "", actor, at)
    record(session, STREAM, [fact("document.entered", document=document.public_id)], actor=actor, at=at)
    return document


def correct_document(
    session: Session, public_id: str, said: Mapping[str, str], *, seen: str, reason: str, actor: Actor, at: datetime
) -> AssigningDocument:
    """Let the register say what was typed. What its tasks cite stays in their own words, and leads here as before.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` when it was corrected meanwhile, ``Invalid`` at the fields or ``reason``.
    """
    if refusal := may_keep_documents(session, actor, at):
        raise refusal
    query = select(AssigningDocument).where(AssigningDocument.public_id == public_id).with_for_update()
    document = session.scalars(query.execution_options(populate_existing=True)).first()
    if document is None:
        raise NotFound
    if fingerprint(document) != seen:
        raise Conflict(
            N_("Expected the document as your page showed it, but it was corrected in the meantime. Look again.")
        )
    values = _understood(said)
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    before = said_of(document)
    for name, value in values.items():
        setattr(document, name, value)
    changed = {name: before[name] for name, now in said_of(document).items() if before[name] != now}
    if changed:
        session.flush()
        _remember(session, document, changed, reason.strip(), actor, at)
        told = fact("document.corrected", reason.strip(), document=document.public_id, fields=sorted(changed))
        record(session, STREAM, [told], actor=actor, at=at)
    return document


def _understood(said: Mapping[str, str]) -> dict[str, str | date | None]:
    """What was typed, by column; raises ``Invalid`` with a sentence for each field."""
    faults: dict[str, Refusal] = {}
    values: dict[str, str | date | None] = {name: said.get(name, "").strip() or None for name in FIELDS}
    try:
        values["issued_on"] = read_day(said.get("issued_on", "").strip())
    except Refusal as refusal:
        faults["issued_on"] = refusal
    for name, most in LONGEST.items():
        if len(said.get(name, "").strip()) > most:
            sentence = N_("Expected at most %(limit)s characters, but there are %(found)s.")
            faults[name] = Refusal(sentence, limit=most, found=len(said[name]))
    if not values["words"]:
        faults["words"] = Refusal(N_("Expected the document in words, as it is cited, but there are none."))
    if values["url"] and not re.match(r"https?://\S+$", str(values["url"])):
        faults["url"] = Refusal(N_("Expected a link that begins with https:// or http://, but it does not."))
    if faults:
        sentence = N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s.")
        raise Invalid(sentence, faults, count=len(faults))
    return values


def _remember(
    session: Session, document: AssigningDocument, before: Mapping[str, str], reason: str, actor: Actor, at: datetime
) -> None:
    now = said_of(document)
    said = {"document_id": document.id, "reason": reason, "changed_by": actor.key, "changed_at": at}
    rows = [{**said, "field": name, "before": words, "after": now[name]} for name, words in before.items()]
    session.execute(insert(DocumentChange), rows)


def _seen(standing: Standing) -> ColumnElement[bool]:
    """Cited by a task that may be seen; for keepers also those that no task cites."""
    if standing.sees_all:
        return true()
    row = aliased(ResolutionTask, name="citing")
    cited = AssigningDocument.id.in_(
        union_all(*(select(row.document_id).where(way) for way in ways_to_see(standing, row)))
    )
    if not standing.roles.get("plan_keeper"):
        return cited
    return or_(cited, ~exists().where(ResolutionTask.document_id == AssigningDocument.id))
