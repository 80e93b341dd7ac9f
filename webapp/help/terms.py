"""The terms of the glossary that appear on pages, each with one or two sentences of what it means here.

``page.term("escalation")`` puts one beside the place where its word first appears; the page of help lists them all. Each word is the
glossary's (``docs/glossary.md``), in both languages: a test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflows.errors import N_


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary and what it means to whoever reads a page; both are catalogue sentences."""

    word: str
    meaning: str


TERMS = {
    "six_clears": Term(
        N_("Six clears"),
        N_(
            "A task may start only when six things are clear: the person, the work, the responsibility, the authority, the time, "
            "the result. Whoever assigns it checks them."
        ),
    ),
    "due_date": Term(
        N_("Due date"),
        N_(
            "The date that is valid now. When more time is given a new version is kept with who gave it and why; the first date "
            "stays and is shown beside it."
        ),
    ),
    "ladder": Term(
        N_("Ladder"),
        N_(
            "The table that says when a step is warned of, reminded of and raised, by the kind of work and its priority. It counts "
            "in working time."
        ),
    ),
    "escalation": Term(
        N_("Escalation"),
        N_(
            "A late step is raised to the post above whoever answers for it, and one level higher each time that had no effect. "
            "It ends when the step is done, gets a new due date or a new responsible person."
        ),
    ),
    "verifier": Term(
        N_("Verifier"),
        N_(
            "Somebody who contributed nothing to a result and decides whether it is approved or returned with a reason. Nobody "
            "checks what they have written themselves."
        ),
    ),
    "confirm": Term(
        N_("Confirm"),
        N_(
            "The head of the unit makes what an officer submitted the result of the unit, or sends it back with a reason."
        ),
    ),
    "sign_off": Term(
        N_("Sign off"),
        N_(
            "Whoever assigned the task says that it is completed, after its result was verified. Only then does it count as done."
        ),
    ),
    "evidence": Term(
        N_("Evidence"),
        N_(
            "Files and links that prove a result. What was submitted with a result never changes; each file keeps its checksum."
        ),
    ),
    "load": Term(
        N_("Load"),
        N_("How many open steps a person has, beside the average of the unit. It says who can still take something."),
    ),
    "difficulty": Term(
        N_("Difficulty"),
        N_(
            "What whoever works on a result cannot solve alone. It goes to somebody who has to answer on the record by a date."
        ),
    ),
    "part": Term(
        N_("Part of a co-operating unit"),
        N_(
            "What a unit that co-operates in a task contributes: a product with a date of its own. Its people deliver it to the lead "
            "unit, which accepts it or sends it back."
        ),
    ),
    "incident": Term(
        N_("Incident"),
        N_(
            "Something that cannot go on by itself. It is kept with a sentence and with the moment of the next attempt."
        ),
    ),
}
