"""How much computing something may cost, measured so that other work on the machine does not count."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

REFUSED_WITHIN = 2.0  # seconds, promised; a core that is shared counts up to three times as much


@contextmanager
def within(seconds: float = 3 * REFUSED_WITHIN) -> Iterator[None]:
    """Fails when what happens inside takes more seconds of this process's own computing."""
    began = time.process_time()
    yield
    spent = time.process_time() - began
    assert spent < seconds, f"Expected less than {seconds} s of computing, but it took {spent:.1f} s"
