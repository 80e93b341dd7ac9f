"""Translations: people keep ``.po`` files; programs read ``.mo`` files, which are made from them when the application starts.

Extracting the sentences and bringing a catalogue up to date: ``python -m webapp.catalogues`` (docs/pages.md).
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}
WAYS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
HEADER = """# Sentences of nq57. Keys are English; keep every %(name)s place.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def compiled(source: Path, target: Path) -> Path:
    """Make ``target/LANGUAGE/LC_MESSAGES/messages.mo`` from every catalogue under ``source`` where missing or older."""
    for po in source.glob("*/LC_MESSAGES/messages.po"):
        mo = target / po.relative_to(source).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=mo.parent)
        with os.fdopen(handle, "wb") as made:
            made.write(_for_programs(po, po.stat().st_mtime_ns))
        Path(path).replace(mo)  # several processes may start at once
    return target


@lru_cache(maxsize=8)
def _for_programs(po: Path, _changed: int) -> bytes:
    """A catalogue as programs read it; a process that makes several applications reads the sentences once."""
    made = io.BytesIO()
    with po.open("rb") as file:
        write_mo(made, read_po(file, locale=po.parts[-3]))
    return made.getvalue()


def extracted(root: Path = HERE.parent) -> Catalog:
    """Every sentence that the templates, the pages and the domain hold."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for package in ("webapp", "workflows", "notifications"):
        options = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "encoding": "utf-8"}}
        for name, line, words, comments, context in extract_from_dir(
            str(root / package),
            WAYS,
            options,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            directory_filter=_ours,
        ):
            found.add(words, None, [(f"{package}/{name}", line)], auto_comments=comments, context=context)
    return found


def missing(catalogue: Catalog, sentences: Catalog) -> list[str]:
    """The sentences that ``catalogue`` does not say, or says fuzzily."""
    said = {
        message.id
        for message in catalogue
        if message.id and message.string and all(_strings(message)) and not message.fuzzy
    }
    return [str(message.id) for message in sentences if message.id and message.id not in said]


def as_file(catalogue: Catalog) -> bytes:
    """The catalogue as we keep it: sorted, without dates and places, so that a change shows only what changed."""
    text = io.BytesIO()
    write_po(text, catalogue, width=120, sort_output=True, no_location=True, omit_header=True)
    header = HEADER.replace("{language}", str(catalogue.locale)).replace("{plurals}", catalogue.plural_forms)
    return header.encode() + text.getvalue()


def main(root: Path = HERE) -> int:
    """Bring every catalogue up to date with the sources and say what still lacks words."""
    sentences, lacking = extracted(root.parent), 0
    for po in sorted(root.glob("translations/*/LC_MESSAGES/messages.po")):
        with po.open("rb") as file:
            catalogue = read_po(file, locale=po.parts[-3])
        catalogue.update(sentences, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        po.write_bytes(as_file(catalogue))
        for words in missing(catalogue, sentences):
            print(f"{po.parts[-3]}: {words}")
            lacking += 1
    return min(lacking, 1)


def _strings(message: object) -> tuple[str, ...]:
    strings = message.string
    return strings if isinstance(strings, tuple) else (strings,)


def _ours(folder: str) -> bool:
    return Path(folder).name not in ("node_modules", "build", "__pycache__", "migrations", "seed")


if __name__ == "__main__":
    sys.exit(main())
