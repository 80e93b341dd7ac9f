"""Which page areas there are, and the menu that leads to them. A new area adds its blueprint and, if it has one, its link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, redirect, url_for
from werkzeug.wrappers import Response

from webapp.access import allowed, requires
from webapp.accounts.pages import accounts
from webapp.administration.pages import administration
from webapp.cases.pages import cases
from webapp.dashboard import exporting as exporting_boards
from webapp.dashboard.pages import dashboard
from webapp.designer.pages import designer
from webapp.desk import exporting as exporting_desks
from webapp.desk.pages import desk
from webapp.documents.pages import documents
from webapp.help.pages import guidance
from webapp.inbox import exporting as exporting_items
from webapp.inbox.pages import inbox
from webapp.indicators import files as indicator_files
from webapp.indicators import keeping as keeping_indicators
from webapp.indicators.pages import indicators
from webapp.keys.pages import keys
from webapp.ladder.pages import ladder
from webapp.migration.pages import migrations
from webapp.modifying.pages import interventions
from webapp.notifications.pages import notifications
from webapp.operations import exporting as exporting_incidents
from webapp.operations.pages import operations
from webapp.organisation import exporting as exporting_units
from webapp.organisation.pages import organisation
from webapp.paper.pages import papers
from webapp.processtimes.pages import processtimes
from webapp.resolutions import exporting as exporting_tasks
from webapp.resolutions import plan_files as plan_files
from webapp.resolutions import timeline as timeline
from webapp.resolutions import tree as tree
from webapp.resolutions.pages import resolutions
from webapp.texts.pages import texts
from webapp.trials.pages import trials
from webapp.work.evidence import evidence
from webapp.work.pages import work
from workflows.errors import N_


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the menu: where it leads, its words (a catalogue sentence), and the right that shows it."""

    endpoint: str
    words: str
    right: str


MENU = (
    Link("inbox.list", N_("Inbox"), "work.read"),
    Link("desk.top", N_("Desk"), "desk.read"),
    Link("dashboard.top", N_("Dashboard"), "figures.read"),
    Link("resolutions.list", N_("Resolutions"), "plan.read"),
    Link("indicators.list", N_("Indicators"), "indicators.read"),
    Link("organisation.top", N_("Organisation"), "organisation.read"),
    Link("designer.list", N_("Processes"), "definitions.read"),
    Link("administration.top", N_("Administration"), "organisation.administer"),
    Link("operations.top", N_("Operations"), "operations.read"),
)

home = Blueprint("home", __name__)


@home.get("/")
@requires("home.read")
def first() -> Response:
    """The first page of a person: the country's picture for a leader, for others the first of the menu that is open."""
    if "leader" in g.standing.roles:
        return redirect(url_for("dashboard.top"), 303)
    return redirect(url_for(next(link.endpoint for link in MENU if allowed(link.right))), 303)


ALSO = (  # their routes hang on the blueprints below
    exporting_boards,
    exporting_desks,
    exporting_items,
    exporting_incidents,
    exporting_units,
    indicator_files,
    keeping_indicators,
    exporting_tasks,
    plan_files,
    timeline,
    tree,
)
PAGES = (
    home,
    accounts,
    keys,
    guidance,
    inbox,
    desk,
    dashboard,
    resolutions,
    indicators,
    documents,
    work,
    evidence,
    cases,
    interventions,
    texts,
    ladder,
    papers,
    designer,
    migrations,
    trials,
    processtimes,
    organisation,
    administration,
    operations,
    notifications,
)
