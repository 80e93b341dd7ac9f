"""Who may open which page: the one policy. Everything is closed unless a line here opens it.

A *right* is what a route declares with ``@requires``. Who holds it is said by ``RIGHTS``: everybody signed in, the heads and
deputies of units, the bearers of a granted role. Rights of the kind "may this person act on *this* item" are rules of the
domain (``workflows.work.rules``); this page decides about doors, those decide about what stands behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import Flask, g
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflows.errors import N_, Forbidden
from workflows.organisation.models import UnitAncestor
from workflows.organisation.standing import Standing

View = TypeVar("View", bound=Callable[..., Any])

SIGNED_IN = "signed in"
LEADING = "leading a unit"

RIGHTS: Mapping[str, frozenset[str]] = {
    "account.own": frozenset({SIGNED_IN}),
    "home.read": frozenset({SIGNED_IN}),
    "organisation.read": frozenset({SIGNED_IN}),
    "organisation.administer": frozenset({"administrator"}),
    "work.read": frozenset({SIGNED_IN}),
    "work.act": frozenset({SIGNED_IN}),
    "plan.read": frozenset({SIGNED_IN}),
    "plan.import": frozenset({"plan_keeper"}),
    "plan.keep": frozenset({"plan_keeper"}),
    "indicators.read": frozenset({SIGNED_IN}),
    "indicators.keep": frozenset({"plan_keeper"}),
    "figures.read": frozenset({LEADING, "leader", "inspector", "plan_keeper"}),
    "desk.read": frozenset({LEADING}),
    "desk.act": frozenset({LEADING}),
    "definitions.read": frozenset({"designer", "administrator", "plan_keeper", "inspector"}),
    "logs.named": frozenset({"inspector"}),
    "definitions.propose": frozenset({"designer"}),
    "definitions.approve": frozenset({"designer"}),
    "accounts.manage": frozenset({"administrator"}),
    "cases.examine": frozenset({"administrator", "designer"}),
    "cases.modify": frozenset({"administrator"}),
    "operations.read": frozenset({"administrator"}),
    "operations.act": frozenset({"administrator"}),
}
REFUSED = N_("Expected you to have the right to open this page, but your posts and grants do not give it.")


class UndeclaredRoute(RuntimeError):
    """A route does not say who may open it; the application must not start."""


def requires(right: str) -> Callable[[View], View]:
    """Declare the right that a route needs; an unknown right raises ``KeyError`` when the module is read."""
    RIGHTS[right]

    def declare(view: View) -> View:
        view.right = right
        return view

    return declare


def public(view: View) -> View:
    """Declare that a route is open to everybody, signed in or not."""
    view.right = None
    return view


def refuse_undeclared(app: Flask) -> None:
    """Raise ``UndeclaredRoute`` naming every route of ``app`` that declares neither a right nor that it is public."""
    silent = sorted(
        str(rule) for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "right")
    )
    if silent:
        raise UndeclaredRoute(f"Expected every route to declare its right, but these do not: {', '.join(silent)}.")


def holders(standing: Standing) -> frozenset[str]:
    """What a person is in the words of ``RIGHTS``."""
    leading = {LEADING} if standing.led_unit_ids else set()
    return frozenset({SIGNED_IN, *leading, *standing.roles})


def may_open(standing: Standing | None, right: str | None) -> Forbidden | None:
    """May this person pass the door? Asked by the menu and again by the door."""
    if right is None or (standing is not None and RIGHTS[right] & holders(standing)):
        return None
    return Forbidden(REFUSED)


def allowed(right: str) -> bool:
    """For templates: does the person on this request hold the right?"""
    return may_open(g.get("standing"), right) is None


def covers(session: Session, standing: Standing, roles: Iterable[str], unit_id: int) -> bool:
    """Does a grant of one of ``roles`` reach ``unit_id``, being on the unit itself or on one above it?"""
    granted = frozenset().union(*(standing.roles.get(role, frozenset()) for role in roles))
    if not granted:
        return False
    above = select(UnitAncestor.unit_id).where(UnitAncestor.unit_id == unit_id, UnitAncestor.ancestor_id.in_(granted))
    return bool(session.scalar(select(exists(above))))
