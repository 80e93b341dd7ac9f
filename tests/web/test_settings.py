"""Settings come from the environment only, and what is wrong with them is said in sentences, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.config import NAMES, SettingsFault, from_environment

GOOD = {
    "NQ57_MODE": "production",
    "NQ57_SECRET_KEY": "k3TqPz0v9Yx7Wc5Bn1Mf8Ld2Hs6Jg4Ra",
    "NQ57_TRUSTED_HOSTS": "nq57.example.org, www.nq57.example.org",
    "NQ57_PUBLIC_URL": "https://nq57.example.org",
    "NQ57_DATABASE_URL": "postgresql+psycopg://nq57@db/nq57",
}


def faults_of(**changes: str | None) -> str:
    environ = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    with pytest.raises(SettingsFault) as refused:
        from_environment(environ)
    return "\n".join(refused.value.faults)


def test_production_with_everything_in_place_starts():
    settings = from_environment(GOOD)
    assert settings.trusted_hosts == ("nq57.example.org", "www.nq57.example.org")
    assert settings.is_encrypted and settings.demo_password is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"NQ57_SECRET_KEY": None}, "NQ57_SECRET_KEY"),
        ({"NQ57_SECRET_KEY": "short"}, "at least 32"),
        ({"NQ57_SECRET_KEY": "change-me-change-me-change-me-please"}, "guessed"),
        ({"NQ57_TRUSTED_HOSTS": ""}, "NQ57_TRUSTED_HOSTS"),
        ({"NQ57_TRUSTED_HOSTS": "*"}, "'*'"),
        ({"NQ57_PUBLIC_URL": "http://nq57.example.org"}, "https://"),
        ({"NQ57_DATABASE_URL": "sqlite:///x"}, "one process"),
        ({"NQ57_DEBUG": "1"}, "NQ57_DEBUG"),
        ({"NQ57_DEMO_PASSWORD": "anything at all"}, "NQ57_DEMO_PASSWORD"),
        ({"NQ57_PORT": "many"}, "NQ57_PORT"),
        ({"NQ57_MODE": "test"}, "demo or production"),
        ({"NQ57_SECRET_KYE": "x"}, "NQ57_SECRET_KYE"),
        ({"NQ57_SMTP_URL": "smtp://mail"}, "NQ57_MAIL_FROM"),
        ({"NQ57_SMTP_URL": "mail:25"}, "another address"),
        ({"NQ57_SMTP_URL": "smtp://a:b@mail", "NQ57_MAIL_FROM": "a@b.vn"}, "in the clear"),
        ({"NQ57_MAIL_FROM": "a@b.vn\nBcc: c@d.vn"}, "is none"),
    ],
)
def test_production_refuses_and_names_the_reason(changes, named):
    assert named in faults_of(**changes)


def test_a_mail_server_is_read_from_its_address_and_its_password_is_not_shown(tmp_path):
    said = {"NQ57_SMTP_URL": "smtp+starttls://nq57:p%40ss@mail.example.org", "NQ57_MAIL_FROM": "nq57@example.org"}
    settings = from_environment({**GOOD, **said})
    server = settings.mail_server
    assert (server.way, server.host, server.port, server.user, server.password) == (
        *("smtp+starttls", "mail.example.org", 587),
        *("nq57", "p@ss"),
    )
    assert "p@ss" not in repr(settings) and from_environment(GOOD).mail_server is None
    with pytest.raises(SettingsFault, match="no mail leaves"):
        from_environment({"NQ57_DATA_DIR": str(tmp_path), **said})


def test_every_fault_is_named_at_once():
    said = faults_of(NQ57_SECRET_KEY="short", NQ57_TRUSTED_HOSTS="", NQ57_DEBUG="1").splitlines()
    assert len(said) == 3


def test_sqlite_in_production_is_open_to_the_one_process_that_holds_the_lock():
    assert from_environment({**GOOD, "NQ57_DATABASE_URL": "sqlite:///x"}, single_process=True).mode == "production"


def test_secrets_may_lie_in_files(tmp_path):
    (tmp_path / "key").write_text(GOOD["NQ57_SECRET_KEY"] + "\n")
    (tmp_path / "url").write_text(GOOD["NQ57_DATABASE_URL"] + "\n")
    in_files = {"NQ57_SECRET_KEY_FILE": str(tmp_path / "key"), "NQ57_DATABASE_URL_FILE": str(tmp_path / "url")}
    plain = {name: value for name, value in GOOD.items() if f"{name}_FILE" not in in_files}
    assert from_environment({**plain, **in_files}) == from_environment(GOOD)
    assert "both are set" in faults_of(**in_files)
    assert "can be read" in faults_of(NQ57_SECRET_KEY=None, NQ57_SECRET_KEY_FILE=str(tmp_path / "none"))


def test_the_demo_makes_its_own_secrets_once_and_keeps_them_private(tmp_path):
    first = from_environment({"NQ57_DATA_DIR": str(tmp_path)})
    second = from_environment({"NQ57_DATA_DIR": str(tmp_path)})
    assert first == second and len(first.secret_key) >= 32 and first.mail_from == "nq57@demo.nq57.example"
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert first.secret_key not in repr(first)


def test_the_demo_listens_on_this_machine_only(tmp_path):
    with pytest.raises(SettingsFault, match="this machine"):
        from_environment({"NQ57_DATA_DIR": str(tmp_path), "NQ57_HOST": "0.0.0.0"})


def test_the_example_file_lists_exactly_these_settings():
    lines = (Path(__file__).parents[2] / ".env.example").read_text().splitlines()
    listed = {line.lstrip("# ").partition("=")[0] for line in lines if line.lstrip("# ").startswith("NQ57_")}
    assert listed == set(NAMES)
