"""Which language the page speaks: what the person chose, else what the browser prefers, else Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, get_locale, get_translations, gettext

from webapp.catalogues import compiled
from workflows.limits import LANGUAGE_LETTERS

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
KEY = "language"
CATALOGUE = "nq57_catalogue"


def install(app: Flask) -> None:
    """Set up translations on ``app``: English sentences are the keys, the catalogues lie in ``webapp/translations``."""
    folder = compiled(Path(app.root_path) / "translations", app.config["NQ57"].data_dir / "cache" / "translations")
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # the language of the keys
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    Babel(app, locale_selector=chosen)
    app.jinja_env.install_gettext_callables(
        gettext=lambda said: _catalogue().ugettext(said),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.context_processor(lambda: {"language": current(), "languages": LANGUAGES})
    app.jinja_env.globals.update(own_name=own_name, own_options=own_options, own_words=own_words)


def app_alone(settings: Any) -> Flask:
    """An application that only speaks: for the clock and the command line, which have no request."""
    app = Flask("webapp", root_path=str(Path(__file__).parent), static_folder=None)
    app.config["NQ57"] = settings
    install(app)
    return app


def chosen() -> str:
    """The language for this request."""
    if not has_request_context():
        return DEFAULT
    if session.get(KEY) in LANGUAGES:
        return str(session[KEY])
    if len(request.headers.get("Accept-Language", "")) > LANGUAGE_LETTERS:
        return DEFAULT
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT


def current() -> str:
    """The language in which this answer is written."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


def _catalogue() -> Any:
    """The catalogue of this answer, looked for once: a page has some two hundred sentences."""
    found = g.get(CATALOGUE)
    if found is None:
        found = get_translations()
        setattr(g, CATALOGUE, found)
    return found


def choose(language: str) -> None:
    """Remember a person's choice; a language we do not speak changes nothing."""
    if language in LANGUAGES:
        session[KEY] = language
        g.pop("_flask_babel", None)
        g.pop(CATALOGUE, None)


def own_name(thing: object, word: str = "name") -> str:
    """What a thing is called in the reader's language: ``own_name(unit)`` reads ``name_vi`` or ``name_en``."""
    first, second = ("vi", "en") if current() == "vi" else ("en", "vi")
    return str(getattr(thing, f"{word}_{first}", "") or getattr(thing, f"{word}_{second}", "") or "")


def own_options(described: object) -> list[tuple[str, str]]:
    """The options of a form's field as (value, words) in the reader's language."""
    return [(option.value, own_name(option, "label")) for option in getattr(described, "options", ())]


def own_words(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Options as (value, catalogue sentence) with the sentence in the reader's language; a name of somebody stays as it is."""
    return [(value, gettext(words)) for value, words in options]
