"""A mail as it goes out: plain text, in its reader's language, with a name that stays the same however often it is sent.

Whatever people typed is one line here: no title ends a header and begins another. Links lead to our own address only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from notifications.delivery import Letter, Line
from notifications.messages import Tongue, sentence
from workflows.errors import N_

PLACES = {"item": "/work-items/", "case": "/cases/", "proposal": "/designer/proposals/"}
MOST_LINES = 20
LONGEST_SUBJECT, LONGEST_TITLE = 150, 300
BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
SEVERAL = N_("%(number)s notices")
MORE = N_("And %(number)s more: %(address)s")
ALL = N_("All notices: %(address)s")
WHY_YOU = N_("You get this because of your post or your work. To get no e-mail: %(address)s")
INVENTED = N_(
    "Demonstration: the tasks are real, their progress here is invented. No real agency is late because this mail says so."
)


@dataclass(frozen=True, slots=True)
class House:
    """Who sends: the address in *From*, the address under which people reach us, and whether everything here is invented."""

    sender: str
    base: str
    is_demo: bool

    @property
    def domain(self) -> str:
        """The domain of our Message-IDs."""
        return self.sender.rpartition("@")[2]


def one_line(text: str, longest: int) -> str:
    """Text without breaks, control characters and what turns the order of reading around, cut to a length."""
    line = BREAKS.sub(" ", text).strip()
    return line if len(line) <= longest else line[: longest - 1] + "…"


def compose(letter: Letter, tongue: Tongue, house: House, at: datetime) -> EmailMessage:
    """The message. Raises ``ValueError`` for an address that is none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("NQ57", addr_spec=house.sender)
    message["To"] = Address(_in_header(letter.name), addr_spec=_address(letter.address))
    message["Subject"] = _in_header(f"[NQ57] {_about(letter, tongue)}")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.public_id}@{house.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_body(letter, tongue, house)), cte="quoted-printable")
    message["Content-Language"] = tongue.code
    return message


def _in_header(text: str) -> str:
    """One line in which nothing reads as the header's own code for other letters."""
    return one_line(text.replace("=?", "= ?"), LONGEST_SUBJECT)


def _address(text: str) -> str:
    """The address as it stands, which the mail library reads strictly."""
    if not text.isascii() or BREAKS.search(text) or text.count("@") != 1:
        raise ValueError("Expected an address for e-mail, but it is none.")
    return text


def _about(letter: Letter, tongue: Tongue) -> str:
    if len(letter.lines) > 1:
        return tongue.say(SEVERAL, number=len(letter.lines))
    (line,) = letter.lines
    return f"{line.code}: {_said(line, tongue)}"


def _said(line: Line, tongue: Tongue) -> str:
    return one_line(sentence(tongue, line.kind, line.data, line.step), LONGEST_TITLE)


def _body(letter: Letter, tongue: Tongue, house: House) -> list[str]:
    said = [one_line(letter.name, LONGEST_SUBJECT) + ",", ""]
    for line in letter.lines[:MOST_LINES]:
        kind, address = line.place
        said += [
            _said(line, tongue),
            " · ".join(one_line(part, LONGEST_TITLE) for part in (line.code, tongue.own(*line.title)) if part),
            f"{house.base}{PLACES[kind]}{address}",
            "",
        ]
    every = f"{house.base}/notifications"
    if len(letter.lines) > MOST_LINES:
        said += [tongue.say(MORE, number=len(letter.lines) - MOST_LINES, address=every), ""]
    said += ["-- ", tongue.say(ALL, address=every), tongue.say(WHY_YOU, address=f"{house.base}/account")]
    return [*said, "", tongue.say(INVENTED)] if house.is_demo else said
