"""A version as a migration needs it: its drawing, its places, the fields of its forms, the values that it counts on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflows.definitions import deploy
from workflows.definitions.anatomy import take_apart
from workflows.definitions.fields import Field
from workflows.definitions.models import DefinitionVersion
from workflows.engine.drawing import Drawing
from workflows.engine.xml import read_tree
from workflows.errors import NotFound
from workflows.migration.places import Places, places_of

_KEPT = 32
_known: dict[int, Side] = {}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions; ``variables`` are the names that its process says are known at the start, ``names``
    what its elements are called in Vietnamese and English, by id.
    """

    id: int
    key: str
    number: int
    checksum: str
    drawing: Drawing
    places: Places
    variables: frozenset[str]
    names: dict[str, tuple[str, str]]
    forms: dict[str, tuple[Field, ...]]

    def fields(self, form: str | None) -> dict[str, Field]:
        """The fields of a form that ask for something, by key; none without a form."""
        return {field.key: field for field in self.forms.get(form or "", ()) if field.key}


def side_of(session: Session, version_id: int) -> Side:
    """A version, read once: versions never change. Raises ``NotFound``."""
    known = _known.get(version_id)
    if known is not None and _is_still(session, known):
        return known
    version = session.get(DefinitionVersion, version_id)
    if version is None:
        raise NotFound
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)), None)
    _known[version_id] = side = _read(session, version)
    return side


def _is_still(session: Session, side: Side) -> bool:
    """A number means the same version in one database only, and a process may look into several."""
    version = session.get(DefinitionVersion, side.id)
    return version is not None and version.checksum == side.checksum and version.number == side.number


def _read(session: Session, version: DefinitionVersion) -> Side:
    files = deploy.files_by_checksum(session, version.checksum)
    drawn = {
        path.removesuffix(".bpmn"): anatomy
        for path, content in files.items()
        if path.endswith(".bpmn") and (anatomy := take_apart(path, read_tree(content, path).getroot())) is not None
    }
    main = drawn.get(version.key)
    forms = [
        path.removeprefix("forms/").removesuffix(".form")
        for path in files
        if path.startswith("forms/") and path.endswith(".form")
    ]
    return Side(
        version.id,
        version.key,
        version.number,
        version.checksum,
        deploy.drawing_by_checksum(session, version.key, version.checksum),
        places_of(version.checksum, files, version.key),
        main.variables if main is not None else frozenset(),
        {
            node.id: (node.name or node.id, node.name_en or node.name or node.id)
            for anatomy in drawn.values()
            for node in anatomy.nodes
        },
        {form: deploy.fields_by_checksum(session, version.checksum, form) for form in forms},
    )
