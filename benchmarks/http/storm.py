"""Monday morning: a hundred people sign in at the same moment (each costs an argon2); what do those wait who are at work already?"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event

from benchmarks.http.browser import Browser
from benchmarks.http.pages import percentile
from benchmarks.http.town import OFFICERS, email_of

AT_WORK, PAUSE, QUIET_SECONDS = 4, 0.1, 4.0


def measure(port: int) -> None:
    """Print how long the hundred took, and the others' inbox before and meanwhile."""
    with ThreadPoolExecutor(OFFICERS + AT_WORK) as pool:
        workers = [Browser(port) for _ in range(AT_WORK)]
        for browser in workers:
            browser.sign_in("lan@cast.example")
        over = Event()
        looking = [pool.submit(_look, browser, over) for browser in workers]
        time.sleep(QUIET_SECONDS)
        over.set()
        before = _all(looking)
        newcomers = [Browser(port) for _ in range(OFFICERS)]
        list(pool.map(lambda browser: browser.get("/sign-in"), newcomers))
        over, barrier = Event(), Barrier(OFFICERS)
        looking = [pool.submit(_look, browser, over) for browser in workers]
        start = time.perf_counter()
        storm = list(pool.map(_sign_in, newcomers, range(OFFICERS), [barrier] * OFFICERS))
        wall = time.perf_counter() - start
        over.set()
        meanwhile = _all(looking)
        for browser in workers + newcomers:
            browser.close()
    print(
        f"{OFFICERS} people sign in at once: all in after {wall:.1f} s, p50 {_words(storm, 50)}, p95 {_words(storm, 95)}"
    )
    print(f"{AT_WORK} others' inbox before: p50 {_words(before, 50)}, p95 {_words(before, 95)}")
    print(f"{AT_WORK} others' inbox meanwhile: p50 {_words(meanwhile, 50)}, p95 {_words(meanwhile, 95)}")


def _look(browser: Browser, over: Event) -> list[float]:
    times = []
    while not over.wait(PAUSE):
        times.append(browser.get("/inbox"))
    return times


def _sign_in(browser: Browser, number: int, barrier: Barrier) -> float:
    barrier.wait()
    return browser.sign_in_here(email_of(number))


def _all(looking: list[Future[list[float]]]) -> list[float]:
    return [seconds for one in looking for seconds in one.result()]


def _words(times: list[float], share: int) -> str:
    return f"{percentile(times, share) * 1000:.0f} ms"
