"""The machine and the settings: the data folder, room on the disk, the secret, time zone data, holidays, mail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webapp.config import Settings
from webapp.doctor.finding import Finding, fault, ok, warning
from workflows.calendar import holiday_names, local_date

SCARCE, TOO_LITTLE = 2 * 1024**3, 256 * 1024**2
FEWEST_HOLIDAYS = 6  # New Year, Tết, the Kings, two in spring, National Day


def of_settings(chosen: Settings) -> Iterator[Finding]:
    """That they could be read, they are right; what is still worth saying."""
    if chosen.is_demo:
        yield warning(
            "settings",
            "this is a demonstration, with invented people.",
            "Set NQ57_MODE=production for an office (docs/running.md).",
        )
    else:
        yield ok("settings", f"production at {chosen.public_url}.")
    secret = chosen.data_dir / "secret-key"
    if secret.is_file() and secret.stat().st_mode & 0o077:
        yield fault("secret", f"others on this machine can read {secret}.", f"Run “chmod 600 {secret}”.")
    else:
        yield ok("secret", f"NQ57_SECRET_KEY has {len(chosen.secret_key)} characters.")
    yield ok("mail", "this version sends no mail: people read their inbox.")


def of_data_folder(chosen: Settings) -> Iterator[Finding]:
    """There, ours to write in, closed to others, with room."""
    folder = chosen.data_dir
    if not folder.is_dir():
        yield fault("data folder", f"{folder} is not there.", "Make it, or point NQ57_DATA_DIR at the right one.")
        return
    shut = [path for path in (folder, chosen.evidence_dir) if path.exists() and not os.access(path, os.W_OK | os.X_OK)]
    if shut:
        yield fault(
            "data folder", f"this user cannot write in {shut[0]}.", "Give the folder to the user that runs nq57."
        )
    elif folder.stat().st_mode & 0o007:
        yield warning("data folder", f"everybody on this machine can look into {folder}.", f"Run “chmod 750 {folder}”.")
    else:
        yield ok("data folder", f"{folder} is ours.")
    free = shutil.disk_usage(folder).free
    room = f"{free / 1024**3:.1f} GB are free under {folder}."
    if free < TOO_LITTLE:
        yield fault("disk", room, "Make room now: without it no evidence is kept and, on SQLite, nothing at all.")
    elif free < SCARCE:
        yield warning("disk", room, "Make room soon.")
    else:
        yield ok("disk", room)


def of_time(at: datetime) -> Iterator[Finding]:
    """Deadlines need the zone and the holidays of this year and the next."""
    try:
        shift = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()
    except ZoneInfoNotFoundError:
        shift = None
    if shift == timedelta(hours=7):
        yield ok("time zone", "the data of Asia/Ho_Chi_Minh is there.")
    else:
        yield fault("time zone", "the data of Asia/Ho_Chi_Minh is missing or wrong.", "Install the package tzdata.")
    years = (local_date(at).year, local_date(at).year + 1)
    known = {year: len(holiday_names(year, "vi")) for year in years}
    words = " and ".join(f"{count} of {year}" for year, count in known.items())
    if min(known.values()) < FEWEST_HOLIDAYS:
        yield fault("holidays", f"too few are known: {words}.", "Install a newer version of the package holidays.")
    else:
        yield ok("holidays", f"{words} are known; days that the Government swaps later are set by unit.")
