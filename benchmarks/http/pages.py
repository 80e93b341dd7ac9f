"""Officers at work, 1, 8 and 32 at once: each looks at the inbox, opens a free step, takes it, submits, looks at the case; no pauses."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.http.browser import Browser
from benchmarks.http.town import Work, email_of

ROUNDS = {1: 30, 8: 8, 32: 4}
ACTS = ("inbox", "item page", "claim", "submit", "case page")
FORM = {"summary": "Đã hoàn thành báo cáo kết quả theo yêu cầu", "no_classified": "true"}
Times = dict[str, list[float]]


def cases_needed() -> int:
    """How many free steps the measurement takes."""
    return sum(people * (rounds + 1) for people, rounds in ROUNDS.items())


def measure(port: int, work: list[Work]) -> None:
    """Print p50 and p95 of each act for each number of people."""
    waiting = iter(work)
    print(f"{'p50 / p95 ms':<12}" + "".join(f"{act:>17}" for act in ACTS) + f"{'requests/s':>12}")
    for people, rounds in ROUNDS.items():
        times, rate = at_once(port, people, rounds, waiting)
        cells = "".join(f"{_words(times[act]):>17}" for act in ACTS)
        print(f"{people:>3} at once {cells}{rate:12.1f}")


def at_once(port: int, people: int, rounds: int, waiting: Iterator[Work]) -> tuple[Times, float]:
    """So many people, so many rounds each after one that is not counted; and the requests answered in a second."""
    browsers = [Browser(port) for _ in range(people)]
    shares = [[next(waiting) for _ in range(rounds + 1)] for _ in browsers]
    with ThreadPoolExecutor(people) as pool:
        list(pool.map(Browser.sign_in, browsers, map(email_of, range(people))))
        list(pool.map(_round, browsers, [share[0] for share in shares]))
        start = time.perf_counter()
        done = list(pool.map(_rounds, browsers, [share[1:] for share in shares]))
        wall = time.perf_counter() - start
    for browser in browsers:
        browser.close()
    times = {act: [seconds for one in done for seconds in one[act]] for act in ACTS}
    return times, sum(map(len, times.values())) / wall


def _rounds(browser: Browser, share: list[Work]) -> Times:
    rows = [_round(browser, work) for work in share]
    return {act: [row[place] for row in rows] for place, act in enumerate(ACTS)}


def _round(browser: Browser, work: Work) -> tuple[float, ...]:
    step = f"/work-items/{work.item}"
    return (
        browser.get("/inbox"),
        browser.get(step),
        browser.send(f"{step}/claim", {}),
        browser.get(step) and browser.send(f"{step}/completion", FORM),
        browser.get(f"/cases/{work.case}"),
    )


def percentile(times: list[float], share: int) -> float:
    """The time within which so many of a hundred were answered."""
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]


def _words(times: list[float]) -> str:
    return f"{percentile(times, 50) * 1000:.0f} / {percentile(times, 95) * 1000:.0f}"
