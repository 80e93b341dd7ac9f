"""``python -m webapp.cli.health``: exit 0 when the server on this machine answers; the container asks it every half minute."""

from __future__ import annotations

import http.client
import os
import sys


def answers() -> bool:
    """Does ``/healthz`` answer, asked by a host name that the server trusts?"""
    host = os.environ.get("NQ57_TRUSTED_HOSTS", "127.0.0.1").split(",")[0].strip()
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("NQ57_PORT", "5057")), timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if answers() else 1)
