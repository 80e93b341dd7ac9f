"""What must hold for what people are told. That nobody is told twice, or reminded twice a day, is a key of the table itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from notifications.models import Mail, Notification
from workflows.definitions.models import DefinitionProposal
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry, OutboxRow


def violations(session: Session) -> Iterator[str]:
    """One sentence per violation.

    A notice tells of a fact of its own case, or of the process of its own proposal, and of its kind, which has left the outbox;
    nobody is told of what they did themselves. A mail carries notices of its own person only, and has one end: sent, withdrawn,
    given up, or it waits.
    """
    of_case = literal("case:") + ProcessInstance.public_id
    of_process = literal("definition:") + DefinitionProposal.key
    own = literal("person:") + cast(Notification.person_id, String)
    wrong = (
        select(Notification.id, Notification.person_id, LedgerEntry.actor == own, OutboxRow.entry_id)
        .join(LedgerEntry, LedgerEntry.id == Notification.entry_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == Notification.instance_id)
        .outerjoin(DefinitionProposal, DefinitionProposal.id == Notification.proposal_id)
        .outerjoin(OutboxRow, OutboxRow.entry_id == Notification.entry_id)
        .where(
            or_(
                LedgerEntry.stream != func.coalesce(of_case, of_process),
                LedgerEntry.kind != Notification.kind,
                LedgerEntry.actor == own,
                OutboxRow.entry_id.is_not(None),
            )
        )
    )
    for number, person_id, of_own, waits in session.execute(wrong.execution_options(yield_per=1000)):
        if of_own:
            yield f"notice {number}: person {person_id} was told of what they did themselves."
        elif waits is not None:
            yield f"notice {number}: person {person_id} was told, but the fact still waits in the outbox."
        else:
            yield f"notice {number}: it tells of another case or another kind of fact."
    other = (
        select(func.count()).join(Mail, Mail.id == Notification.mail_id).where(Mail.person_id != Notification.person_id)
    )
    if count := session.scalar(other.select_from(Notification)):
        yield f"mails: {count} notices are in the mail of somebody else."
    ended = (Mail.sent_at, Mail.withdrawn_at, Mail.given_up_at, Mail.try_at)
    ends: Any = sum(case((one.is_not(None), 1), else_=0) for one in ended)
    for number in session.scalars(select(Mail.id).where(ends != 1).limit(20)):
        yield f"mail {number}: it should have one end or wait, but it does neither or both."
