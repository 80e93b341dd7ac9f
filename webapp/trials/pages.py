"""Trial cases by form: begun, gone on with, gone back in, told as a scenario, thrown away."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, request
from flask_babel import gettext

from webapp.access import requires
from webapp.designer.door import TOLD_ON_THE_PAGE
from webapp.rates import rated
from webapp.times import THE_COUNTRY
from webapp.trials import acts, asking, playing
from webapp.trials.door import OF_A_DRAFT, OF_A_VERSION, asked, number_in, seen, trial_of, trials
from webapp.trials.view import Told, begins_with, page_of
from webapp.typed import words_of
from workflows.definitions import drafts
from workflows.definitions.bundles import SCENARIOS
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.limits import EARLIEST_YEAR, LATEST_YEAR
from workflows.trials import keeping, recording
from workflows.trials.examples import examples_of
from workflows.trials.story import Story, read_story
from workflows.trials.values import grown, parts_of

FAULTS_FIRST = N_("Expected drawings without faults, but there are some. Put them right first.")
STUCK_BEFORE = N_(
    "Expected a trial case that can go on, but it stands before a step that cannot be done. Go back first."
)
NO_DAY = N_("Expected a day of the calendar, written as year-month-day, but this is none.")
KEPT = N_("Kept as the scenario “%(name)s” of the draft. It is walked at every check from now on.")
THROWN_AWAY = N_("The trial case is thrown away.")


@trials.get(OF_A_DRAFT, endpoint="page")
@trials.get(OF_A_VERSION, endpoint="page")
@requires("definitions.propose")
def show_trial(**_where: Any) -> Any:
    """The trial case, or the form to begin one."""
    return page_of(asked())


@trials.post(OF_A_DRAFT, endpoint="begin")
@trials.post(OF_A_VERSION, endpoint="begin")
@requires("definitions.propose")
@rated("drafts")
def begin_trial(**_where: Any) -> Any:
    """A new trial case with these values, in place of the one before."""
    try:
        tried = _sound()
        fields = parts_of(_variables_asked_for())
        variables = grown(asking.typed_values(fields, request.form, "v-"))
        story = Story(_begins(), variables)
        story_starts = playing.played(tried.bundle, story)
        if story_starts.stuck is not None:
            raise story_starts.stuck.refusal
        keeping.begin(g.session, tried.thing, story, checksum=tried.bundle.checksum, actor=g.actor, at=g.at)
    except Refusal as refusal:
        return _refused("begin", refusal)
    return redirect(tried.address, 303)


@trials.post(f"{OF_A_DRAFT}/steps", endpoint="step")
@trials.post(f"{OF_A_VERSION}/steps", endpoint="step")
@requires("definitions.propose")
@rated("drafts")
def go_on(**_where: Any) -> Any:
    """Do one thing more: complete a step, send a message, move the clock, change a value."""
    act = request.form.get("act", "")
    name = f"tell-{request.form.get('message', '')}" if act == "tell" else act
    typed: dict[str, Any] = {"ref": request.form.get("ref", "")}
    try:
        tried = _sound()
        trial = trial_of(tried)
        story = read_story(trial.story)
        played = playing.played(tried.bundle, story)
        if played.stuck is not None:
            raise Refusal(STUCK_BEFORE)
        typed["form"] = acts.typed_form(tried, played)
        further = story.and_then(acts.asked_step(tried, played))
        came = playing.played(tried.bundle, further)
        if came.stuck is not None:
            raise came.stuck.refusal
        keeping.keep(g.session, trial, further, seen=seen(), checksum=tried.bundle.checksum, at=g.at)
    except Refusal as refusal:
        return _refused(name, refusal, typed)
    return redirect(f"{tried.address}#stands", 303)


@trials.post(f"{OF_A_DRAFT}/back", endpoint="back")
@trials.post(f"{OF_A_VERSION}/back", endpoint="back")
@requires("definitions.propose")
@rated("drafts")
def go_back(**_where: Any) -> Any:
    """Keep only the first steps (none: start again)."""
    tried = asked()
    try:
        keeping.go_back(g.session, trial_of(tried), number_in("number"), seen=seen(), at=g.at)
    except Refusal as refusal:
        return _refused("back", refusal)
    return redirect(f"{tried.address}#stands", 303)


@trials.post(f"{OF_A_DRAFT}/end", endpoint="end")
@trials.post(f"{OF_A_VERSION}/end", endpoint="end")
@requires("definitions.propose")
@rated("acts")
def throw_away(**_where: Any) -> Any:
    """Forget the trial case."""
    tried = asked()
    keeping.throw_away(g.session, trial_of(tried))
    flash(gettext(THROWN_AWAY))
    return redirect(tried.address, 303)


@trials.post(f"{OF_A_DRAFT}/scenario", endpoint="record")
@requires("definitions.propose")
@rated("drafts")
def keep_as_scenario(**_where: Any) -> Any:
    """Tell the trial case as a scenario of the draft, as it stood when the page was shown."""
    try:
        name = words_of(request.form, ("name",))["name"]
        tried = _sound()
        draft, trial = tried.draft, trial_of(tried)
        if draft is None:
            raise NotFound
        content = tried.bundle.files.get(SCENARIOS)
        story = read_story(trial.story)
        told = recording.recorded(name, story, playing.played(tried.bundle, story), recording.known_at_start(content))
        written = recording.added_to(content, told)
        drafts.save_file(g.session, draft, SCENARIOS, written, seen=number_in("revision"), at=g.at)
        now = drafts.bundle_of(g.session, draft).checksum
        keeping.keep(g.session, trial, story, seen=seen(), checksum=now, at=g.at)
    except Refusal as refusal:
        return _refused("scenario", refusal)
    flash(gettext(KEPT, name=told["name"]))
    return redirect(tried.address, 303)


def _sound() -> Any:
    """What is tried, looked at by the rules. Raises ``Refusal`` where they find a fault."""
    if playing.examined(asked().bundle).faults:
        raise Refusal(FAULTS_FIRST)
    return asked()


def _variables_asked_for() -> dict[str, Any]:
    tried = asked()
    return begins_with(keeping.trial_of(g.session, tried.thing, g.actor), examples_of(tried.bundle))


def _begins() -> Any:
    try:
        day = date.fromisoformat(request.form.get("begins_on", "").strip())
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return THE_COUNTRY.at_eight(day)
    except ValueError:
        pass
    raise Invalid(NO_DAY, {"begins_on": Refusal(NO_DAY)})


def _refused(form: str, refusal: Refusal, typed: dict[str, Any] | None = None) -> Any:
    """The page again, with the sentence beside the form and what was typed in it."""
    if refusal.status not in TOLD_ON_THE_PAGE:
        raise refusal
    g.session.rollback()
    return page_of(asked(), Told(form, refusal, typed or {})), refusal.status
