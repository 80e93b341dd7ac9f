"""Links as evidence: an address of the web with a title and what it shows. The server never opens one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid, Refusal
from workflows.limits import LINE_LETTERS, LINK_LETTERS, LINK_SHOWS_LETTERS
from workflows.work.attachments import keep, ready
from workflows.work.item import Item
from workflows.work.models import Attachment
from workflows.written import canonical

LINK = "text/uri-list"
HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", re.IGNORECASE)
NO_LINK = N_("Expected a link that begins with https:// or http://, but it does not.")
SECRETS = N_("Expected a link without a name or password in it, but there is an @ before the end of the site's name.")
LONG = N_("Expected at most %(most)s letters here, but there are more.")


def attach_link(
    session: Session,
    item: Item,
    *,
    url: str,
    title: str = "",
    shows: str = "",
    not_classified: bool,
    actor: Actor,
    at: datetime,
) -> str:
    """Put a link to the result's evidence; only http and https, to a host in plain sight. Without a title it is called by its address."""
    url, title, shows = url.strip(), title.strip(), shows.strip()
    if refusal := may_be_link(url):
        raise Invalid(refusal.text, {"url": refusal})
    for name, words, most in (("link_title", title, LINE_LETTERS), ("link_shows", shows, LINK_SHOWS_LETTERS)):
        if len(words) > most:
            raise Invalid(LONG, {name: Refusal(LONG, most=most)}, most=most)
    held = ready(session, item, not_classified=not_classified, actor=actor, at=at)
    row = Attachment(
        instance_id=item.instance_id,
        work_item_id=item.id,
        name=title or url[:255],
        media_type=LINK,
        size=0,
        url=url,
        shows=shows or None,
    )
    row.sha256 = hash_of(row)
    public_id = keep(held, row)
    held.turn.finish()
    return public_id


def hash_of(row: Attachment) -> str:
    """SHA-256 over a link's words: its address and, where they are others, its title and what it shows; so they are approved, too."""
    plain = row.name == (row.url or "")[:255] and not row.shows
    words = str(row.url) if plain else canonical([row.url, row.name, row.shows])
    return hashlib.sha256(words.encode()).hexdigest()


def may_be_link(url: str) -> Refusal | None:
    """An address of the web whose host a person and every browser read alike: no backslash, no escape, no user before it."""
    if len(url) > LINK_LETTERS or not url.isprintable() or "\\" in url or " " in url:
        return Refusal(NO_LINK)
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address, letters that turn into others
        return Refusal(NO_LINK)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return Refusal(NO_LINK)
    if "@" in parts.netloc:
        return Refusal(SECRETS)
    return None if HOST.fullmatch(parts.netloc) else Refusal(NO_LINK)


def host_of(url: str) -> str:
    """The site that a link leads to, as browsers write it: letters that only look like others come out as ``xn--``.

    Not by Python's own codec: it follows the older rule, by which ``ß`` is another site's ``ss``.
    """
    host, colon, port = urlsplit(url).netloc.lower().partition(":")
    if host.startswith("["):
        return f"{host}{colon}{port}"
    labels = unicodedata.normalize("NFKC", host).split(".")
    plain = [one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in labels]
    return ".".join(plain) + colon + port
