"""Who hears of which act, what a mail says, when it is sent, and that nothing private is ever in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.core import timers
from portal.core.models import User
from recognition import notifications
from recognition.domain import (
    clearance,
    conferrals,
    consent,
    messages,
    nominations,
    notices,
    packages,
    publication,
    recusal,
    reminders,
    rounds,
    suggestions,
    terms,
)
from recognition.enums import AuthorityCheck, NoticePlace, RecusalGround, Role
from recognition.models import ClearanceBody, Conferral, Notice, Reminder, ScheduledPublication
from tests.recognition.desk.conftest import XHR, Desk

MARK = "DAU-RIENG-TU"
SNAPSHOTS = Path(__file__).parent / "mails"


def heard(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def people(desk: Desk) -> tuple[User, User, User, User]:
    return desk.person(Role.FOCAL_POINT), desk.person(Role.UNIT_HEAD), desk.first, desk.second


def test_each_step_is_heard_by_those_it_concerns_and_not_by_who_did_it(desk):
    clerk, head, first, second = people(desk)
    dossier = desk.draft()
    nominations.move(nomination=dossier, name="file", actor=clerk)
    assert (heard(clerk), heard(head), heard(first)) == ([], ["dossier_to_confirm"], [])
    nominations.move(nomination=dossier, name="confirm", actor=head)
    assert (heard(clerk), heard(first), heard(second)) == (
        ["dossier_confirmed"],
        ["dossier_arrived"],
        ["dossier_arrived"],
    )
    nominations.move(nomination=dossier, name="receive", actor=first)
    assert heard(first) == ["dossier_arrived"]
    assert (heard(clerk)[-1], heard(head)[-1]) == ("dossier_received", "dossier_received")
    due = timezone.now() + timedelta(days=3)
    nominations.move(
        nomination=dossier, name="return_", actor=first, reason="Thiếu biên bản", data={"due_at": due}
    )
    last = Notice.objects.filter(user=clerk).latest("pk")
    assert (last.kind, last.due_at, last.place) == ("dossier_returned", due, NoticePlace.UNIT)


def test_a_notice_is_written_exactly_when_the_act_is(desk):
    clerk, head, *_rest = people(desk)
    dossier = desk.draft()
    with pytest.raises(RuntimeError), transaction.atomic():
        nominations.move(nomination=dossier, name="file", actor=clerk)
        assert heard(head)
        raise RuntimeError
    assert heard(head) == []


def test_whoever_is_recused_hears_nothing_of_the_dossier(desk):
    _clerk, head, first, second = people(desk)
    dossier = desk.confirmed()
    Notice.objects.all().delete()
    recusal.declare(nomination=dossier, user=second, ground=RecusalGround.KIN, reason="Em họ", actor=second)
    messages.reply(nomination=dossier, text="Xin hỏi", actor=head)
    assert (heard(first), heard(second)) == (["message_from_unit"], [])


def test_words_of_the_desk_are_heard_by_the_unit_and_those_of_the_unit_by_who_is_in_charge(desk):
    clerk, head, first, second = people(desk)
    dossier = nominations.move(nomination=desk.confirmed(), name="receive", actor=first)
    from recognition.domain import assignment

    assignment.assign(nomination=dossier, to=second, actor=first)
    assert heard(second)[-1] == "dossier_assigned"
    Notice.objects.all().delete()
    messages.tell_unit(nomination=dossier, text=MARK, actor=first)
    messages.reply(nomination=dossier, text=MARK, actor=clerk)
    assert (heard(clerk), heard(head)) == (["message_from_desk"], ["message_from_desk"])
    assert (heard(first), heard(second)) == ([], ["message_from_unit"])


def test_the_body_that_is_asked_hears_of_it_once(desk):
    *_unit, first, second = people(desk)
    body = ClearanceBody.objects.create(name="Cơ quan", question="Có gì không?")
    other = ClearanceBody.objects.create(name="Công đoàn", role=Role.UNION, question="Có gì không?")
    asked, union = desk.person(Role.CLEARANCE), desk.person(Role.UNION)
    dossier = nominations.move(nomination=desk.confirmed(), name="receive", actor=first)
    dossier = nominations.move(nomination=dossier, name="appraise", actor=second)
    until = terms.working_days_after(timezone.localdate(), 5)

    def ask(whom):
        question = clearance.Question(body=whom, text=MARK, until=until)
        return clearance.ask(nomination=dossier, questions=[question], actor=first)[0]

    request = ask(body)
    dossier.refresh_from_db()
    ask(other)
    assert (heard(asked), heard(union)) == (["clearance_asked"], ["clearance_asked"])
    notice = Notice.objects.get(user=asked)
    client = desk.client(asked)
    answer = client.get(reverse("intake:notice", args=[notice.public_id]))
    assert answer["Location"] == reverse("intake:clearance_request", args=[request.public_id])
    assert client.get(answer["Location"]).status_code == 200


def test_an_exception_is_heard_by_its_unit(desk):
    clerk, head, first, _second = people(desk)
    desk.round.deadline = timezone.now() - timedelta(hours=1)
    desk.round.save()
    until = timezone.now() + timedelta(days=2)
    rounds.grant_exception(round=desk.round, unit=desk.hospital, until=until, reason=MARK, actor=first)
    notice = Notice.objects.get(user=clerk, kind="exception_granted")
    assert (notice.number, notice.due_at) == ("Đợt xét cuối năm", until)
    assert "exception_granted" in heard(head)


def test_a_round_that_is_extended_is_heard_by_those_who_file_in_it_with_the_new_moment(desk):
    clerk, _head, first, _second = people(desk)
    desk.draft()
    later = desk.round.deadline + timedelta(days=4)
    rounds.extend(round=desk.round, deadline=later, reason=MARK, actor=first)
    notice = Notice.objects.get(user=clerk, kind="round_extended")
    assert (notice.number, notice.due_at) == ("Đợt xét cuối năm", later)
    assert heard(desk.person(Role.FOCAL_POINT, desk.station)) == []  # they have nothing in it


def test_a_suggestion_is_heard_by_its_unit_and_the_desk_and_again_where_it_is_passed_on(desk):
    clerk, _head, first, _second = people(desk)
    other = desk.person(Role.FOCAL_POINT, desk.station)
    row = suggestions.receive(
        kind="individual", full_name="Chị Lành", place=desk.hospital.name, words=f"{MARK} hai đêm liền."
    )
    assert (heard(clerk), heard(first), heard(other)) == (["suggestion_arrived"], ["suggestion_arrived"], [])
    suggestions.pass_on(suggestion=row, unit=desk.station, actor=first)
    assert heard(other) == ["suggestion_passed_on"]
    told = Notice.objects.get(user=other)
    answer = desk.client(other).get(reverse("intake:notice", args=[told.public_id]))
    assert answer["Location"] == reverse("intake:suggestion", args=[row.public_id])
    at_desk = Notice.objects.get(user=first)
    answer = desk.client(first).get(reverse("thong_bao_mo", args=[at_desk.public_id]))
    assert answer["Location"] == reverse("goi-y:inspect", args=[row.pk])


def test_a_package_is_heard_by_the_head_when_its_paper_is_there_and_by_the_desk_when_confirmed(desk):
    clerk, head, first, second = people(desk)
    dossier = desk.draft()
    nominations.move(nomination=dossier, name="file", actor=clerk)
    package = packages.start(round=desk.round, unit=desk.hospital, actor=clerk)
    facts = {
        "number": "13/TTr-BVĐK",
        "dated": timezone.localdate(),
        "place": "Lam Giang",
        "recipient": "Sở Y tế",
        "signer_name": "Lê Văn A",
        "signer_position": "Giám đốc",
        "council_number": "7/BB",
        "council_date": timezone.localdate(),
        "council_members": 9,
        "council_present": 8,
        "council_chair": "Lê Văn A",
        "council_secretary": "Trần B",
    }
    packages.describe(package=package, facts=facts, dossiers=[dossier.pk], names=[], actor=clerk)
    packages.move(package=package, name="finish", actor=clerk)
    Notice.objects.all().delete()
    packages.keep_paper(
        package=package,
        file=ContentFile(b"%PDF-1.4 signed"),
        name="to-trinh.pdf",
        media_type="application/pdf",
        size=15,
        sha256="a" * 64,
        actor=clerk,
    )
    assert (heard(head), heard(first)) == (["package_to_confirm"], [])
    recusal.set_workplace(user=second, unit=desk.hospital, actor=second)
    packages.move(package=package, name="confirm", actor=head)
    assert "package_confirmed" in heard(clerk)
    assert "package_arrived" in heard(first)
    assert "package_arrived" not in heard(second)  # works in the unit
    told = Notice.objects.get(user=first, kind="package_arrived")
    assert told.number == "13/TTr-BVĐK"
    answer = desk.client(first).get(reverse("thong_bao_mo", args=[told.public_id]))
    assert answer["Location"] == reverse("bo-ho-so:inspect", args=[package.pk])


def test_who_asked_for_a_consent_hears_of_the_answer(desk):
    editor = desk.person(Role.EDITOR)
    line = desk.line(desk.decision())
    asked = consent.ask(honoree=line.honoree, scopes=["photo"], actor=editor)
    consent.answer(request=asked.request, agreed=[])
    told = Notice.objects.get(user=editor, kind="consent_answered")
    assert told.number == line.honoree.public_id.upper()  # no name
    answer = desk.client(editor).get(reverse("thong_bao_mo", args=[told.public_id]))
    assert answer["Location"] == reverse("nguoi-duoc-ton-vinh:inspect", args=[line.honoree_id])


@pytest.mark.parametrize(
    ("held", "kind", "amount"), [(False, "publication_done", 0), (True, "publication_failed", 1)]
)
def test_the_approver_and_the_desk_hear_what_became_of_the_ceremony(desk, held, kind, amount):
    decision = desk.decision()
    desk.line(decision, "Trần Văn Bình")
    desk.line(decision, "Lê Thị Mơ")
    decision = conferrals.verify_decision(decision=decision, actor=desk.second)
    approver = desk.person(Role.APPROVER)
    at = timezone.now() + timedelta(hours=2)
    publication.schedule_facts(decision=decision, at=at, reason="Lễ", actor=approver)
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.update(embargo_until=past)
    if held:
        Conferral.objects.filter(name_then="Lê Thị Mơ").update(authority=AuthorityCheck.HELD)
    Notice.objects.all().delete()
    publication.publish_due()
    publication.publish_due()  # the second run has nothing to tell
    assert (heard(approver), heard(desk.first)) == ([kind], [kind])
    assert Notice.objects.get(user=approver).amount == amount


def test_the_people_above_hear_where_the_unit_has_nobody(desk):
    from recognition.models import Unit

    ward = Unit.objects.create(code="K1", name="Khoa Nội", parent=desk.hospital)
    clerk = desk.person(Role.FOCAL_POINT)
    found = notices._holding(Role.FOCAL_POINT, ward)
    assert found == [clerk]


def test_every_kind_of_the_table_has_words_and_every_word_a_kind():
    kinds = {line.kind for lines in notices.HEARD.values() for line in lines}
    others = {
        "publication_failed",
        "message_from_desk",
        "message_from_unit",
        "clearance_asked",
        "round_deadline",
        "dossiers_late",
        "address_changed",
    }
    assert kinds | others == set(notices.WORDS)


# Mail ---------------------------------------------------------------------------------------------------------------


def notice(user: User, kind: str = "dossier_returned", **fields: object) -> Notice:
    values = {
        "place": NoticePlace.UNIT,
        "subject_kind": "recognition.nomination",
        "subject_key": "bcdfghjk",
        "number": "HS-2026-0007",
        "at": timezone.now(),
    }
    return Notice.objects.create(user=user, kind=kind, **(values | fields))


def writable(user: User, rhythm: str = "at_once", language: str = "vi") -> User:
    user.email, user.mail_rhythm, user.language = f"{user.username}@example.org", rhythm, language
    user.save()
    return user


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_preview_of_every_mail(desk, language, settings):
    settings.PUBLIC_URL = "https://tonvinh.example.vn"
    user = writable(desk.person(Role.FOCAL_POINT), language=language)
    due = datetime(2026, 12, 5, 17, 0, tzinfo=timezone.get_default_timezone())
    seen = []
    for kind in sorted(notices.WORDS):
        row = notice(user, kind, public_id=f"{len(seen):08d}", due_at=due, amount=3)
        made = notifications.compose(user, [row])
        html = str(made.alternatives[0][0])
        for text in (made.body, html):
            assert "HS-2026-0007" in text
            assert f"/{row.public_id}/" in text
            assert "17:00 05/12/2026" in text
        assert f'<html lang="{language}">' in html
        seen.append(f"{kind}\n{made.subject}\n{made.body}")
    found = "\n---\n".join(seen)
    kept = SNAPSHOTS / f"notices.{language}.txt"
    if not kept.exists():  # a snapshot that is deleted is written anew, and read by whoever commits it
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("screen", ["the administrator's", "one's own"])
def test_the_old_address_is_told_that_mail_goes_elsewhere_and_is_forgotten_then(desk, screen):
    user = writable(desk.first, rhythm="never", language="en")
    before = user.email
    if screen == "one's own":
        desk.client(user).post(
            reverse("wagtailadmin_account"),
            {
                "name_email-first_name": "A",
                "name_email-last_name": "B",
                "name_email-email": "moi@example.org",
                "notifications-submitted_notifications": "on",
                "locale-preferred_language": "vi",
                "locale-current_time_zone": "Asia/Ho_Chi_Minh",
                "theme-theme": "system",
                "theme-contrast": "system",
                "theme-density": "default",
            },
        )
    else:
        desk.client(Role.ADMINISTRATOR).post(
            reverse("tai-khoan:edit", args=[user.pk]),
            {
                "username": user.username,
                "display_name": "Người Một",
                "email": "moi@example.org",
                "language": "en",
            },
        )
    user.refresh_from_db()
    assert (user.email, heard(user)) == ("moi@example.org", ["address_changed"])
    assert notifications.send_due() == notifications.Sent(mails=1)
    [sent] = mail.outbox
    assert sent.to == [before]
    assert "moi@example.org" not in f"{sent.body}{sent.alternatives[0][0]}"
    assert f"The e-mail address of the account {user.username} was changed" in sent.body
    assert Notice.objects.get(user=user).address == ""
    assert notifications.send_due() == notifications.Sent()


def test_nothing_is_told_where_there_was_no_address_or_it_stays(desk):
    user = desk.person(Role.FOCAL_POINT)
    user.email = ""
    user.save()
    user.email = "mot@example.org"
    user.save()
    user.email = "Mot@example.org"
    user.save()
    user.email = "hai@example.org"
    user.save(update_fields=["display_name"])
    assert heard(user) == []


def test_what_goes_to_another_address_goes_apart_from_what_its_person_hears(desk):
    user = writable(desk.person(Role.FOCAL_POINT))
    notice(user)
    notice(user, "address_changed", address="cu@example.org")
    assert notifications.send_due() == notifications.Sent(mails=2)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(["cu@example.org", user.email])
    assert all("2 thông báo" not in one.subject for one in mail.outbox)


def test_several_notices_make_one_mail(desk):
    user = writable(desk.person(Role.FOCAL_POINT))
    notice(user)
    notice(user, "dossier_received")
    assert notifications.send_due() == notifications.Sent(mails=1)
    assert mail.outbox[0].subject == "[Tôn vinh] 2 thông báo mới"
    assert mail.outbox[0].to == [user.email]
    assert notifications.send_due() == notifications.Sent()


def test_no_private_word_of_a_dossier_is_in_any_notice_or_mail(desk):
    clerk, head, first, second = people(desk)
    for user in (clerk, head, first, second):
        writable(user)
    body = ClearanceBody.objects.create(name=f"{MARK} cơ quan", question=MARK)
    writable(desk.person(Role.CLEARANCE))
    dossier = desk.draft(f"{MARK} Hoa")
    dossier.titles, dossier.position, dossier.workplace = f"{MARK} BS", f"{MARK} trưởng", f"{MARK} khoa"
    dossier.save()
    dossier = nominations.save_answers(
        nomination=dossier,
        answers={"conduct": MARK, "achievement": MARK, "citation": MARK, "result": MARK},
        actor=clerk,
        version=dossier.version,
    )
    nominations.move(nomination=dossier, name="file", actor=clerk)
    nominations.move(nomination=dossier, name="send_back", actor=head, reason=MARK)
    nominations.move(nomination=dossier, name="file", actor=clerk)
    dossier = nominations.move(nomination=dossier, name="confirm", actor=head)
    messages.reply(nomination=dossier, text=MARK, actor=clerk)
    nominations.move(nomination=dossier, name="receive", actor=first)
    messages.tell_unit(nomination=dossier, text=MARK, actor=first)
    messages.note(nomination=dossier, text=MARK, actor=first)
    dossier = nominations.move(nomination=dossier, name="appraise", actor=second)
    until = terms.working_days_after(timezone.localdate(), 5)
    request = clearance.ask(
        nomination=dossier,
        questions=[clearance.Question(body=body, text=MARK, until=until)],
        actor=first,
    )[0]
    from recognition.enums import ClearanceAnswer

    clearance.answer(
        request=request, answer=ClearanceAnswer.WORDS, words=MARK, actor=desk.person(Role.CLEARANCE)
    )
    dossier.refresh_from_db()
    nominations.move(nomination=dossier, name="fail", actor=first, reason=MARK)
    assert Notice.objects.count() > 12
    assert notifications.send_due().mails == 5
    for sent in mail.outbox:
        for text in (sent.subject, sent.body, str(sent.alternatives[0][0]), str(sent.message())):
            assert MARK not in text
            assert "Hoa" not in text
    for row in Notice.objects.all():
        assert MARK not in "".join(str(value) for value in row.__dict__.values())


def test_the_digest_goes_out_once_in_the_morning_and_holds_what_came_before(desk):
    user = writable(desk.person(Role.FOCAL_POINT), "daily")
    seven = timezone.make_aware(
        datetime.combine(timezone.localdate() + timedelta(days=1), notifications.DAILY_AT)
    )
    notice(user, at=seven - timedelta(hours=3))
    notice(user, at=seven - timedelta(hours=2))
    assert notifications.send_due(at=seven - timedelta(minutes=1)) == notifications.Sent()
    notice(user, at=seven + timedelta(minutes=1))
    assert notifications.send_due(at=seven + timedelta(minutes=2)).mails == 1
    assert "2 thông báo mới" in mail.outbox[0].subject
    assert notifications.send_due(at=seven + timedelta(hours=9)) == notifications.Sent()
    assert notifications.send_due(at=seven + timedelta(days=1)).mails == 1


@pytest.mark.parametrize("how", ["never", "no address", "closed account"])
def test_some_get_no_mail_and_still_the_notice(desk, how):
    user = writable(desk.person(Role.FOCAL_POINT), "never" if how == "never" else "at_once")
    if how == "closed account":
        user.is_active = False
        user.save()
    if how == "no address":
        User.objects.filter(pk=user.pk).update(email="")  # not by a screen, so nobody is told of the change
    notice(user)
    assert notifications.send_due() == notifications.Sent()
    assert notices.unread(user) == 1


class Away(EmailBackend):
    """A mail server that is away (a backend of Django's own kind, not our code)."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("mail server away")


def test_a_mail_that_fails_is_tried_again_later_and_given_up_at_last(desk, settings):
    user = writable(desk.person(Role.FOCAL_POINT))
    row = notice(user)
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    now = timezone.now()
    assert notifications.send_due(at=now) == notifications.Sent(failed=1)
    assert notifications.send_due(at=now + timedelta(minutes=4)) == notifications.Sent()
    row.refresh_from_db()
    assert (row.attempts, row.error) == (1, "ConnectionRefusedError: mail server away")
    settings.EMAIL_BACKEND = good
    assert notifications.send_due(at=now + timedelta(minutes=6)).mails == 1
    row.refresh_from_db()
    assert (row.mailed_at, row.error) == (now + timedelta(minutes=6), "")
    lost = notice(user)
    Notice.objects.filter(pk=lost.pk).update(attempts=notifications.MAX_ATTEMPTS)
    assert notifications.send_due() == notifications.Sent()


def test_a_server_that_is_away_is_not_asked_for_every_mail(desk, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    for number in range(6):
        notice(writable(User.objects.create(username=f"nguoi-{number}")))
    assert notifications.send_due() == notifications.Sent(failed=notifications.FAULTS)


def test_a_call_sends_no_more_than_a_batch(desk, monkeypatch):
    monkeypatch.setattr(notifications, "BATCH", 3)
    for number in range(5):
        notice(writable(User.objects.create(username=f"nguoi-{number}")))
    assert [notifications.send_due().mails for _turn in range(3)] == [3, 2, 0]


def test_what_another_process_claimed_is_left_to_it_until_its_lease_ends(desk):
    user = writable(desk.person(Role.FOCAL_POINT))
    notice(user)
    now = timezone.now()
    assert len(notifications._claimed(user, now)) == 1
    assert notifications._claimed(user, now) == []
    assert notifications.send_due(at=now) == notifications.Sent()
    assert notifications.send_due(at=now + notifications.LEASE + timedelta(seconds=1)).mails == 1


def test_reminders_are_told_once(desk):
    user = writable(desk.person(Role.FOCAL_POINT))
    desk.draft()
    desk.round.deadline = timezone.now() + timedelta(days=3)
    desk.round.save()
    reminders.remind()
    assert Reminder.objects.filter(user=user).exists()
    assert notifications.send_due().mails == 1
    assert "Sắp hết hạn nhận hồ sơ: Đợt xét cuối năm" in mail.outbox[0].body
    reminders.remind()
    assert notifications.send_due() == notifications.Sent()


def test_the_timers_send_and_sweep(desk):
    names = {timer.name: timer.every for timer in timers.timers()}
    assert names["send-notices"] == timedelta(minutes=1)
    assert names["sweep-notices"] == timedelta(days=1)
    user = desk.person(Role.FOCAL_POINT)
    notice(user, at=timezone.now() - notices.KEPT - timedelta(days=1))
    notice(user)
    assert notices.sweep() == 1


# Screens ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "place", "route", "one"),
    [
        (Role.FOCAL_POINT, NoticePlace.UNIT, "intake:notices", "intake:notice"),
        (Role.STANDING_BODY, NoticePlace.DESK, "thong_bao", "thong_bao_mo"),
        (Role.AUDITOR, NoticePlace.DESK, "thong_bao", "thong_bao_mo"),
    ],
)
def test_a_person_reads_only_their_own_and_chooses_how_mail_comes(desk, role, place, route, one):
    user, other = desk.person(role), desk.person(Role.LEADER)
    dossier = desk.confirmed()
    Notice.objects.all().delete()
    mine = notice(user, "dossier_arrived", place=place, subject_key=dossier.public_id)
    theirs = notice(other, place=place)
    client = desk.client(user)
    page = client.get(reverse(route)).content.decode()
    assert "Hồ sơ HS-2026-0007 chờ tiếp nhận." in page
    assert theirs.public_id not in page
    assert client.get(reverse(one, args=[theirs.public_id]), headers=XHR).status_code == 404
    opened = client.get(reverse(one, args=[mine.public_id]))
    assert opened.status_code == 302
    assert client.get(opened["Location"]).status_code == 200
    mine.refresh_from_db()
    assert mine.read_at is not None
    assert client.post(reverse(route), {"rhythm": "x", "language": "vi"}).status_code == 422
    assert client.post(reverse(route), {"rhythm": "never", "language": "en"}).status_code == 302
    user.refresh_from_db()
    assert (user.mail_rhythm, user.language) == ("never", "en")
    notice(user, place=place)
    assert client.post(reverse(route), {"read_all": "1"}).status_code == 302
    assert notices.unread(user) == 0
    assert notices.unread(other) == 1


def test_strangers_are_asked_to_sign_in(desk, client):
    row = notice(desk.person(Role.FOCAL_POINT))
    for name, args in (
        ("intake:notices", []),
        ("intake:notice", [row.public_id]),
        ("thong_bao", []),
        ("thong_bao_mo", [row.public_id]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 302
    row.refresh_from_db()
    assert row.read_at is None


def test_the_list_costs_the_same_with_one_and_with_three(desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(role: Role, route: str) -> int:
        client = desk.client(role)
        client.get(reverse(route))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(route)).status_code == 200
        return len(captured)

    for role, route in ((Role.FOCAL_POINT, "intake:notices"), (Role.STANDING_BODY, "thong_bao")):
        notice(desk.person(role))
        before = cost(role, route)
        notice(desk.person(role))
        notice(desk.person(role))
        assert cost(role, route) == before <= 15
