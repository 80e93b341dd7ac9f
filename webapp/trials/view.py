"""The page of a trial case: where it stands, what can be done next, and how it came there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import g, render_template, request, url_for

from webapp.designer.checking import findings
from webapp.shown.sketch import anatomies_of, outline_of
from webapp.times import THE_COUNTRY
from webapp.trials import asking, playing, telling
from webapp.trials.door import Tried
from webapp.trials.walked import walks_of
from webapp.work.filling import Part
from webapp.work.sending import button_of_step
from workflows.calendar import VIETNAM, local_date
from workflows.engine.step import Opened
from workflows.errors import Refusal
from workflows.trials import keeping
from workflows.trials.examples import Examples, examples_of
from workflows.trials.models import ProcessTrial
from workflows.trials.play import Played
from workflows.trials.story import Story, read_story
from workflows.trials.values import Part as Value
from workflows.trials.values import parts_of


@dataclass(frozen=True, slots=True)
class Told:
    """A form of the page that was refused: which one, what was typed into it, and why."""

    form: str = ""
    refusal: Refusal | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def faults(self) -> Mapping[str, Refusal]:
        """What is wrong with each field."""
        return getattr(self.refusal, "faults", {})

    def of(self, form: str) -> Refusal | None:
        """The refusal, where it is that of this form."""
        return self.refusal if form == self.form else None


@dataclass(frozen=True, slots=True)
class Step:
    """An open step of a person as the page shows it."""

    item: Opened
    name: str
    who: str
    due_at: datetime | None
    is_late: bool
    about: str


def page_of(tried: Tried, told: Told = Told()) -> str:
    """The whole page: what is wrong with the text, or the form to begin with, or the trial case."""
    found = playing.examined(tried.bundle)
    trial = keeping.trial_of(g.session, tried.thing, g.actor)
    common = {"tried": tried, "told": told, "trial": trial, "back_to": _back_to(tried)}
    if found.faults:
        return render_template("trials/faulty.html", **common, found=list(findings(found.faults)))
    examples = examples_of(tried.bundle)
    if trial is None or told.form == "begin" or "anew" in request.args:
        begun = read_story(trial.story) if trial else Story()
        variables = begins_with(trial, examples)
        return render_template("trials/begin.html", **common, **_beginning(begun, variables, told))
    return render_template("trials/trial.html", **common, **_standing(tried, trial, told, examples))


def _back_to(tried: Tried) -> str:
    if tried.draft is not None:
        return url_for("designer.editor", public_id=tried.draft.public_id)
    return url_for("designer.process", key=tried.bundle.key)


def begins_with(trial: ProcessTrial | None, examples: Examples) -> dict[str, Any]:
    """The variables that the form to begin with asks for: those of the text as it is now, with what the trial case before had."""
    return {**examples.variables, **((read_story(trial.story).variables or {}) if trial else {})}


def _beginning(begun: Story, variables: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """What has a value already is shown folded, so that one can begin at once."""
    fields = list(parts_of(variables))
    has_value = {one.path for one in fields if one.text or one.kind != "free"}
    if told.form == "begin":
        fields = asking.as_typed(fields, request.form, "v-")
    sides: dict[str, Any] = {
        "known": [one for one in fields if one.path in has_value],
        "unknown": [one for one in fields if one.path not in has_value],
    }
    return {**sides, "begins_on": request.form.get("begins_on") or local_date(begun.begins).isoformat()}


def _standing(tried: Tried, trial: ProcessTrial, told: Told, examples: Examples) -> dict[str, Any]:
    story = read_story(trial.story)
    played = playing.played(tried.bundle, story)
    teller = telling.teller_of(g.session, tried.bundle, played)
    steps = [_step(item, played, teller) for item in played.items]
    wanted = told.values.get("ref") or request.args.get("step")
    chosen = next((one for one in steps if one.item.ref == wanted), steps[0] if steps else None)
    due = sorted(one.due_at for one in played.timers)
    late = sorted(one.due_at for one in steps if one.due_at is not None and one.due_at >= played.at)
    return {
        "story": story,
        "played": played,
        "teller": teller,
        "steps": steps,
        "chosen": chosen,
        "parts": _parts(tried, chosen, told, examples) if chosen else [],
        "button": button_of_step(chosen.item.step) if chosen else "",
        "timers": [(teller.element(one.element), one.due_at) for one in played.timers],
        "next_timer": due[0] if due else None,
        "next_due": late[0] if late else None,
        "messages": [(name, _payload(name, examples, told)) for name in played.messages],
        "values": list(parts_of(played.variables)),
        **_drawn(tried, played, teller),
    }


def _step(item: Opened, played: Played, teller: telling.Teller) -> Step:
    due = telling.due_of(item, played)
    said = item.local.get("message") or {}
    about = ", ".join(f"{name} = {telling.short(value)}" for name, value in said.items() if value is not None)
    if "loop_index" in item.local:
        about = str(int(item.local["loop_index"]) + 1)
    return Step(item, teller.element(item.element), teller.who(item), due, due is not None and due < played.at, about)


def _parts(tried: Tried, chosen: Step, told: Told, examples: Examples) -> list[Part]:
    example = examples.forms.get(chosen.item.element, {})
    typed = told.values.get("form") if told.form == "complete" else None
    fields = asking.fields_of(tried.bundle, chosen.item, example)
    return asking.parts(fields, example if typed is None else typed)


def _payload(name: str, examples: Examples, told: Told) -> list[Value]:
    fields = list(parts_of(examples.messages.get(name, {})))
    return asking.as_typed(fields, request.form, f"m-{name}-") if told.form == f"tell-{name}" else fields


def _drawn(tried: Tried, played: Played, teller: telling.Teller) -> dict[str, Any]:
    """The drawing that is shown: the one asked for, else the innermost one in which something waits, else the main one."""
    taken = anatomies_of(tried.bundle.checksum, tried.bundle.files)
    ids = {name: {node.id for node in one.nodes} for name, one in taken.items()}
    around = {node.id for one in taken.values() for node in one.nodes if node.kind == "subProcess"}
    here = [one for one in played.waiting if one not in around]
    holding = [name for name in taken if ids[name] & set(here)]
    asked = request.args.get("drawing", "")
    drawing = asked if asked in taken else tried.bundle.key
    walked = [flow for file, flow in sorted(played.walked) if file == f"{drawing}.bpmn"]
    return {
        "drawing": drawing,
        "drawings_of": [(name, name in holding) for name in taken],
        "source": tried.source(drawing),
        "waiting": [one for one in here if one in ids[drawing]],
        "passed": [one for one in played.passed if one in ids[drawing] and one not in here],
        "walked": walked,
        "walks": walks_of(tried.bundle, played, teller, drawing),
        "outline": outline_of(tried.bundle.checksum, tried.bundle.files, drawing, here, played.passed),
    }


def same_time_after(moment: datetime, days: int) -> datetime:
    """The same time of day so many working days later."""
    local = moment.astimezone(VIETNAM)
    day: date = THE_COUNTRY.working_day(local.date(), days)
    return datetime.combine(day, local.time(), VIETNAM)
