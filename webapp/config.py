"""Settings, read once from the environment and checked before anything starts.

=====================  ==================================================================================================
NQ57_MODE              ``demo`` (default) or ``production``
NQ57_DATA_DIR          folder for database, evidence and secrets of this installation (default ``var``)
NQ57_DATABASE_URL      SQLAlchemy address (default: SQLite ``nq57.sqlite`` in the data folder; ``postgresql+psycopg://…``)
NQ57_SECRET_KEY        at least 32 characters, signs cookies and forms (demo: made once, kept in the data folder)
NQ57_DEMO_PASSWORD     password of the demo people (demo only; made once, kept in the data folder, printed at start)
NQ57_PUBLIC_URL        address under which people reach the system (production: https)
NQ57_TRUSTED_HOSTS     host names that may be asked for, separated by commas (demo: this machine)
NQ57_PROXIES           how many proxies in front set X-Forwarded-For (default 0)
NQ57_HOST, NQ57_PORT   where the server listens (default 127.0.0.1 and 5057; PORT is understood too)
NQ57_SMTP_URL          mail server: ``smtp://``, ``smtp+starttls://`` or ``smtps://[USER:PASSWORD@]HOST[:PORT]`` (production;
                       without it people are told on the bell only)
NQ57_MAIL_FROM         address in *From* of our mails
NQ57_UPLOAD_MB         largest evidence file, in megabytes (default 25)
NQ57_DEBUG             ``1`` shows faults to the developer (demo only)
NQ57_…_FILE            a file that holds the secret key, the database's or the mail server's address, instead of the setting itself
=====================  ==================================================================================================

``.env.example`` lists the same names; a test holds the two together.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from notifications.smtp import MailServer, server_at
from workflows.limits import EVIDENCE_BYTES, MB

NAMES = (
    "NQ57_MODE",
    "NQ57_DATA_DIR",
    "NQ57_DATABASE_URL",
    "NQ57_DATABASE_URL_FILE",
    "NQ57_SECRET_KEY",
    "NQ57_SECRET_KEY_FILE",
    "NQ57_DEMO_PASSWORD",
    "NQ57_PUBLIC_URL",
    "NQ57_TRUSTED_HOSTS",
    "NQ57_PROXIES",
    "NQ57_HOST",
    "NQ57_PORT",
    "NQ57_SMTP_URL",
    "NQ57_SMTP_URL_FILE",
    "NQ57_MAIL_FROM",
    "NQ57_UPLOAD_MB",
    "NQ57_DEBUG",
)
IN_FILES = ("NQ57_DATABASE_URL", "NQ57_SECRET_KEY", "NQ57_SMTP_URL")
LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
SHORTEST_SECRET = 32
DATABASES = ("postgresql+psycopg://", "sqlite:///")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
DEMO_SENDER = "nq57@demo.nq57.example"  # nothing leaves the demo; its mails are kept
DULL_SECRETS = ("change", "secret", "example", "password", "12345", "00000", "aaaaa")


class SettingsFault(Exception):
    """The environment cannot be worked with; ``faults`` holds one sentence for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told from outside. Never changes while it runs."""

    mode: Literal["demo", "production"]
    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    demo_password: str | None = field(default=None, repr=False)
    public_url: str = "http://127.0.0.1:5057"
    trusted_hosts: tuple[str, ...] = LOOPBACK
    proxies: int = 0
    host: str = "127.0.0.1"
    port: int = 5057
    mail_server: MailServer | None = None
    mail_from: str = DEMO_SENDER
    upload_bytes: int = EVIDENCE_BYTES
    debug: bool = False

    @property
    def is_demo(self) -> bool:
        """Is this a demonstration, with invented people?"""
        return self.mode == "demo"

    @property
    def is_encrypted(self) -> bool:
        """Do people reach us by https, so that cookies may demand it?"""
        return self.public_url.startswith("https://")

    @property
    def evidence_dir(self) -> Path:
        """Where the bytes of evidence files lie."""
        return self.data_dir / "evidence"

    @property
    def paper_dir(self) -> Path:
        """Where printed documents lie for a week."""
        return self.data_dir / "paper"


def from_environment(environ: Mapping[str, str] = os.environ, *, single_process: bool = False) -> Settings:
    """Read and check every setting; ``single_process`` says that the caller holds the lock of the data folder.

    Raises ``SettingsFault`` naming everything that is wrong at once, so that nobody has to start ten times.
    """
    faults = [
        f"Expected a setting that exists, but {name} does not."
        for name in sorted(environ)
        if name.startswith("NQ57_") and name not in NAMES and not name.startswith("NQ57_TEST_")
    ]
    environ = _with_files(environ, faults)
    mode = environ.get("NQ57_MODE", "demo")
    if mode not in ("demo", "production"):
        raise SettingsFault([*faults, f"Expected NQ57_MODE to be demo or production, but it is {mode!r}."])
    data_dir = Path(environ.get("NQ57_DATA_DIR", "var")).absolute()
    port = _whole(environ, "NQ57_PORT", environ.get("PORT", "5057"), 1, 65535, faults)
    host = environ.get("NQ57_HOST", "127.0.0.1")
    settings = Settings(
        mode="demo" if mode == "demo" else "production",
        data_dir=data_dir,
        database_url=environ.get("NQ57_DATABASE_URL") or f"sqlite:///{data_dir / 'nq57.sqlite'}",
        secret_key=_secret(environ, "NQ57_SECRET_KEY", data_dir, mode),
        demo_password=_secret(environ, "NQ57_DEMO_PASSWORD", data_dir, mode) if mode == "demo" else None,
        public_url=environ.get("NQ57_PUBLIC_URL", f"http://127.0.0.1:{port}" if mode == "demo" else "").rstrip("/"),
        trusted_hosts=_list(environ.get("NQ57_TRUSTED_HOSTS", "")) or (LOOPBACK if mode == "demo" else ()),
        proxies=_whole(environ, "NQ57_PROXIES", "0", 0, 5, faults),
        host=host,
        port=port,
        mail_server=_mail_server(environ, mode, faults),
        mail_from=environ.get("NQ57_MAIL_FROM") or DEMO_SENDER,
        upload_bytes=_whole(environ, "NQ57_UPLOAD_MB", str(EVIDENCE_BYTES // MB), 1, 1024, faults) * MB,
        debug=environ.get("NQ57_DEBUG", "") == "1",
    )
    if not settings.database_url.startswith(DATABASES):
        faults.append(
            "Expected NQ57_DATABASE_URL to begin with postgresql+psycopg:// or sqlite:///, but it begins with "
            f"{settings.database_url.partition(':')[0]!r}."
        )
    faults += (
        _faults_of_demo(settings) if settings.is_demo else _faults_of_production(settings, environ, single_process)
    )
    if faults:
        raise SettingsFault(faults)
    return settings


def _mail_server(environ: Mapping[str, str], mode: str, faults: list[str]) -> MailServer | None:
    """Where mail is handed in; ``None``: nowhere."""
    address, sender = environ.get("NQ57_SMTP_URL"), environ.get("NQ57_MAIL_FROM")
    if sender and not ADDRESS.fullmatch(sender):
        faults.append("Expected NQ57_MAIL_FROM to be an address like nq57@example.gov.vn, but it is none.")
    if not address:
        return None
    if mode == "demo":
        faults.append("Expected no NQ57_SMTP_URL in the demo, where no mail leaves the machine, but it is set.")
    elif not sender:
        faults.append("Expected NQ57_MAIL_FROM beside NQ57_SMTP_URL, but it is not set.")
    try:
        server = server_at(address)
    except ValueError:
        faults.append(
            "Expected NQ57_SMTP_URL to be smtp://HOST:PORT, smtp+starttls:// or smtps://, but it is another address."
        )
        return None
    if server.user and server.way == "smtp" and server.host not in LOOPBACK:
        faults.append(
            "Expected NQ57_SMTP_URL to hide its password (smtp+starttls:// or smtps://), but it is sent in the clear."
        )
    return server


def _with_files(environ: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """The environment with what lies in files (docker's and systemd's secrets) read out of them."""
    read = dict(environ)
    for name in IN_FILES:
        path = environ.get(f"{name}_FILE")
        if not path:
            continue
        if environ.get(name):
            faults.append(f"Expected {name} or {name}_FILE, but both are set.")
        try:
            read[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            faults.append(f"Expected {name}_FILE to name a file that can be read, but {path} cannot: {fault}.")
    return read


def _faults_of_demo(settings: Settings) -> list[str]:
    faults = []
    if settings.host not in LOOPBACK:
        faults.append(f"Expected the demo to listen on this machine only, but NQ57_HOST is {settings.host!r}.")
    if len(settings.demo_password or "") < 8:
        faults.append("Expected NQ57_DEMO_PASSWORD to have at least 8 characters, but it has fewer.")
    return faults


def _faults_of_production(settings: Settings, environ: Mapping[str, str], single_process: bool) -> list[str]:
    """Everything for which production refuses to start, except what only the database knows (demo people)."""
    faults = []
    key = settings.secret_key
    if not key:
        faults.append("Expected NQ57_SECRET_KEY to be set in production, but it is not.")
    elif len(key) < SHORTEST_SECRET:
        faults.append(f"Expected NQ57_SECRET_KEY to have at least {SHORTEST_SECRET} characters, but it has {len(key)}.")
    elif len(set(key)) < 12 or any(word in key.lower() for word in DULL_SECRETS):
        faults.append("Expected NQ57_SECRET_KEY to be random, but it can be guessed.")
    if environ.get("NQ57_DEMO_PASSWORD"):
        faults.append("Expected no NQ57_DEMO_PASSWORD in production, but it is set.")
    if settings.debug:
        faults.append("Expected NQ57_DEBUG to be off in production, but it is on.")
    if not settings.trusted_hosts:
        faults.append("Expected NQ57_TRUSTED_HOSTS to name at least one host in production, but it is empty.")
    if "*" in settings.trusted_hosts:
        faults.append("Expected NQ57_TRUSTED_HOSTS to name hosts, but it holds '*'.")
    address = urlsplit(settings.public_url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        faults.append("Expected NQ57_PUBLIC_URL to begin with https:// in production, but it does not.")
    if settings.database_url.startswith("sqlite") and not single_process:
        faults.append(
            "Expected PostgreSQL in production, or SQLite served by one process with `nq57 serve --with-clock`, "
            "but NQ57_DATABASE_URL is SQLite without that."
        )
    return faults


def _secret(environ: Mapping[str, str], name: str, data_dir: Path, mode: str) -> str:
    """The secret from the environment; in demo mode, when absent, one made once for this data folder."""
    if name in environ or mode != "demo":
        return environ.get(name, "")
    path = data_dir / name.removeprefix("NQ57_").lower().replace("_", "-")
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        words = secrets.token_urlsafe(12) if name == "NQ57_DEMO_PASSWORD" else secrets.token_urlsafe(48)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(words)
        except FileExistsError:  # another process of this installation was first
            pass
    return path.read_text().strip()


def _whole(environ: Mapping[str, str], name: str, default: str, least: int, most: int, faults: list[str]) -> int:
    text = environ.get(name, default)
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    faults.append(f"Expected {name} to be a whole number from {least} to {most}, but it is {text!r}.")
    return least


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
