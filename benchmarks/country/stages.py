"""One case of each kind, played with the real commands: what happened on which day, and where it stands then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from benchmarks.country import cast
from webapp import clock
from webapp.migrating import upgrade
from webapp.seed import acting
from webapp.seed.acting import Scene
from workflows.actor import OPERATOR
from workflows.calendar import VIETNAM, WorkCalendar
from workflows.db import Database
from workflows.definitions import bundles, deploy
from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import WorkItem
from workflows.organisation.folding import fold
from workflows.resolutions.models import ResolutionTask
from workflows.work import directing
from workflows.work.evidence import EvidenceStore

BPMN = Path(__file__).parents[2] / "bpmn"
BEGINS = datetime(2025, 9, 8, tzinfo=VIETNAM)  # a Monday; four months without a holiday follow
LEAD, LEADB = cast.unit_code("qlead"), cast.unit_code("qleadb")
FREE_WORDS = "Đang triển khai theo kế hoạch."

Act = Callable[[Scene], None]
Day = tuple[int, int, Act]


@dataclass(frozen=True, slots=True)
class Stage:
    """A kind of case: its day, what happens when (day and hour from a Monday on), the Monday on which it is looked at, and
    how often there is one: ``weight`` among open or among closed cases."""

    name: str
    due: int | None
    days: list[Day]
    week: int
    weight: float
    open: bool = True


def moment(day: int, hour: int) -> datetime:
    """A local hour so many days after the beginning, in UTC."""
    return (BEGINS + timedelta(days=day, hours=hour)).astimezone(UTC)


def begun(officer: str | None = "lan", day: int = 2) -> list[Day]:
    """Assigned, and accepted the next day."""
    return [
        (day, 9, lambda scene: acting.assign(scene, LEAD)),
        (day + 1, 10, lambda scene: acting.accept(scene, "binh", officer)),
    ]


def reported(*days: int) -> list[Day]:
    """Progress reports."""
    return [(day, 11, lambda scene: acting.report(scene, "lan", 40, FREE_WORDS)) for day in days]


def handed_in(day: int) -> list[Day]:
    """A result with a link as its evidence."""
    return [(day, 14, lambda scene: acting.hand_in(scene, "lan", "Đã hoàn thành sản phẩm."))]


def checked(day: int, step: str, who: str, decision: str, reason: str | None = None) -> Day:
    """A review."""
    return day, 15, lambda scene: acting.check(scene, step, who, decision, reason)


def finished(day: int) -> list[Day]:
    """Handed in, confirmed, verified and signed off."""
    return [
        *handed_in(day),
        checked(day + 1, "confirmation", "binh", "confirm"),
        checked(day + 2, "verification", "minh", "approve"),
        checked(day + 3, "sign_off", "tuan", "sign_off"),
    ]


def stages() -> tuple[Stage, ...]:
    """Every kind of case that the country has."""
    confirmed = checked(17, "confirmation", "binh", "confirm")
    fault = "Thiếu biên bản lấy ý kiến."
    return (
        Stage("not assigned", 115, [], 1, 10),
        Stage("to accept", 115, [(4, 14, lambda scene: acting.assign(scene, LEAD))], 1, 8),
        Stage("at work", 115, [*begun(), *reported(9)], 2, 32),
        Stage("at work, free", 115, begun(None), 1, 9),
        Stage("due soon", 45, [*begun(), *reported(10, 24)], 6, 8),
        Stage("late, level 1", 39, [*begun(), *reported(16)], 6, 6),
        Stage("late, level 2", 38, begun(), 6, 3),
        Stage("late, past the top", 24, begun(), 6, 2),
        Stage("to confirm", 45, [*begun(), *reported(9), *handed_in(18)], 3, 6),
        Stage("to verify", 45, [*begun(), *handed_in(14), confirmed], 3, 5),
        Stage("being verified", 45, [*begun(), *handed_in(14), confirmed, (18, 9, _take)], 3, 3),
        Stage(
            "to sign off",
            45,
            [*begun(), *handed_in(14), confirmed, checked(18, "verification", "minh", "approve")],
            3,
            5,
        ),
        Stage("more time asked", 115, [*begun(), (18, 10, _ask)], 3, 2),
        Stage(
            "returned",
            115,
            [*begun(), *handed_in(14), confirmed, checked(18, "verification", "minh", "return", fault)],
            3,
            3,
        ),
        Stage("suspended", 115, [*begun(), (18, 9, _suspend)], 3, 1),
        Stage("several leads", 115, _several(), 2, 2),
        Stage("a long life", 115, [*begun(), *reported(*_working(4, 110)), *reported(*_working(4, 110))], 16, 0.02),
        Stage("finished", 45, [*begun(), *reported(10, 20), *finished(28)], 6, 40, open=False),
        Stage(
            "finished, watched closely", 45, [*begun(), *reported(*_working(4, 28)), *finished(28)], 6, 22, open=False
        ),
        Stage("finished late", 31, [*begun(), *reported(9), *finished(35)], 6, 15, open=False),
        Stage("finished after a return", 60, [*begun(), *_after_return(fault)], 8, 15, open=False),
        Stage("cancelled", 45, [*begun(), *reported(9), (18, 9, _cancel)], 4, 5, open=False),
    )


def _after_return(fault: str) -> list[Day]:
    return [
        *handed_in(14),
        checked(15, "confirmation", "binh", "confirm"),
        checked(16, "verification", "minh", "return", fault),
        *finished(28),
    ]


def _working(first: int, last: int) -> Iterator[int]:
    return (day for day in range(first, last) if day % 7 < 5)


def _take(scene: Scene) -> None:
    acting.take(scene, "verification", "minh")


def _ask(scene: Scene) -> None:
    acting.ask_for_time(scene, "lan", (BEGINS + timedelta(days=129)).date().isoformat(), "Nhà thầu bàn giao chậm.")


def _suspend(scene: Scene) -> None:
    acting.suspend(scene, "tuan", "Chờ phân bổ kinh phí.")


def _cancel(scene: Scene) -> None:
    case = directing.ProcessInstance
    found = scene.session.query(case).filter(case.business_key == scene.code).one()
    directing.cancel(scene.session, found, reason="Không còn cần thiết.", actor=scene.actor("tuan"), at=scene.at)


def _several() -> list[Day]:
    def of(scene: Scene, unit: str) -> Scene:
        return Scene(scene.session, scene.store, f"{scene.code}.{unit}", scene.at)

    return [
        (2, 9, lambda scene: acting.assign(scene, LEAD, LEADB)),
        (3, 10, lambda scene: acting.accept(of(scene, LEAD), "binh", "lan")),
        (3, 11, lambda scene: acting.accept(of(scene, LEADB), "binhb", "lanb")),
    ]


def _rings(database: Database, at: datetime) -> bool:
    """Whether an alarm has rung, so that the clock is not called for nothing."""
    with database.reading() as session:
        ringing = select(WorkItem.id).where(WorkItem.wake_at <= at, WorkItem.closed_at.is_(None)).limit(1)
        return session.scalar(ringing) is not None


def prepared(url: str) -> None:
    """An empty database with the patterns' cast and the drawings of the house."""
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        cast.enter(session)
        version = deploy.deploy(session, bundles.of_folder(BPMN / "resolution_task"), actor=OPERATOR, at=BEGINS)
        session.execute(
            update(DefinitionVersion)
            .where(DefinitionVersion.id == version.id)
            .values(id=cast.key("version", "drawing"))
        )
        session.commit()
    database.close()


def play(stage: Stage, url: str, folder: Path) -> datetime:
    """Let the case happen, the clock looking at eight and at five; returns the moment at which the stage is as it says."""
    database, store = Database(url), EvidenceStore(folder)
    due_at = WorkCalendar().end_of_day((BEGINS + timedelta(days=stage.due)).date()) if stage.due is not None else None
    with database.writing() as session:
        session.add(
            ResolutionTask(
                resolution_id=cast.key("resolution", "plan"),
                code=cast.CODE,
                title_vi=cast.TITLES[0],
                title_en=cast.TITLES[1],
                group_vi=cast.GROUP[0],
                group_en=cast.GROUP[1],
                folded=fold(f"{cast.CODE} {cast.TITLES[0]} {cast.TITLES[1]}"),
                lead_text="",
                assigning_unit_id=cast.key("unit", "qasg"),
                deliverable="Báo cáo kết quả",
                due_at=due_at,
                due_on=due_at.astimezone(VIETNAM).date() if due_at else None,
                original_due_on=due_at.astimezone(VIETNAM).date() if due_at else None,
                start_wanted_at=moment(0, 8),
            )
        )
        session.commit()
    until = moment(7 * stage.week, 10)
    beats = [moment(day, hour) for day in range(7 * stage.week + 1) if day % 7 < 5 for hour in (8, 17)]
    acts = [(moment(day, hour), act) for day, hour, act in stage.days]
    for at, act in sorted([*((beat, None) for beat in beats), *acts], key=lambda each: (each[0], each[1] is not None)):
        if at > until:
            break
        if act is not None:
            with database.writing() as session:
                act(Scene(session, store, cast.CODE, at))
                session.commit()
        if act is not None or at == moment(0, 8) or _rings(database, at):
            clock.tick(database, at)
    database.close()
    return until
