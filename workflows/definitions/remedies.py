"""What to do about a fault whose sentence says only what was expected. Most sentences say it themselves, after their first full stop.

Named by the sentence, so that the rules need not know: one line here serves every place that says it (a test holds that each key
is a sentence of the house).
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.definitions.faults import Fault
from workflows.errors import N_

REMEDIES: Mapping[str, str] = {
    "Expected exactly one start event in %(scope)s, but there are %(count)s.": N_(
        "Keep one start event and lead the others' ways from it, through a gateway if need be."
    ),
    "Expected a step where the case waits in every circle, but %(elements)s go round without one.": N_(
        "Put a person's step, a message or a timer into the circle."
    ),
    "Expected an arrow between two elements of the same process or subprocess, but an end of it is elsewhere.": N_(
        "Draw the arrow anew within one process or subprocess; across them use messages or events on the border."
    ),
    "Expected an end event in %(scope)s, but there is none.": N_("Draw an end event and lead the last step to it."),
    "Expected no condition on the default arrow, but it has one.": N_(
        "Empty the condition, or make another arrow the default."
    ),
    "Expected a condition on every arrow but the default, but this one has none.": N_(
        "Write a condition on this arrow, or make it the default."
    ),
    "Expected the process to hear when this is late: it has a due date, but nothing catches the message overdue.": N_(
        "Put an event for the message overdue on the border of the subprocess around the work, and call escalation from it."
    ),
    "Expected the decision table %(key)s in decisions, but it is not there.": N_(
        "Add the table to the files, or choose one that is there."
    ),
    "Expected the form %(form)s beside the drawing, but it is not there.": N_(
        "Add the form to the files, or choose one that is there."
    ),
    "Expected only extensions of this house that mean something on a %(kind)s, but there is %(name)s.": N_(
        "Take the foreign extension out; say the same with the properties of this house (nq57)."
    ),
    "Expected a service task to name an action in nq57:action, but it names none.": N_(
        "Choose an action in the properties of the step."
    ),
    "Expected the called drawing %(called)s, but it is not there.": N_(
        "Add the called drawing to the files, or choose one that is there."
    ),
    "Expected the variables that %(called)s needs, but %(missing)s are not known here.": N_(
        "Assign them before the call, or list them in nq57:variables of this process."
    ),
    "Expected a row for %(kind)s at priority %(priority)s, but no row of the ladder speaks of it.": N_(
        "Add a row for this kind of work to decisions/ladder.dmn, or a last row that fits everything."
    ),
    "Expected the process to bear the name of its file, %(name)s, but its id is %(id)s.": N_(
        "Give the process that id in its properties."
    ),
    "Expected every id once, but this one is there %(count)s times.": N_("Give one of the two another id."),
    "Expected a name in Vietnamese and one in English (nq57:nameEn), but one is missing.": N_(
        "Write both names in the properties."
    ),
    "Expected a field of the form of %(step)s, but it has no %(field)s.": N_(
        "Choose a field that the form has, or add it to the form."
    ),
    "Expected as %(what)s %(expected)s, but found %(found)s.": N_(
        "Change the drawing until the story holds, or tell the story anew if it is meant to go otherwise now."
    ),
    "Expected a label in Vietnamese and one in English (label_en in the properties), but one is missing.": N_(
        "Write both labels in the properties of the field."
    ),
}


def remedy_of(fault: Fault) -> str:
    """A catalogue sentence that says what to do, or nothing where the fault's own sentence does."""
    return REMEDIES.get(fault.refusal.text, "")
