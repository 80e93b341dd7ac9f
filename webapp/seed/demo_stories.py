"""What the stories of the demo tasks are told with: assigned and accepted, reported, handed in, checked, raised, so many days ago."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from webapp.seed import acting
from webapp.seed.timetable import Act

SKHCN = "56-SKHCN"
WORK = "Đã hoàn thành dự thảo và lấy ý kiến các đơn vị."


@dataclass(frozen=True, slots=True)
class DemoTask:
    """What the task is, when it is due (working days from today, none without a date), and what happened when."""

    code: str
    title_vi: str
    title_en: str
    due_in: int | None
    story: list[tuple[int, int, Act]] = field(default_factory=list)
    lead: str = SKHCN
    due_text: str = ""
    cooperating: str = ""


def begun(
    days: int, *, officer: str | None = "lan", head: str = "binh", lead: str = SKHCN, panel: str | None = None
) -> list[tuple[int, int, Act]]:
    """Assigned so many working days ago, and accepted the day after."""
    return [
        (-days, 9, lambda scene: acting.assign(scene, lead, panel=panel)),
        (-days + 1, 10, lambda scene: acting.accept(scene, head, officer)),
    ]


def again(days: int, why: str) -> list[tuple[int, int, Act]]:
    """Assigned, moved back by the administrator, and assigned once more, all on one day."""
    return [
        (-days, 9, lambda scene: acting.assign(scene, SKHCN)),
        (-days, 10, lambda scene: acting.move_back(scene, why)),
        (-days, 11, lambda scene: acting.assign(scene, SKHCN)),
    ]


def reported(
    days: int, percent: int, who: str = "lan", schedule: str = "on_schedule", **more: Any
) -> tuple[int, int, Act]:
    """A progress report so many working days ago."""
    return -days, 11, lambda scene: acting.report(scene, who, percent, WORK, schedule=schedule, **more)


def handed_in(
    days: int, who: str = "lan", summary: str = "Kết quả đã hoàn thành theo yêu cầu của nhiệm vụ."
) -> tuple[int, int, Act]:
    """A result with a file as evidence."""
    return -days, 14, lambda scene: acting.hand_in(scene, who, summary, file=True)


def checked(days: int, step: str, who: str, decision: str, reason: str | None = None) -> tuple[int, int, Act]:
    """Confirmed, verified, signed off, or sent back."""
    return -days, 15, lambda scene: acting.check(scene, step, who, decision, reason)


def raised(days: int, addressed: str, words: str, *, matter: str = "difficulty") -> tuple[int, int, Act]:
    """Lan raises something so many working days ago."""
    return -days, 10, lambda scene: acting.raise_difficulty(scene, "lan", addressed, words, matter=matter)


def urged(days: int, act: str, reason: str) -> tuple[int, int, Act]:
    """Hoa notes something on the escalation that she has."""
    return -days, 16, lambda scene: acting.urge(scene, "hoa", act, reason)


def done(days: int) -> list[tuple[int, int, Act]]:
    """From confirmation to sign-off, beginning so many working days ago."""
    return [
        checked(days, "confirmation", "binh", "confirm"),
        checked(days - 2, "verification", "minh", "approve"),
        checked(days - 3, "sign_off", "tuan", "sign_off"),
    ]
