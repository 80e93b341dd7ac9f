"""What every template may use, besides the macros in ``templates/parts``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from jinja2 import StrictUndefined

from webapp import access, command_keys, errors, outcomes, times
from webapp.help.terms import TERMS
from webapp.keys.pages import are_off
from webapp.notifications import view
from webapp.pages import MENU, Link
from workflows.work.links import host_of


def install(app: Flask) -> None:
    """Give the templates of ``app`` their words: dates, rights, the menu, the built files."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        allowed=access.allowed,
        asset_url=asset_url,
        asset_urls=asset_urls,
        deadline=times.deadline,
        explained=TERMS,
        is_part=errors.is_part,
        keys_are_off=are_off,
        menu=menu,
        new_command_key=command_keys.new_key,
        sentence=errors.sentence,
        ticked_before=outcomes.ticked_before,
        unseen=view.unseen,
    )
    environment.filters.update(
        ago=times.ago, beside=times.beside, age=times.age, exact=times.exact_moment, day=times.exact_day, host=host_of
    )
    app.context_processor(_of_this_request)


def menu() -> list[Link]:
    """The pages that the person on this request may open, in order."""
    return [link for link in MENU if link.endpoint in current_app.view_functions and access.allowed(link.right)]


def asset_url(name: str) -> str:
    """The address of a built file: ``asset_url('app.css')`` finds its name of today in the manifest."""
    return url_for("static", filename=_written(str(current_app.static_folder), "manifest.json").get(name, name))


def asset_urls(name: str) -> list[str]:
    """The addresses of a built module and of all that it imports, for a page that asks for them at once."""
    files = _written(str(current_app.static_folder), "modules.json").get(name, [])
    return [url_for("static", filename=file) for file in files]


@lru_cache(maxsize=4)
def _written(folder: str, name: str) -> dict[str, Any]:
    path = Path(folder) / name
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _of_this_request() -> dict[str, Any]:
    return {
        "viewer": g.get("viewer"),
        "now": g.get("at"),
        "paused_since": g.get("paused_since"),
        "settings": current_app.config["NQ57"],
        "here": request.endpoint or "",
    }
