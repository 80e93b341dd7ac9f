"""How a process comes into service, and how its files are got at afterwards. Versions never change; new cases take the newest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.definitions import lint, rehearsal
from workflows.definitions.bundles import SCENARIOS, Bundle, sha256
from workflows.definitions.decisions import LadderRung, ladder_rung
from workflows.definitions.faults import Faulty
from workflows.definitions.fields import Field
from workflows.definitions.forms import fields
from workflows.definitions.models import DefinitionFile, DefinitionRetirement, DefinitionVersion
from workflows.engine.drawing import Drawing, load
from workflows.errors import N_, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.trips import Fixed, go

LOCK = 5702  # a process has no row of its own to lock, so on PostgreSQL a number stands for all of them
_V = table_of(DefinitionVersion).c
IDENTITY = Fixed(select(_V.key, _V.checksum).where(_V.id == bindparam("version")))
_MOST_REMEMBERED = 64
_files: dict[str, Mapping[str, bytes]] = {}
_drawings: dict[str, Drawing] = {}
_fields: dict[str, tuple[Field, ...]] = {}
_sound: dict[str, bool] = {}  # the same bytes under the same rules are sound the next time, too


def stream(key: str) -> str:
    """The ledger's stream of a process."""
    return f"definition:{key}"


def hold_definitions(session: Session) -> None:
    """Let one change of what is in service or proposed happen at a time: numbers follow each other, the second sees the first.

    SQLite's writers queue anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def check(bundle: Bundle, actions: Set[str] | None = None) -> None:
    """Raise Faulty with every fault of a bundle or, where there is none, of its scenarios, if it brings any.

    ``actions`` are the registered ones, or None where they are not known.
    """
    same = f"{bundle.key} {bundle.checksum} {None if actions is None else sorted(actions)}"
    if same in _sound:
        return
    found = lint.faults(bundle, actions)
    if not found and SCENARIOS in bundle.files:
        found = rehearsal.faults_of(bundle)
    if found:
        raise Faulty(found)
    _remember(_sound, same, True)


def deploy(
    session: Session, bundle: Bundle, *, actor: Actor, at: datetime, actions: Set[str] | None = None
) -> DefinitionVersion:
    """Put a bundle into service without a second person: for a demo, and for the operator's first installation.

    The version says so by having no approver. Deploying what runs already changes nothing and returns that version.
    Raises Faulty with every fault of the drawings.
    """
    check(bundle, actions)
    hold_definitions(session)
    running = newest(session, bundle.key)
    if running is not None and running.checksum == bundle.checksum and takes_cases(session, running):
        return running
    keep_files(session, bundle)
    return put_into_service(session, bundle, proposed_by_id=actor.person_id, actor=actor, at=at, approved=False)


def put_into_service(
    session: Session, bundle: Bundle, *, proposed_by_id: int | None, actor: Actor, at: datetime, approved: bool = True
) -> DefinitionVersion:
    """Write the next version of a checked bundle whose files are kept already, and its fact."""
    running = newest(session, bundle.key)
    version = DefinitionVersion(
        key=bundle.key,
        number=running.number + 1 if running else 1,
        checksum=bundle.checksum,
        deployed_at=at,
        proposed_by_id=proposed_by_id,
        approved_by_id=actor.person_id if approved else None,
    )
    session.add(version)
    session.flush()
    deployed = fact("definition.deployed", key=version.key, number=version.number, sha256=version.checksum)
    record(session, stream(version.key), [deployed], actor=actor, at=at)
    return version


def anything_in_service(session: Session) -> bool:
    """Whether any process was ever deployed here; before that, the operator installs without a second person."""
    return session.scalar(select(DefinitionVersion.id).limit(1)) is not None


def newest(session: Session, key: str) -> DefinitionVersion | None:
    """The version that new cases of ``key`` take, if there is one."""
    versions = select(DefinitionVersion).where(DefinitionVersion.key == key)
    return session.scalar(versions.order_by(DefinitionVersion.number.desc()).limit(1))


def latest(session: Session, key: str) -> DefinitionVersion:
    """The version that new cases of ``key`` take; raises NotFound when none is in service."""
    version = newest(session, key)
    if version is None:
        raise NotFound(N_("Expected a process in service under this name, but there is none."))
    return version


def takes_cases(session: Session, version: DefinitionVersion) -> bool:
    """Whether new cases may begin on a version, it being the newest; ``retiring`` says otherwise."""
    return session.get(DefinitionRetirement, version.id) is None


def for_new_case(session: Session, key: str) -> DefinitionVersion:
    """The version on which a new case begins now; raises NotFound when none is in service, Refusal when the process takes none."""
    version = latest(session, key)
    if not takes_cases(session, version):
        raise Refusal(
            N_(
                "Expected a process that takes new cases, but %(key)s was taken out of service. Deploy a version of it."
            ),
            key=key,
        )
    return version


def numbered(session: Session, key: str, number: int) -> DefinitionVersion:
    """One version of a process; raises NotFound."""
    one = (DefinitionVersion.key == key, DefinitionVersion.number == number)
    version = session.scalar(select(DefinitionVersion).where(*one))
    if version is None:
        raise NotFound
    return version


def drawing_of(session: Session, version_id: int) -> Drawing:
    """The drawing of a version, ready for the engine and kept by checksum; raises NotFound."""
    row = _identity(session, version_id)
    return drawing_by_checksum(session, row.key, row.checksum)


def drawing_by_checksum(session: Session, key: str, checksum: str) -> Drawing:
    """The drawing ``key`` of the files under a checksum, for who knows both already; nothing is asked of the database twice."""
    drawing = _drawings.get(checksum)
    if drawing is None:
        drawing = load(files_by_checksum(session, checksum), key)
        _remember(_drawings, checksum, drawing)
    return drawing


def rung_of(session: Session, version_id: int, kind: str, priority: int) -> LadderRung | None:
    """The rung of a version's ladder for a kind of work; None when that is not watched. Raises NotFound."""
    return ladder_rung(files_of(session, version_id), kind, priority)


def files_of(session: Session, version_id: int) -> Mapping[str, bytes]:
    """All files of a version by flat path; raises NotFound."""
    return files_by_checksum(session, _identity(session, version_id).checksum)


def form_of(session: Session, version_id: int, form_key: str) -> dict[str, Any]:
    """The form-js schema of a version's form, as a fresh copy; raises NotFound."""
    return form_by_checksum(session, _identity(session, version_id).checksum, form_key)


def form_by_checksum(session: Session, checksum: str, form_key: str) -> dict[str, Any]:
    """The same of the files under a checksum, for who knows it already; raises NotFound."""
    content = files_by_checksum(session, checksum).get(f"forms/{form_key}.form")
    if content is None:
        raise NotFound
    schema: dict[str, Any] = json.loads(content)
    return schema


def fields_by_checksum(session: Session, checksum: str, form_key: str) -> tuple[Field, ...]:
    """The fields of a form of the files under a checksum, read once per process; raises NotFound."""
    known = _fields.get(f"{checksum}/{form_key}")
    if known is None:
        known = fields(form_by_checksum(session, checksum, form_key))
        _remember(_fields, f"{checksum}/{form_key}", known)
    return known


def keep_files(session: Session, bundle: Bundle) -> None:
    """Store the files of a bundle under its checksum, unless they are there."""
    if session.scalar(select(DefinitionFile.path).where(DefinitionFile.bundle == bundle.checksum).limit(1)) is None:
        session.execute(
            insert(DefinitionFile),
            [
                {"bundle": bundle.checksum, "path": path, "sha256": sha256(content), "content": content}
                for path, content in bundle.files.items()
            ],
        )


def files_by_checksum(session: Session, checksum: str) -> Mapping[str, bytes]:
    """The files of a bundle, read once per process and checked against the checksum under which they are kept.

    Raises Refusal when what is stored is not what was approved: nothing may run on it.
    """
    known = _files.get(checksum)
    if known is not None:
        return known
    rows = session.execute(select(DefinitionFile.path, DefinitionFile.content).where(DefinitionFile.bundle == checksum))
    files = MappingProxyType({row.path: bytes(row.content) for row in rows})
    if Bundle("", files).checksum != checksum:
        raise Refusal(
            N_("Expected the stored drawings to be as approved, but their checksum differs. Nothing runs on them.")
        )
    _remember(_files, checksum, files)
    return files


def _identity(session: Session, version_id: int) -> Any:
    (rows,) = go(session, [IDENTITY(version=version_id)])
    if not rows:
        raise NotFound
    return rows[0]


def _remember(kept: dict[str, Any], checksum: str, value: Any) -> None:
    """Keep by checksum, which no database can have with other content; the oldest goes when there are many."""
    while len(kept) >= _MOST_REMEMBERED:
        kept.pop(next(iter(kept)), None)
    kept[checksum] = value
