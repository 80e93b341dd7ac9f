"""The blueprint of these pages, and what they share: the process at an address, its drawings, and what each element is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, g, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.designer import listing
from webapp.language import own_name
from webapp.outline.lines import Line, told_of
from webapp.shown.names import Named
from webapp.shown.sketch import anatomies_of, own_words, way_of
from workflows.definitions import deploy
from workflows.definitions.anatomy import Anatomy, Node
from workflows.definitions.models import DefinitionVersion
from workflows.errors import NotFound
from workflows.limits import VERSIONS_PAGE

processtimes = Blueprint("processtimes", __name__, url_prefix="/designer")


@dataclass(frozen=True, slots=True)
class Shown:
    """A process as these pages show it: ``version`` gives the drawings, ``number`` is the one version asked for, or nothing for all."""

    key: str
    name: Named
    version: DefinitionVersion
    number: int | None
    drawings: Mapping[str, Anatomy]
    drawing: str

    @property
    def nodes(self) -> dict[str, tuple[str, Node]]:
        """Every element by its id, with its drawing, in the order in which a case comes past them; an id is used once in a bundle."""
        found: dict[str, tuple[str, Node]] = {}
        for name in self.order:
            anatomy = self.drawings[name]
            for node in (*way_of(anatomy), *anatomy.nodes):
                found.setdefault(node.id, (name, node))
        return found

    @property
    def order(self) -> list[str]:
        """The drawings: the process itself, then what it calls, in the order of their names."""
        return [self.key, *sorted(name for name in self.drawings if name != self.key)]

    @property
    def options(self) -> list[tuple[str, str]]:
        """The drawings to choose from: their file names and what their processes are called."""
        return [(name, name) for name in self.order]

    def trail(self) -> list[tuple[str, str]]:
        """The way back to the process."""
        return [
            (gettext("Processes"), url_for("designer.list")),
            (own_name(self.name), url_for("designer.process", key=self.key)),
        ]

    def own(self, node: Node) -> str:
        """What an element is called, by its id where it has no name."""
        return own_words(node) or node.id

    @property
    def told(self) -> tuple[Line, ...]:
        """The drawing that is shown, in words."""
        return told_of(self.version.checksum, deploy.files_of(g.session, self.version.id), self.drawing)

    def inside(self, node: Node) -> set[str]:
        """The elements of the drawing that a step calls, and of all that are called there."""
        anatomy = self.drawings.get(node.called) if node.called else None
        return set() if anatomy is None else {one.id for one in anatomy.nodes}.union(*map(self.inside, anatomy.nodes))


def asked_process(key: str) -> Shown:
    """The process at this address, in the version and with the drawing that the address asks for. Raises ``NotFound``."""
    asked = request.args.get("version", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        raise NotFound
    number = int(asked) if asked else None
    version = deploy.latest(g.session, key) if number is None else deploy.numbered(g.session, key, number)
    drawings = anatomies_of(version.checksum, deploy.files_of(g.session, version.id))
    drawing = request.args.get("drawing") or key
    if drawing not in drawings:
        raise NotFound
    name = listing.drawn_names(g.session, [version]).get(key, Named(key, key))
    return Shown(key, name, version, number, drawings, drawing)


def version_options(key: str) -> list[tuple[str, str]]:
    """The versions to choose from, newest first, and all of them together."""
    numbers = select(DefinitionVersion.number).where(DefinitionVersion.key == key)
    newest = g.session.scalars(numbers.order_by(DefinitionVersion.number.desc()).limit(VERSIONS_PAGE))
    return [
        ("", gettext("all versions")),
        *((str(number), gettext("Version %(number)s", number=number)) for number in newest),
    ]


def words_of_address(names: Iterable[str]) -> dict[str, str]:
    """What the address says under these names, for links that keep the rest of it."""
    return {name: request.args[name] for name in names if request.args.get(name)}
