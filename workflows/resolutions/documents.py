"""The register of assigning documents: what a plan's *source* words say about number, day, issuer and address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.resolutions.models import AssigningDocument

_URL = re.compile(r"https?://[^\s;,)]+")
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?(?:/\d{4})?[-/][A-ZĐ][\w&]*(?:[-/]\w+)*")
_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_PLACE = re.compile(r",? (appendix|phụ lục)\b.*", re.DOTALL)
_ISSUERS = (
    (re.compile(r"TB-VPCP"), "Văn phòng Chính phủ"),
    (re.compile(r"Provincial Steering Committee|Ban Chỉ đạo tỉnh"), "Ban Chỉ đạo tỉnh"),
    (re.compile(r"Central Steering Committee|Ban Chỉ đạo Trung ương"), "Ban Chỉ đạo Trung ương"),
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What the words of a source say about the document; ``words`` are without the place in its appendix."""

    key: str
    number: str | None
    issued_on: date | None
    issuer: str | None
    url: str | None
    words: str


def cite(source: str) -> Citation:
    """Read number, day, issuer and address out of the words; what is not there stays empty, nothing is guessed.

    A day counts only beside a number or where no address is given: beside an address alone it is the day of the news.
    """
    words = _PLACE.sub("", source)
    url, plain = _URL.search(words), _URL.sub(" ", words)
    found = _NUMBER.search(plain)
    number = found[0] if found else None
    issued_on = _day(plain) if number or not url else None
    issuer = next((name for pattern, name in _ISSUERS if pattern.search(plain)), None)
    key = f"{number} {issued_on}" if number and issued_on else hashlib.sha256(words.encode()).hexdigest()
    return Citation(key[:100], number[:60] if number else None, issued_on, issuer, url[0] if url else None, words)


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def register_documents(session: Session, sources: set[str]) -> dict[str, int]:
    """The register's number for each source's words; documents not yet there are entered."""
    cited = {source: cite(source) for source in sorted(sources) if source}
    by_key = {citation.key: citation for citation in reversed(list(cited.values()))}
    if not by_key:
        return {}
    query = select(AssigningDocument.key, AssigningDocument.id).where(AssigningDocument.key.in_(by_key))
    known = {row.key: row.id for row in session.execute(query)}
    new = [
        AssigningDocument(
            key=said.key,
            number=said.number,
            issued_on=said.issued_on,
            issuer=said.issuer,
            url=said.url,
            words=said.words,
        )
        for key, said in sorted(by_key.items())
        if key not in known
    ]
    session.add_all(new)
    session.flush()
    known |= {document.key: document.id for document in new}
    return {source: known[citation.key] for source, citation in cited.items()}
