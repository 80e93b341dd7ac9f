"""``python -m tests.support.ready``: unpack the test browser and see that it starts. `make test` calls it once."""

from __future__ import annotations

from tests.support import chromium

if __name__ == "__main__":
    chromium.prepare()
    chromium.find()
