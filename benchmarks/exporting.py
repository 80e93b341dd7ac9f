"""What a long list costs when it is downloaded: seconds and memory for 10,000 and for 100,000 rows, as CSV and as a workbook.

``python -m benchmarks.exporting``: a SQLite file with that many tasks, the real application, an answer that is read piece by piece and
thrown away. Memory is what Python asked for at its peak (tracemalloc) while the answer flowed; the ratio of the two peaks says whether
it grows with the list.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from sqlalchemy import insert, select

from tests.support.country import build
from tests.support.moments import A_MONDAY
from webapp.accounts.opening import open_account
from webapp.app import Application, create_app
from webapp.config import Settings
from workflows.actor import OPERATOR
from workflows.db import Database, new_public_id
from workflows.organisation.models import OrgUnit, Person
from workflows.resolutions.models import Resolution, ResolutionTask

WARM, SIZES = 1_000, (10_000, 100_000)
MOST_RATIO = 1.5
PASSWORD = "rừng vàng biển bạc đất phì nhiêu"


def main(sizes: tuple[int, ...] = SIZES) -> int:
    """Measure both kinds at both sizes; 1 when the peak of the long list is more than half as much again as the short one's."""
    peaks: dict[str, list[float]] = {"csv": [], "xlsx": []}
    for size in (WARM, *sizes):
        with tempfile.TemporaryDirectory(prefix="nq57-exports-") as folder:
            app = installation(Path(folder), size)
            for kind in peaks:
                seconds, peak, sent = download(app, kind)
                if size != WARM:  # what is read and kept once is not the list's
                    peaks[kind].append(peak)
                    print(
                        f"{kind:<5} {size:>7} rows: {seconds:6.1f} s, {sent / 1e6:5.1f} MB sent, peak {peak:5.1f} MB",
                        flush=True,
                    )
            app.extensions["nq57_database"].close()
    ratios = {kind: found[-1] / found[0] for kind, found in peaks.items()}
    for kind, ratio in ratios.items():
        print(
            f"{kind}: {sizes[-1] // sizes[0]} times the rows take {ratio:.2f} times the memory (promised: at most {MOST_RATIO})"
        )
    return int(max(ratios.values()) > MOST_RATIO)


def installation(folder: Path, tasks: int) -> Application:
    """The small country with so many tasks that everybody who sees all may download."""
    url = f"sqlite:///{folder / 'nq57.sqlite'}"
    build(url)
    database = Database(url)
    with database.writing() as session:
        resolution = session.scalars(select(Resolution.id)).first()
        unit = session.scalars(select(OrgUnit.id).where(OrgUnit.code == "TGV")).one()
        for begin in range(0, tasks, 5_000):
            session.execute(
                insert(ResolutionTask),
                [_row(number, resolution, unit) for number in range(begin, min(tasks, begin + 5_000))],
            )
        session.commit()
    app = create_app(Settings("demo", folder, url, "k" * 40, demo_password=PASSWORD), database=database)
    app.config.update(NQ57_NOW=lambda: A_MONDAY)
    with database.writing() as session, app.app_context():
        who = session.scalars(select(Person.id).where(Person.email.startswith("an@"))).one()
        open_account(session, who, actor=OPERATOR, at=A_MONDAY, password=PASSWORD)
        session.commit()
    return app


def download(app: Application, kind: str) -> tuple[float, float, int]:
    """Seconds, peak of memory in MB, and bytes of one answer, read piece by piece."""
    client = app.test_client()
    token = client.get("/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/sign-in", data={"csrf_token": token, "email": "an@demo.nq57.example", "password": PASSWORD})
    gc.collect()
    gc.freeze()  # what is there already: so that garbage is swept away often, and the peak is what is needed, not what lies about
    gc.collect()
    tracemalloc.start()
    began, sent = time.perf_counter(), 0
    answer = client.get(f"/resolution-tasks/export.{kind}")
    assert answer.status_code == 200, answer.status_code
    for piece in answer.response:
        sent += len(piece)
    answer.close()
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    gc.unfreeze()
    return seconds, peak / 1e6, sent


def _row(number: int, resolution: int | None, unit: int) -> dict[str, object]:
    title = f"Nhiệm vụ số {number}: xây dựng, ban hành và tổ chức thực hiện kế hoạch chuyển đổi số của đơn vị"
    return {
        "public_id": new_public_id(),
        "resolution_id": resolution,
        "code": f"X-{number:06d}",
        "title_vi": title,
        "title_en": title,
        "folded": f"x-{number:06d}",
        "lead_unit_id": unit,
        "assigning_unit_id": unit,
    }


if __name__ == "__main__":
    sys.exit(main())
