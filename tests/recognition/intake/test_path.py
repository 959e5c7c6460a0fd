"""A unit's whole way through the screens, and what the screens refuse."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from recognition.domain import consent, nominations
from recognition.enums import NominationState, Role
from recognition.models import Evidence, Honoree, Nomination
from tests import factories
from tests.recognition.intake.conftest import Organization, pdf_bytes, picture_bytes, upload

ANSWERS = {
    "conduct": {"conduct": "Được tập thể khoa tín nhiệm."},
    "achievement": {
        "achievement": "Giảm chờ khám từ 90 còn 40 phút.",
        "citation": "Giảm thời gian chờ khám còn một nửa.",
    },
    "figures": {},
    "initiative": {"initiative": ""},
    "rating": {"result": "Đạt 110% kế hoạch.", "rating": "Hoàn thành xuất sắc nhiệm vụ"},
}


def text_of(response) -> str:
    return unescape(response.content.decode())


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def marks(response) -> dict[str, str]:
    """Return the marks of the answers that a section was drawn with."""
    return dict(re.findall(r'name="(seen_\w+)" value="(\w*)"', response.content.decode()))


def section_url(dossier: Nomination, code: str) -> str:
    return reverse("intake:section", args=[dossier.public_id, code])


def act_url(dossier: Nomination, name: str) -> str:
    return reverse("intake:act", args=[dossier.public_id, name])


def save_section(client, dossier: Nomination, code: str, answers: dict[str, str], then: str = "next"):
    page = client.get(section_url(dossier, code))
    return client.post(section_url(dossier, code), {**marks(page), **answers, "then": then})


def start_data(organization: Organization, name: str = "Nguyễn Thị Hoa", **more: str) -> dict[str, str]:
    year = str(timezone.localdate().year)
    return {
        "kind": "individual",
        "award": organization.award.code,
        "full_name": name,
        "merit_from": year,
        "merit_until": year,
        "merit_kind": "routine",
        **more,
    }


def test_a_name_is_kept_in_normal_case_and_one_with_digits_is_no_persons(organization, signed_in):
    clerk = signed_in(organization.clerk)
    start = reverse("intake:start", args=[organization.round.public_id])
    wrong = clerk.post(start, start_data(organization, "Nguyễn Thị Hoa 3"))
    assert "Họ và tên có chữ số." in text_of(wrong)
    assert not Nomination.objects.exists()
    for typed in ("bs nguyễn thị hoa", "LÊ VĂN TÁM", "Y Moan Êñuôl"):
        clerk.post(start, start_data(organization, typed))
    assert list(Nomination.objects.order_by("pk").values_list("full_name", flat=True)) == [
        "Nguyễn Thị Hoa",
        "Lê Văn Tám",
        "Y Moan Êñuôl",
    ]
    group = {**start_data(organization, "khoa Nội 2"), "kind": "collective"}
    clerk.post(start, group)
    assert Nomination.objects.filter(full_name="khoa Nội 2").exists()


def test_a_dossier_goes_from_start_to_confirmation_by_the_screens_alone(organization, signed_in):
    clerk = signed_in(organization.clerk)
    home = clerk.get(reverse("intake:home"))
    assert "Đợt xét cuối năm" in text_of(home)
    assert "Cá nhân: đã gửi 0, đang soạn 0, trong số lượng 2" in text_of(home)

    start = reverse("intake:start", args=[organization.round.public_id])
    assert start in text_of(home)
    assert clerk.get(start).status_code == 200
    answer = clerk.post(start, start_data(organization, "ThS. Nguyễn Thị Hoa"))
    dossier = Nomination.objects.get()
    assert answer.headers["Location"] == reverse("intake:dossier", args=[dossier.public_id])
    assert (dossier.full_name, dossier.titles) == ("Nguyễn Thị Hoa", "ThS")

    answer_of_hub = clerk.get(answer.headers["Location"])
    hub = text_of(answer_of_hub)
    assert "Đã hoàn thành 0/6 mục" in hub
    tasks = answer_of_hub.context["tasks"]
    place = f"Mục 1 trong {len(tasks)}"
    assert place in text_of(clerk.get(tasks[0].url))
    assert "Chưa làm" in hub
    assert "Đang làm" in hub

    subject = {
        "full_name": "Nguyễn Thị Hoa",
        "titles": "ThS",
        "position": "Điều dưỡng trưởng",
        "workplace": "Khoa Khám bệnh",
    }
    assert save_section(clerk, dossier, "subject", subject).headers["Location"] == section_url(
        dossier, "conduct"
    )
    for code, answers in ANSWERS.items():
        assert save_section(clerk, dossier, code, answers).status_code == 302
    evidence = reverse("intake:evidence", args=[dossier.public_id])
    assert "không quá 15 MB" in text_of(clerk.get(evidence))
    files = [upload("Báo cáo.pdf", pdf_bytes()), upload("anh.JPG", picture_bytes())]
    assert clerk.post(evidence, {"files": files}).headers["Location"] == evidence
    assert Evidence.objects.count() == 2
    assert "Đã hoàn thành 5/6 mục" in text_of(clerk.get(reverse("intake:dossier", args=[dossier.public_id])))

    review = reverse("intake:review", args=[dossier.public_id])
    assert "Gửi thủ trưởng xác nhận" in text_of(clerk.get(review))
    filed = clerk.post(act_url(dossier, "file"))
    receipt = text_of(clerk.get(filed.headers["Location"]))
    dossier.refresh_from_db()
    assert dossier.state == NominationState.AWAITING_HEAD
    assert dossier.receipt_number in receipt
    assert all(sha in receipt for sha in Evidence.objects.values_list("sha256", flat=True))
    assert "lưu thành PDF" in receipt

    head = signed_in(organization.head)
    waiting = text_of(head.get(reverse("intake:home")))
    assert "Chờ bạn xác nhận" in waiting
    assert review in waiting
    assert "Điều dưỡng trưởng" in text_of(head.get(review))
    head.post(act_url(dossier, "confirm"))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.confirmed_by) == (NominationState.CONFIRMED, organization.head)
    history = text_of(clerk.get(reverse("intake:history", args=[dossier.public_id])))
    assert "Xác nhận và gửi Sở Y tế" in history
    assert "Thêm tệp minh chứng: Báo cáo.pdf" in history


def test_what_is_missing_is_told_but_the_rest_is_kept(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    page = save_section(clerk, dossier, "achievement", {"achievement": "", "citation": "Một câu."})
    assert page.status_code == 200
    assert "Đã lưu. Cần sửa 1 chỗ" in text_of(page)
    assert 'href="#id_achievement"' in text_of(page)
    dossier.refresh_from_db()
    assert dossier.report["citation"] == "Một câu."
    assert (
        save_section(
            clerk, dossier, "achievement", {"achievement": "", "citation": "Một câu."}, "hub"
        ).status_code
        == 302
    )


def test_what_is_too_long_is_not_stored_and_stays_on_the_screen(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    page = save_section(clerk, dossier, "achievement", {"achievement": "việc", "citation": "dài " * 100})
    assert "Có ô chưa lưu được, các ô khác đã lưu. Cần sửa 1 chỗ" in text_of(page)
    assert "tối đa 300 ký tự" in text_of(page)
    assert "dài dài dài" in text_of(page)
    dossier.refresh_from_db()
    assert "citation" not in dossier.report
    assert dossier.report["achievement"] == "việc"


def test_line_ends_of_browsers_do_not_count_twice(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    save_section(clerk, dossier, "achievement", {"achievement": "một\r\nhai", "citation": "x"})
    dossier.refresh_from_db()
    assert dossier.report["achievement"] == "một\nhai"


def test_a_save_over_somebody_elses_shows_both_texts_and_loses_none(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    page = clerk.get(section_url(dossier, "conduct"))
    stale = {**marks(page), "then": "next"}
    save_section(clerk, dossier, "conduct", {"conduct": "Bản thứ nhất"})
    mine = {"conduct": "Bản thứ hai"}
    conflict = clerk.post(section_url(dossier, "conduct"), {**stale, **mine})
    shown = text_of(conflict)
    assert "vừa được lưu ở nơi khác" in shown
    assert "dau-moi đã lưu ô này lúc" in shown
    assert shown.count("Bản thứ nhất") == 1
    assert shown.count("Bản thứ hai") == 2  # in the box and beside the other
    dossier.refresh_from_db()
    assert dossier.report["conduct"] == "Bản thứ nhất"
    again = {**marks(conflict), "against_conduct": hidden(conflict, "against_conduct"), "then": "next"}
    # Without a choice both stay.
    assert "Ô này có hai bản" in text_of(clerk.post(section_url(dossier, "conduct"), {**again, **mine}))
    # A choice holds against the text it was shown beside, and against no later one.
    save_section(clerk, dossier, "conduct", {"conduct": "Bản thứ ba"})
    third = clerk.post(section_url(dossier, "conduct"), {**again, **mine, "keep_conduct": "mine"})
    assert "Bản thứ ba" in text_of(third)
    dossier.refresh_from_db()
    assert dossier.report["conduct"] == "Bản thứ ba"
    last = {**marks(third), "against_conduct": hidden(third, "against_conduct"), "then": "next", **mine}
    assert clerk.post(section_url(dossier, "conduct"), {**last, "keep_conduct": "mine"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.report["conduct"] == "Bản thứ hai"


def test_the_stored_text_can_be_chosen_too(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    stale = marks(clerk.get(section_url(dossier, "rating")))
    save_section(clerk, dossier, "rating", {"result": "Của người kia", "rating": ""})
    sent = {**stale, "result": "Của tôi", "rating": "Hoàn thành tốt nhiệm vụ", "then": "stay"}
    conflict = clerk.post(section_url(dossier, "rating"), sent)
    dossier.refresh_from_db()
    # What nobody else touched was saved at once.
    assert (dossier.report["result"], dossier.report["rating"]) == (
        "Của người kia",
        "Hoàn thành tốt nhiệm vụ",
    )
    chosen = {**sent, **marks(conflict), "keep_result": "theirs", "then": "stay"}
    page = clerk.post(section_url(dossier, "rating"), chosen)
    assert "Của người kia</textarea>" in text_of(page)
    assert "Ô này có hai bản" not in text_of(page)
    dossier.refresh_from_db()
    assert dossier.report["result"] == "Của người kia"


def test_saves_of_different_sections_do_not_conflict(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    page = clerk.get(section_url(dossier, "conduct"))
    seen = {**marks(page), "then": "next"}
    save_section(clerk, dossier, "rating", ANSWERS["rating"])
    assert clerk.post(section_url(dossier, "conduct"), {**seen, "conduct": "Gương mẫu"}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.report["conduct"], dossier.report["rating"]) == (
        "Gương mẫu",
        "Hoàn thành xuất sắc nhiệm vụ",
    )


def test_an_incomplete_dossier_is_not_filed_and_the_screen_says_what_is_missing(organization, signed_in):
    dossier = organization.draft(complete=False)
    clerk = signed_in(organization.clerk)
    review = reverse("intake:review", args=[dossier.public_id])
    assert "Chưa gửi được" in text_of(clerk.get(review))
    answer = clerk.post(act_url(dossier, "file"), follow=True)
    assert "ít nhất một tệp minh chứng" in text_of(answer)
    dossier.refresh_from_db()
    assert dossier.state == NominationState.DRAFT


def test_after_the_deadline_nothing_is_started_or_filed(organization, signed_in):
    dossier = organization.draft()
    organization.round.deadline = timezone.now() - timedelta(minutes=1)
    organization.round.save()
    clerk = signed_in(organization.clerk)
    start = reverse("intake:start", args=[organization.round.public_id])
    assert "đã hết hạn nhận hồ sơ" in text_of(clerk.get(start))
    assert "Đã hết hạn nhận hồ sơ lúc" in text_of(clerk.post(act_url(dossier, "file"), follow=True))
    clerk.post(start, start_data(organization, "Người Khác"))
    assert Nomination.objects.count() == 1


def test_over_the_quota_nothing_is_filed(organization, signed_in):
    organization.round.individual_quota = 1
    organization.round.save()
    first, second = organization.draft("Nguyễn Thị Hoa"), organization.draft("Trần Văn An")
    clerk = signed_in(organization.clerk)
    clerk.post(act_url(first, "file"))
    assert "dùng hết 1 chỗ" in text_of(clerk.post(act_url(second, "file"), follow=True))
    assert "đã gửi 1, đang soạn 1, trong số lượng 1" in text_of(clerk.get(reverse("intake:home")))


def test_that_no_place_is_left_is_said_before_anything_is_written(organization, signed_in):
    clerk = signed_in(organization.clerk)
    start = reverse("intake:start", args=[organization.round.public_id])
    hub = reverse("intake:dossier", args=[organization.draft("Người soạn").public_id])
    full, advice = "đang soạn 1, trong số lượng 2, đã hết chỗ", "chỉ gửi được khi đơn vị rút một hồ sơ"
    for address in (start, hub):
        assert advice not in text_of(clerk.get(address))
    for name in ("Người thứ nhất", "Người thứ hai"):
        nominations.move(nomination=organization.draft(name), name="file", actor=organization.clerk)
    for address in (start, hub):
        page = text_of(clerk.get(address))
        assert full in page
        assert advice in page
    home = text_of(clerk.get(reverse("intake:home")))
    assert full in home
    assert '<a class="tap" href="#rounds">' in home


def test_who_wrote_a_dossier_does_not_confirm_it(organization, signed_in):
    dossier = organization.draft()
    from recognition.domain import roles

    roles.grant(user=organization.clerk, role=Role.UNIT_HEAD, unit=organization.hospital)
    clerk = signed_in(organization.clerk)
    clerk.post(act_url(dossier, "file"))
    answer = clerk.post(act_url(dossier, "confirm"), follow=True)
    assert "Người lập hồ sơ không tự xác nhận" in text_of(answer)


def test_a_double_click_files_once(organization, signed_in):
    dossier = organization.draft()
    clerk = signed_in(organization.clerk)
    clerk.post(act_url(dossier, "file"))
    again = clerk.post(act_url(dossier, "file"), follow=True)
    assert "Có thể một người khác vừa xử lý" in text_of(again)
    dossier.refresh_from_db()
    assert dossier.state == NominationState.AWAITING_HEAD


def test_a_double_click_starts_one_dossier(organization, signed_in):
    clerk = signed_in(organization.clerk)
    start = reverse("intake:start", args=[organization.round.public_id])
    clerk.post(start, start_data(organization))
    again = clerk.post(start, start_data(organization))
    assert "Đơn vị đã có hồ sơ" in text_of(again)
    assert Nomination.objects.count() == 1
    assert clerk.post(start, start_data(organization, another="on")).status_code == 302
    assert Nomination.objects.count() == 2


def test_an_entry_of_the_registry_is_proposed_and_never_taken_by_itself(organization, signed_in):
    known = Honoree.objects.create(kind="individual", full_name="Nguyễn Thị Hoa", unit=organization.hospital)
    foreign = Honoree.objects.create(kind="individual", full_name="Nguyễn Thị Hoa", unit=organization.station)
    clerk = signed_in(organization.clerk)
    start = reverse("intake:start", args=[organization.round.public_id])
    page = clerk.post(start, start_data(organization, "nguyễn thị hoa"))
    assert known.public_id in text_of(page)
    assert foreign.public_id not in text_of(page)  # neither public nor of this unit
    assert Nomination.objects.count() == 0
    clerk.post(start, start_data(organization, honoree="new"))
    assert Nomination.objects.get().honoree is None
    clerk.post(start, start_data(organization, honoree=known.public_id, another="on"))
    assert Nomination.objects.order_by("pk").last().honoree == known


def test_what_the_registry_gave_is_shown_on_the_hub(organization, signed_in):
    decision = factories.decision(by=organization.director)
    conferral = factories.public_conferral(on=decision, of=organization.award)
    dossier = organization.draft(conferral.honoree.full_name)
    dossier.honoree = conferral.honoree
    dossier.save()
    hub = text_of(signed_in(organization.clerk).get(reverse("intake:dossier", args=[dossier.public_id])))
    assert "Lấy từ sổ quyết định" in hub
    assert conferral.award.name in hub


def test_the_head_sends_back_with_a_reason_that_the_focal_point_reads(organization, signed_in):
    dossier = organization.draft()
    clerk, head = signed_in(organization.clerk), signed_in(organization.head)
    clerk.post(act_url(dossier, "file"))
    assert "Hãy ghi lý do" in text_of(head.post(act_url(dossier, "send_back"), {"reason": " "}))
    head.post(act_url(dossier, "send_back"), {"reason": "Thiếu số liệu quý 3"})
    assert "Thủ trưởng trả lại: Nguyễn Thị Hoa" in text_of(clerk.get(reverse("intake:home")))
    assert "Thiếu số liệu quý 3" in text_of(clerk.get(reverse("intake:home")))
    assert "Thiếu số liệu quý 3" in text_of(clerk.get(reverse("intake:dossier", args=[dossier.public_id])))


def test_what_the_desk_returns_stands_on_top_with_its_due_time(organization, signed_in):
    dossier = organization.draft()
    for name, actor in (("file", organization.clerk), ("confirm", organization.head)):
        nominations.move(nomination=dossier, name=name, actor=actor)
    due = timezone.now() + timedelta(days=3)
    nominations.move(
        nomination=dossier,
        name="return_",
        actor=organization.desk,
        reason="Bổ sung bản sao",
        data={"due_at": due},
    )
    clerk = signed_in(organization.clerk)
    home = text_of(clerk.get(reverse("intake:home")))
    assert "Sở Y tế trả bổ sung: Nguyễn Thị Hoa" in home
    assert "Bổ sung bản sao" in home
    assert f"{timezone.localtime(due):%d/%m/%Y}" in home
    of_head = text_of(signed_in(organization.head).get(reverse("intake:home")))
    assert "Sở Y tế trả bổ sung: Nguyễn Thị Hoa" in of_head
    assert "Bổ sung bản sao" in of_head
    assert clerk.post(act_url(dossier, "file")).headers["Location"] == reverse(
        "intake:receipt", args=[dossier.public_id]
    )


def test_the_consent_of_the_person_has_its_line_counts_for_nothing_and_tells_no_answer(
    organization, signed_in
):
    dossier = organization.draft()
    clerk, hub = signed_in(organization.clerk), reverse("intake:dossier", args=[dossier.public_id])
    page = text_of(clerk.get(hub))
    assert "Đồng ý công bố của người được đề nghị" in page
    assert "Sở hỏi riêng sau khi có quyết định" in page
    assert "Đã hoàn thành 5/6 mục" in page

    person = Honoree.objects.create(kind="individual", full_name="Nguyễn Thị Hoa", unit=organization.hospital)
    Nomination.objects.filter(pk=dossier.pk).update(honoree=person)
    asked = consent.ask(honoree=person, scopes=["photo", "words"], actor=organization.editor)
    today = f"Đã gửi phiếu ngày {timezone.localdate():%d/%m/%Y}"
    assert f"{today}, đang chờ trả lời" in text_of(clerk.get(hub))
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    nominations.move(nomination=dossier, name="confirm", actor=organization.head)

    consent.answer(request=asked.request, agreed=["photo"])
    page = text_of(clerk.get(hub))
    assert f"{today} và đã có trả lời" in page
    assert "Lời kể" not in page


def test_the_receipt_names_what_was_filed_and_not_what_came_or_went_since(organization, signed_in):
    dossier = organization.draft()
    clerk, evidence = signed_in(organization.clerk), reverse("intake:evidence", args=[dossier.public_id])
    clerk.post(evidence, {"files": [upload("Bỏ trước khi gửi.pdf", pdf_bytes())]})
    early = Evidence.objects.get(name__startswith="Bỏ trước")
    nominations.detach(evidence=early, actor=organization.clerk)
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    nominations.move(nomination=dossier, name="send_back", actor=organization.head, reason="Thiếu ảnh")
    filed = Evidence.objects.get(name="bao-cao.pdf")
    nominations.detach(evidence=filed, actor=organization.clerk)
    clerk.post(evidence, {"files": [upload("Thêm sau.jpg", picture_bytes())]})

    address = reverse("intake:receipt", args=[dossier.public_id])
    receipt = text_of(clerk.get(address))
    assert filed.sha256 in receipt
    assert "Đã gỡ" in receipt
    assert "Thêm sau" not in receipt
    assert early.sha256 not in receipt
    dossier.refresh_from_db()
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    receipt = text_of(clerk.get(address))
    assert "Thêm sau" in receipt
    assert filed.sha256 not in receipt


def test_a_dossier_is_withdrawn_with_a_reason(organization, signed_in):
    dossier = organization.draft()
    clerk = signed_in(organization.clerk)
    assert "không khôi phục được" in text_of(clerk.get(act_url(dossier, "withdraw")))
    clerk.post(act_url(dossier, "withdraw"), {"reason": "Đề nghị nhầm"})
    dossier.refresh_from_db()
    assert dossier.state == NominationState.WITHDRAWN
    assert "Đề nghị nhầm" in text_of(clerk.get(reverse("intake:history", args=[dossier.public_id])))


def test_moves_of_the_desk_are_no_addresses_here(organization, signed_in):
    dossier = organization.draft()
    assert signed_in(organization.clerk).post(act_url(dossier, "receive")).status_code == 404


def test_a_filed_dossier_is_locked_for_its_unit(organization, signed_in):
    dossier = organization.draft()
    clerk = signed_in(organization.clerk)
    stale = clerk.get(section_url(dossier, "conduct"))
    data = {**marks(stale), "conduct": "đổi"}
    clerk.post(act_url(dossier, "file"))
    assert "chỉ xem được" in text_of(clerk.post(section_url(dossier, "conduct"), data, follow=True))
    evidence = reverse("intake:evidence", args=[dossier.public_id])
    assert clerk.post(evidence, {"files": [upload("a.pdf", pdf_bytes())]}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.report["conduct"] == "Được tập thể khoa tín nhiệm."
    assert Evidence.objects.filter(nomination=dossier).count() == 1


def test_names_are_never_markup(organization, signed_in):
    clerk = signed_in(organization.clerk)
    start = reverse("intake:start", args=[organization.round.public_id])
    name = "<script>alert(Hoa)</script>"
    clerk.post(start, start_data(organization, name))
    again = clerk.post(start, start_data(organization, name))
    assert b"<script>alert" not in again.content
    assert Nomination.objects.count() == 1


def test_dossiers_are_filtered_by_state_and_paged(organization, signed_in):
    for position in range(22):
        organization.draft(f"Người {position}", complete=False)
    withdrawn = organization.draft("Người Rút", complete=False)
    nominations.move(nomination=withdrawn, name="withdraw", actor=organization.clerk, reason="nhầm")
    clerk = signed_in(organization.clerk)
    home = reverse("intake:home")
    assert "Trang sau" in text_of(clerk.get(home))
    only = text_of(clerk.get(home, {"trang-thai": "withdrawn"}))
    assert "Người Rút" in only
    assert "Người 3" not in only
    assert "Người 0" in text_of(clerk.get(home, {"trang": "2"}))
    assert clerk.get(home, {"trang-thai": "../x", "trang": "zz"}).status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_screens_exist_in_both_languages(organization, signed_in, language):
    from django.utils.translation import override

    dossier = organization.draft()
    clerk = signed_in(organization.clerk)
    with override(language):
        addresses = [
            reverse("intake:home"),
            reverse("intake:dossier", args=[dossier.public_id]),
            reverse("intake:section", args=[dossier.public_id, "conduct"]),
        ]
    for url in addresses:
        assert clerk.get(url).status_code == 200
    assert addresses[0] == ("/en/nominate/" if language == "en" else "/de-nghi-khen-thuong/")
