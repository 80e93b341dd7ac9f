"""What a mail says and to whom it is addressed: one line is one line, links lead to us, the demo says that it is one."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from notifications.letters import PLACES
from tests.integration.notifications.telling import THEN, carry, mails, told_lan
from webapp import post
from webapp.app import create_app
from webapp.config import Settings
from workflows.instances.models import ProcessInstance
from workflows.organisation.models import Person


@pytest.mark.parametrize(
    "title",
    ["Báo cáo\r\nBcc: x@evil.example\r\n\r\nXin chào", "a\nb\u2028c\u202ed", "=?utf-8?q?a=0D=0ABcc:_x@evil.example?="],
)
def test_what_people_typed_ends_no_header_and_begins_none(world, box, settings, title) -> None:
    case = told_lan(world)
    with world.database.writing() as session:
        session.execute(
            update(ProcessInstance)
            .where(ProcessInstance.id == case)
            .values(title_vi=title, business_key=f"T-1 {title}")
        )
        session.execute(update(Person).where(Person.id == world.people["lan"]).values(full_name=f"Lan {title}"[:190]))
        session.commit()
    carry(world, settings, THEN)
    (message,) = box.messages()
    ours = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language"]
    form = ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    assert sorted(message.keys()) == sorted(ours + form)
    assert [one.addr_spec for one in message["To"].addresses] == ["lan@demo.nq57.example"]
    assert len(message.get_content().splitlines()) == 9, "one line for the title"
    assert "\u202e" not in message.get_content() and len(message["Subject"]) <= 150
    assert not set("\r\n\u2028\u202e") & set(message["Subject"] + str(message["To"]))


@pytest.mark.parametrize(
    "address", ["lan@x.example\nBcc: y@evil.example", "lan@x.example, y@evil.example", "không@x", "lan"]
)
def test_an_address_that_is_none_is_given_up_and_nothing_leaves(world, box, settings, address) -> None:
    told_lan(world)
    with world.database.writing() as session:
        session.execute(update(Person).where(Person.id == world.people["lan"]).values(email=address))
        session.commit()
    carry(world, settings, THEN)
    assert box.arrived == [] and mails(world)[0].given_up_at == THEN


def test_in_the_demo_mail_is_kept_with_the_honest_sentence_and_nothing_leaves(world, box, settings, tmp_path) -> None:
    told_lan(world)
    demo = Settings("demo", tmp_path, "", "k" * 40, mail_server=box.address)
    assert post.deliver(world.database, demo, lambda: THEN) == 1
    (mail,) = mails(world)
    assert box.arrived == [] and mail.sent_at == THEN
    assert "T-1" in str(mail.subject) and "tiến độ ở đây là hư cấu" in str(mail.words)


def test_the_places_in_a_mail_are_pages_of_ours(world, tmp_path) -> None:
    app = create_app(Settings("demo", tmp_path, "sqlite://", "k" * 40), database=world.database)
    with app.test_request_context():
        for endpoint, kind in (("work.item", "item"), ("cases.case", "case")):
            assert app.url_for(endpoint, public_id="x") == f"{PLACES[kind]}x"
        assert app.url_for("notifications.list") == "/notifications" and app.url_for("accounts.own") == "/account"
