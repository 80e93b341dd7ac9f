"""Random words that travel to a person, and the hash under which we remember them."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A word of 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored instead of the word; it is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
