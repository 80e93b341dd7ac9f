"""A language by itself, where no request says which one: for mails. Pages speak through ``of_page``, with the same words."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask_babel import gettext

from notifications.messages import Tongue
from webapp import times
from webapp.catalogues import compiled
from webapp.config import Settings
from webapp.dates import day_in, moment_in
from webapp.language import DEFAULT, LANGUAGES, current

SOURCES = Path(__file__).parent / "translations"


def of_page() -> Tongue:
    """The language of the page that is being written."""
    return Tongue(current(), gettext, times.exact_moment, times.exact_day)


def of_person(language: str, settings: Settings) -> Tongue:
    """A person's language; Vietnamese where we do not speak it."""
    return _alone(language if language in LANGUAGES else DEFAULT, settings.data_dir / "cache" / "translations")


@lru_cache(maxsize=8)
def _alone(language: str, folder: Path) -> Tongue:
    catalogue = Translations.load(str(compiled(SOURCES, folder)), [language])

    def say(sentence: str, /, **values: Any) -> str:
        words: str = catalogue.gettext(sentence)
        return words % values if values else words

    return Tongue(language, say, partial(moment_in, language), partial(day_in, language))
