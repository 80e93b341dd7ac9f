"""A process that has started: what is loaded by now lives as long as it does."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 20_000, 20, 20  # a request makes some thousand things and drops them again without the collector


def settle() -> None:
    """Keep the collector from looking at what was loaded, and from looking in the middle of each request.

    The doors call it once, when they begin to serve. It is worth a twentieth of a step's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
