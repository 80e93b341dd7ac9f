"""The post: at least once under one name, in the person's language, about nothing that they may not see, whatever the server does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from notifications import bell, delivery, letters
from notifications.notices import TOO_OLD_FOR_MAIL
from tests.integration.notifications.telling import THEN, carry, house, mails, to, told_lan
from tests.integration.work.helping import decide, hand_in
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.web.story import given_to_the_department
from webapp import post
from webapp.accounts.models import Account
from webapp.keeping import pause
from workflows.instances.incidents import BACK_OFF
from workflows.instances.models import Incident
from workflows.organisation.models import Appointment, Person


def test_a_mail_gathers_for_two_minutes_and_comes_once_in_the_persons_language(world, box, settings) -> None:
    told_lan(world, "T-1")
    told_lan(world, "T-2")
    with world.database.writing() as session:
        session.execute(update(Person).where(Person.id == world.people["tuan"]).values(language="en"))
        session.commit()
    world.case("T-3")
    world.tick(A_MONDAY)
    assert carry(world, settings, THEN - timedelta(seconds=1)) == 0
    carry(world, settings, THEN)
    (words,) = to(box, "lan")
    assert "T-1 · Nhiệm vụ thử" in words and "T-2" in words and "Việc mới: “" in words
    assert f"https://nq57.example.org/work-items/{world.inbox('lan')[0].public_id}" in words
    (english,) = to(box, "tuan")
    assert "New work: “Assign the task" in english and "A trial task" in english and "Nhiệm vụ" not in english
    subjects = {one["To"].addresses[0].username: one["Subject"] for one in box.messages()}
    assert subjects["lan"] == "[NQ57] 2 thông báo" and subjects["tuan"].startswith("[NQ57] T-3: New work")
    assert all(one["From"].addresses[0].addr_spec == "nq57@example.org" for one in box.messages())
    before = len(box.arrived)
    carry(world, settings, THEN + timedelta(days=1))
    assert len(box.arrived) == before
    assert world.disagreements() == []


def test_who_dies_between_sending_and_marking_sends_again_under_the_same_name(
    world, box, settings, monkeypatch
) -> None:
    told_lan(world)
    with monkeypatch.context() as patched:
        patched.setattr(delivery, "sent", _die)
        with pytest.raises(KeyboardInterrupt):
            carry(world, settings, THEN)
    assert carry(world, settings, THEN + BACK_OFF[0] - timedelta(seconds=1)) == 0
    carry(world, settings, THEN + BACK_OFF[0])
    first, again = box.messages()
    assert first["Message-ID"] == again["Message-ID"] and first.get_content() == again.get_content()
    assert [(one.attempts, one.sent_at) for one in mails(world)] == [(2, THEN + BACK_OFF[0])]


def _die(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("mood", ["drops", "busy"])
def test_what_the_server_does_not_take_is_tried_later_and_later_with_one_incident(world, box, settings, mood) -> None:
    told_lan(world)
    box.mood, at = mood, THEN
    for delay in BACK_OFF[:3]:
        carry(world, settings, at)
        (mail,) = mails(world)
        assert mail.try_at - at == delay and mail.sent_at is None
        at = mail.try_at
    with world.database.reading() as session:
        (incident,) = session.scalars(select(Incident)).all()
    assert (incident.job, incident.thing, incident.attempts) == ("mail", "", 3)
    box.mood = "takes"
    carry(world, settings, at)
    assert mails(world)[0].sent_at == at
    assert len(to(box, "lan")) == 1
    with world.database.reading() as session:
        assert session.scalars(select(Incident.closed_at)).one() == at


def test_a_server_that_does_not_listen_is_knocked_at_once_a_round(world, box, settings, tmp_path) -> None:
    for name in ("T-1", "T-2"):
        told_lan(world, name)
    world.case("T-3")
    world.tick(A_MONDAY)
    nowhere = house(tmp_path, type(box.address)("smtp", "127.0.0.1", box.address.port, "nobody", "secret"))
    assert len(mails(world)) == 2
    assert carry(world, nowhere, THEN) == 0, "it does not let us sign in"
    assert sorted(one.attempts for one in mails(world)) == [0, 1]
    carry(world, settings, THEN + BACK_OFF[0])
    assert all(one.sent_at for one in mails(world))


def test_one_mail_that_cannot_be_written_does_not_stop_the_others(world, box, settings, monkeypatch) -> None:
    given_to_the_department(world)
    world.tick(A_MONDAY)
    written = letters.compose

    def fails_for_lan(letter, *how):
        if letter.address.startswith("lan@"):
            raise TypeError("Something unforeseen.")
        return written(letter, *how)

    monkeypatch.setattr(post, "compose", fails_for_lan)
    assert carry(world, settings, THEN) == 2
    assert to(box, "lan") == [] and len(to(box, "tam")) == 1
    with world.database.reading() as session:
        assert "Something unforeseen." in session.scalars(select(Incident.sentence)).one()


def test_an_address_that_is_refused_is_given_up_with_an_incident(world, box, settings) -> None:
    told_lan(world)
    box.mood = "refuses"
    assert carry(world, settings, THEN) == 1
    (mail,) = mails(world)
    assert mail.given_up_at == THEN and mail.try_at is None
    with world.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        assert "address is refused" in incident.sentence and incident.job == "mail"
    assert carry(world, settings, A_TUESDAY) == 0
    assert world.disagreements() == []


def test_after_twenty_tries_a_mail_is_given_up(world, box, settings) -> None:
    told_lan(world)
    box.mood, at = "drops", THEN
    for _ in range(delivery.MOST_TRIES + 1):
        carry(world, settings, at)
        at += BACK_OFF[-1]
    (mail,) = mails(world)
    assert mail.given_up_at is not None and mail.try_at is None and box.arrived == []


def test_rights_are_asked_again_when_it_is_sent(world, box, settings) -> None:
    """Tâm moves to the sibling department in between: no word of the case goes there, and the case's page says why."""
    case = given_to_the_department(world)
    world.tick(A_MONDAY)
    with world.database.writing() as session:
        charlies = session.scalars(select(Appointment).where(Appointment.person_id == world.people["charlie"])).one()
        tams = session.scalars(select(Appointment).where(Appointment.person_id == world.people["tam"])).one()
        tams.position_id = charlies.position_id
        session.commit()
    carry(world, settings, THEN)
    assert to(box, "tam") == [] and len(to(box, "lan")) == 1
    with world.database.reading() as session:
        told = {one.name: one.ring.row.unmailed for one in bell.who_was_told(session, case, limit=50)}
    assert told["Lý Thị Tâm"] == "rights" and told["Nguyễn Thị Lan"] is None
    assert world.disagreements() == []


def test_what_was_seen_before_is_not_sent(world, box, settings) -> None:
    told_lan(world)
    hand_in(world)
    decide(world, "binh", "confirm_result", "send_back", "Thiếu")
    world.tick(A_MONDAY)
    carry(world, settings, THEN)
    (words,) = to(box, "lan")
    assert "Thủ trưởng đơn vị đã trả lại kết quả" in words and "Việc mới" not in words
    assert to(box, "binh") == [], "he has acted on it"


def test_whoever_wants_no_mail_or_cannot_sign_in_gets_none(world, box, settings) -> None:
    given_to_the_department(world)
    world.case("T-2")
    world.tick(A_MONDAY)
    with world.database.writing() as session:
        bell.want_mail(session, world.people["lan"], False, at=A_MONDAY)
        account = session.scalars(select(Account).where(Account.person_id == world.people["tam"])).one()
        account.disabled_at = A_MONDAY
        session.commit()
    carry(world, settings, THEN)
    assert {one["To"].addresses[0].username for one in box.messages()} == {"tuan"}
    assert sorted(one.why or "" for one in mails(world)) == ["", "account", "unwanted"]


def test_old_news_and_a_house_without_a_server_send_nothing_and_forget_nothing(world, box, settings, tmp_path) -> None:
    told_lan(world)
    carry(world, house(tmp_path, None), THEN)
    assert [one.why for one in mails(world)] == ["off"]
    told_lan(world, "T-2")
    carry(world, settings, THEN + TOO_OLD_FOR_MAIL)
    assert mails(world)[1].why == "old" and box.arrived == []
    with world.database.reading() as session:
        assert bell.unseen(session, world.standing("lan")) == 2


def test_a_restored_copy_sends_nothing(world, box, settings) -> None:
    told_lan(world)
    with world.database.writing() as session:
        pause.begin_pause(session, archive="0" * 64, saved_at=A_MONDAY, at=A_MONDAY)
        session.commit()
    assert carry(world, settings, THEN) == 0 and box.arrived == []
    with world.database.writing() as session:
        pause.confirm_restoration(session, reason="Đã kiểm tra", at=THEN)
        session.commit()
    carry(world, settings, THEN)
    assert len(to(box, "lan")) == 1


def test_two_posts_at_once_take_each_mail_once(postgres_world, tmp_path) -> None:
    told_lan(postgres_world)
    with postgres_world.database.writing() as first, postgres_world.database.writing() as second:
        assert delivery.take_next(first, THEN, may_receive=lambda *_: None) is not None
        assert delivery.take_next(second, THEN, may_receive=lambda *_: None) is None
        second.rollback()
        first.commit()
