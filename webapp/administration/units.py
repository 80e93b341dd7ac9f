"""Acts on a unit: a unit below it, another name, another place in the tree, the end; and a new post in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g

from webapp.administration.acts import KINDS, Act, Thing, name_of, page_of
from webapp.administration.door import find
from webapp.administration.fields import Field
from workflows.calendar import local_date
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.limits import REASON_LETTERS
from workflows.organisation import groups, hierarchy, staffing, units
from workflows.organisation.models import RANKS, OrgUnit
from workflows.reorganising import closing

CODE = Field(
    "code",
    N_("Code"),
    hint=N_("Short and lasting, such as 56-SKHCN-VP; documents and files know it by that."),
    longest=40,
)
NAMES = (
    Field("name_vi", N_("Name in Vietnamese"), longest=300),
    Field("name_en", N_("Name in English"), required=False, longest=300),
)
TITLES = (
    Field("title_vi", N_("Title in Vietnamese"), longest=200),
    Field("title_en", N_("Title in English"), required=False, longest=200),
)
LEVELS = (
    ("steering", N_("steering body")),
    ("central_party", N_("central Party body")),
    ("central_state", N_("central State body")),
    ("ministry", N_("ministry")),
    ("province", N_("province or city")),
    ("department", N_("department")),
    ("commune", N_("commune, ward or special zone")),
    ("division", N_("division within a unit")),
)
RANK_WORDS = dict(zip(RANKS, (N_("Head"), N_("Deputy"), N_("Officer")), strict=True))
REASON = Field("reason", N_("Reason"), "area", longest=REASON_LETTERS)
LAST_ON = Field("last_on", N_("Last day"), "date", hint=N_("The last day on which it still holds; today or earlier."))
NO_UNIT = N_("Expected a unit from the list, but “%(code)s” is none.")


def unit_with(code: str, field: str) -> OrgUnit:
    """The unit that a picker chose. Raises ``Invalid`` at the field."""
    try:
        return hierarchy.find_unit(g.session, code)
    except NotFound:
        raise Invalid(NO_UNIT, {field: Refusal(NO_UNIT, code=code)}, code=code) from None


def _add(unit: OrgUnit, said: Mapping[str, Any], _seen: str) -> str:
    made = units.register_unit(g.session, **said, parent=unit, valid_from=local_date(g.at), actor=g.actor, at=g.at)
    return page_of(made)


def _rename(unit: OrgUnit, said: Mapping[str, Any], seen: str) -> None:
    units.rename_unit(g.session, unit, **said, seen=seen, actor=g.actor, at=g.at)


def _move(unit: OrgUnit, said: Mapping[str, Any], seen: str) -> None:
    parent = unit_with(said["parent"], "parent")
    units.move_unit(g.session, unit, parent, seen=seen, actor=g.actor, at=g.at)


def _close(unit: OrgUnit, said: Mapping[str, Any], seen: str) -> None:
    closing.close_unit(g.session, unit, **said, seen=seen, actor=g.actor, at=g.at)


def _add_post(unit: OrgUnit, said: Mapping[str, Any], _seen: str) -> None:
    staffing.register_position(g.session, unit, **said, actor=g.actor, at=g.at)


def _parent_of(unit: OrgUnit) -> dict[str, str]:
    return {"parent": hierarchy.unit_by_id(g.session, unit.parent_id).code if unit.parent_id else ""}


def _fixed(*fields: Field) -> Any:
    def of(_thing: Any) -> Sequence[Field]:
        return fields

    return of


ACTS: dict[str, Act] = {
    "unit": Act(
        N_("Add a unit below"),
        N_("The new unit hangs directly below this one. It has no posts yet; add its head's post next."),
        N_("Add the unit"),
        N_("The unit is there. Add the post of its head now."),
        _fixed(CODE, *NAMES, Field("level", N_("Kind of unit"), "select", options=LEVELS)),
        _add,
    ),
    "name": Act(
        N_("Rename the unit"),
        N_("Everything that the unit has stays with it. Its code stays, too. The old name is kept on the record."),
        N_("Rename it"),
        N_("The unit has its new name."),
        _fixed(*NAMES),
        _rename,
        lambda unit: {"name_vi": unit.name_vi, "name_en": unit.name_en},
    ),
    "place": Act(
        N_("Move the unit"),
        N_(
            "Everything below it moves along. From this moment late work climbs through the new units above, and their superiors see "
            "its tasks. Due dates follow the calendar of the new place."
        ),
        N_("Move it"),
        N_("The unit is in its new place."),
        _fixed(Field("parent", N_("New unit above"), "unit")),
        _move,
        _parent_of,
    ),
    "end": Act(
        N_("Close the unit"),
        N_(
            "Its posts, appointments and the roles granted on it end with that day. Its history stays and can be read. A unit with open "
            "work cannot be closed: merge it into another one."
        ),
        N_("Close it for good"),
        N_("The unit is closed."),
        _fixed(LAST_ON, REASON),
        _close,
        lambda unit: {"last_on": local_date(g.at).isoformat()},
        danger=True,
    ),
    "post": Act(
        N_("Add a post"),
        N_("The post is vacant until somebody is appointed. A unit has one head; deputies lead it, too."),
        N_("Add the post"),
        N_("The post is there. It is vacant."),
        _fixed(
            Field("code", N_("Code"), hint=N_("Unique within the unit, such as officer-2."), longest=40),
            *TITLES,
            Field("rank", N_("Rank"), "select", options=tuple(RANK_WORDS.items())),
        ),
        _add_post,
    ),
}
GROUP = Act(
    N_("Set up a group"),
    N_(
        "A group offers the same work to several people, whatever their posts. This unit answers for what the group does."
    ),
    N_("Set up the group"),
    N_("The group is there. Nobody belongs to it yet."),
    _fixed(
        Field("code", N_("Code"), hint=N_("Drawings name the group by it, such as verifiers."), longest=40),
        *(Field(one.name, one.label, required=one.required, longest=200) for one in NAMES),
    ),
    lambda unit, said, _seen: groups.register_group(g.session, **said, unit=unit, actor=g.actor, at=g.at) and None,
)
ACTS["group"] = GROUP
KINDS["units"] = Thing(lambda public_id: find(OrgUnit, public_id), lambda unit: unit, name_of, ACTS)
