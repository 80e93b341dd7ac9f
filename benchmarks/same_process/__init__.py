"""One process for all that are compared: assigned, submitted, verified (once returned), signed off; and the story it goes through."""

from __future__ import annotations

from pathlib import Path

DRAWING = Path(__file__).parent / "result.bpmn"
STORY = (
    ("assign_task", ""),
    ("submit_result", ""),
    ("verify_result", "return"),
    ("submit_result", ""),
    ("verify_result", "approve"),
    ("sign_off_result", "sign_off"),
)
