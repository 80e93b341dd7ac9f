"""The files that come with nq57: the seed's data, and the drawings."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"
DRAWINGS = Path(__file__).resolve().parents[2] / "bpmn"  # in the checkout as in the installed package


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of ``data/NAME.csv``, each by its column names."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
