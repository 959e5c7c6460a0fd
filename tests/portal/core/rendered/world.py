"""A small province for the oracle, and everything that can happen to it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from campaigns.models import (
    Campaign,
    CampaignConferral,
    CampaignMilestone,
    CampaignPage,
    CampaignRound,
    CampaignStory,
)
from portal.core.models import PortalImage, PortalRendition, SiteSettings
from portal.core.rendered import store
from portal.home.models import HomePage, ProsePage
from recognition.domain import consent, publication, registry, units
from recognition.domain.errors import DomainError
from recognition.enums import ConsentScope, DecisionState, PublicationState, Role
from recognition.models import (
    Award,
    Conferral,
    Consent,
    Decision,
    DecisionPower,
    Honoree,
    HonoreeIndexPage,
    HonoreePage,
    Initiative,
    LegalInstrument,
    MergeProposal,
    Office,
    Round,
    StoryPage,
    StoryPerson,
    Unit,
    UnitName,
)
from tests import factories

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
NAMES = (
    "Nguyễn Thị Hoa",
    "Lê Hoàng An",
    "Võ Minh Ấn",
    "Đinh Quốc Bảo",
    "Huỳnh Ngọc Diễm",
    "Lý Thị Hòa",
    "Đặng Văn Hữu",
)


class World:
    """Rows and pages, a clock that can be turned on, and acts chosen by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = time_machine.travel(START, tick=True)
        self.traveller = self.clock.start()
        self.numbers = iter(range(1, 10_000))
        department = factories.unit("Sở Y tế", kind="department", code="SYT")
        hospitals = [
            factories.unit(f"Bệnh viện {name}", parent=department, code=name) for name in ("Bắc", "Nam")
        ]
        self.office = factories.office(unit=department)
        self.awards = [factories.award(name, by=self.office) for name in ("Giấy khen", "Chiến sĩ thi đua")]
        for year in (2024, 2025):
            decision = factories.decision(
                by=self.office, dated=date(year, 2, 20), number_text=f"5{year}/QĐ-SYT"
            )
            for place in range(4):
                factories.conferral(
                    on=decision, of=self.awards[place % 2], name=self.name(), at=hospitals[place % 2]
                )
            factories.publish(decision)
        self.cancelling = factories.decision(by=self.office, dated=date(2026, 1, 5), number_text="9/QĐ-SYT")
        people = list(Honoree.objects.order_by("pk"))
        self.story = factories.story(about=(people[0], people[5]))
        factories.story("Một chuyện khác", about=(people[1],))
        self.campaign = factories.campaign(deadline=timezone.now() + timedelta(days=10, hours=5))
        factories.campaign("Mùa đông ấm", starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 20))
        CampaignConferral.objects.create(
            campaign=self.campaign, conferral=Conferral.objects.order_by("pk")[0]
        )
        CampaignMilestone.objects.create(campaign=self.campaign, title="Sơ kết", starts_on=date(2026, 3, 8))
        home = HomePage.objects.get(locale__language_code="vi")
        self.prose = ProsePage(title="Liên hệ", slug="lien-he", show_in_menus=True, locale=home.locale)
        home.add_child(instance=self.prose)
        self.prose.save_revision().publish()

    def stop(self) -> None:
        self.clock.stop()

    def name(self) -> str:
        number = next(self.numbers)
        return NAMES[number] if number < len(NAMES) else f"Trần Văn {'ABCDEGHIKL'[number % 10]}nh{number}"

    def addresses(self) -> list[str]:
        """What visitors ask for, in both languages; also what is no longer there."""
        found = [
            "/", "/ton-vinh/", "/quyet-dinh/", "/don-vi/", "/danh-hieu/", "/theo-nam/", "/theo-nam/2025/",
            "/guong-dien-hinh/", "/phong-trao/", "/lien-he/", "/xac-minh/",
        ]  # fmt: skip
        found += [f"/ton-vinh/{row.slug}/" for row in Honoree.objects.order_by("pk")[:8]]
        found += [
            f"/quyet-dinh/{row.address_year}/{row.address_slug}/"
            for row in Decision.objects.order_by("pk")[:3]
        ]
        found += [f"/don-vi/{row.slug}/" for row in Unit.objects.order_by("pk")[:2]]
        found += [f"/danh-hieu/{self.awards[0].code}/"]
        found += [
            page.url_path.replace("/trang-chu/", "/", 1)
            for kind in (StoryPage, CampaignPage)
            for page in kind.objects.filter(locale__language_code="vi").order_by("pk")[:2]
        ]
        english = {
            "/ton-vinh/": "/en/honorees/", "/quyet-dinh/": "/en/decisions/", "/don-vi/": "/en/units/",
            "/danh-hieu/": "/en/awards/", "/theo-nam/": "/en/years/", "/guong-dien-hinh/": "/en/stories/",
            "/phong-trao/": "/en/campaigns/", "/xac-minh/": "/en/verify/",
        }  # fmt: skip
        both = list(found)
        for path in found:
            start = next((name for name in english if path.startswith(name)), None)
            both.append(path.replace(start, english[start], 1) if start else f"/en{path}")
        return list(dict.fromkeys(both))

    # Acts ------------------------------------------------------------------------------------------------------------

    def act(self) -> str:
        """Do something by chance; return its name. What the domain refuses has not happened."""
        names = [name for name in dir(self) if name.startswith("do_")]
        name = self.chance.choice(names)
        try:
            getattr(self, name)()
        except DomainError as error:
            return f"{name} (refused: {error})"
        return name

    def one(self, rows: Any) -> Any:
        found = list(rows)
        return self.chance.choice(found) if found else None

    def do_publish_in_a_decision(self) -> None:
        decision = self.one(Decision.objects.filter(state=DecisionState.VERIFIED))
        factories.conferral(
            on=decision, of=self.one(self.awards), name=self.name(), at=self.one(Unit.objects.all())
        )
        factories.publish(decision)

    def do_enter_a_decision(self) -> None:
        decision = factories.decision(
            by=self.office, dated=date(self.chance.choice((2023, 2024, 2025)), 5, 5),
            number_text=f"{next(self.numbers)}/QĐ-SYT",
        )  # fmt: skip
        factories.conferral(on=decision, of=self.awards[0], name=self.name())
        if self.chance.random() < 0.7:
            factories.publish(decision)

    def do_publish_again_of_a_known_person(self) -> None:
        decision = self.one(Decision.objects.filter(state=DecisionState.VERIFIED))
        honoree = self.one(Honoree.objects.public())
        row = factories.conferral(
            on=decision, of=self.one(self.awards), name=honoree.full_name, at=honoree.unit
        )
        factories.publish(decision)
        assert row.pk

    def do_cancel(self) -> None:
        row = self.one(Conferral.objects.public().exclude(decision=self.cancelling))
        if row:
            factories.cancel(row, by=self.cancelling)

    def do_hide(self) -> None:
        row = self.one(Conferral.objects.public())
        if row:
            factories.hide(row)

    def do_show_again(self) -> None:
        row = self.one(Conferral.objects.filter(state=PublicationState.HIDDEN))
        if row:
            publication.show_again(conferral=row, actor=factories.person(Role.DATA_OFFICER), reason="đã rõ")

    def do_correct(self) -> None:
        row = self.one(Conferral.objects.public())
        if row:
            row.position_then = f"Điều dưỡng trưởng {next(self.numbers)}"
            row.save(update_fields=["position_then"])
            publication.correct(
                conferral=row, actor=factories.person(Role.DATA_OFFICER), reason="sai chức vụ"
            )

    def do_correct_behind_the_domain(self) -> None:
        row = self.one(Conferral.objects.all())
        Conferral.objects.filter(pk=row.pk).update(citation=f"Thành tích {next(self.numbers)}")

    def do_merge(self) -> None:
        first, second = self.chance.sample(list(Honoree.objects.filter(merged_into=None)), 2)
        if self.chance.random() < 0.4:
            proposal = MergeProposal.objects.get_or_create(
                honoree=first, existing=second, defaults={"evidence": {}}
            )[0]
            publication.merge(proposal=proposal, actor=factories.person(Role.STANDING_BODY))

    def do_agree(self) -> None:
        factories.agree(self.one(Honoree.objects.public()), self.chance.choice(list(ConsentScope)))

    def do_withdraw(self) -> None:
        row = self.one(Consent.objects.filter(withdrawn_at=None))
        if row:
            consent.withdraw_consent(consent=row, actor=factories.person(Role.EDITOR), reason="đổi ý")

    def do_write_about_a_person(self) -> None:
        page = self.one(HonoreePage.objects.filter(language="vi", live=True))
        if page:
            page.lead = f"Câu giới thiệu {next(self.numbers)}"
            page.save_revision().publish()

    def do_give_a_portrait(self) -> None:
        page = self.one(HonoreePage.objects.filter(language="vi", live=True))
        if not page:
            return
        if not Consent.objects.filter(
            honoree=page.honoree, scope=ConsentScope.PHOTO, withdrawn_at=None
        ).exists():
            factories.agree(page.honoree, ConsentScope.PHOTO)
        page.portrait = self.picture()
        page.save_revision().publish()

    def picture(self) -> PortalImage:
        number = next(self.numbers)
        image = PortalImage(title=f"Ảnh {number}", description=f"Chân dung {number}", width=400, height=500)
        image.file.name = f"original_images/khong-co-{number}.jpg"
        PortalImage.objects.bulk_create([image])
        for width in (288, 480):
            PortalRendition.objects.create(
                image=image, filter_spec=f"portrait-{width}-webp", width=width, height=width, focal_point_key="",
                file=f"images/{number}-{width}.webp",
            )  # fmt: skip
        return image

    def do_make_a_rendition(self) -> None:
        image = self.one(PortalImage.objects.all())
        if not image:
            return
        rows = PortalRendition.objects.filter(image=image, filter_spec="portrait-288-avif")
        name = f"images/{next(self.numbers)}.avif"
        if rows.exists():
            rows.update(file=name)
        else:
            made = PortalRendition(
                image=image, filter_spec="portrait-288-avif", width=288, height=360, file=name
            )
            PortalRendition.objects.bulk_create([made])

    def do_describe_a_picture(self) -> None:
        image = self.one(PortalImage.objects.all())
        if image:
            PortalImage.objects.filter(pk=image.pk).update(description=f"Mô tả {next(self.numbers)}")

    def do_rename_a_unit(self) -> None:
        units.rename_unit(
            unit=self.one(Unit.objects.all()), name=f"Bệnh viện mới {next(self.numbers)}", actor=None
        )

    def do_enter_a_unit(self) -> None:
        units.enter_unit(
            code=f"M{next(self.numbers)}",
            name="Trạm Y tế xã Mới",
            actor=None,
            parent=self.one(Unit.objects.all()),
        )

    def do_name_a_unit_otherwise(self) -> None:
        unit = self.one(Unit.objects.all())
        UnitName.objects.create(unit=unit, name=f"Tên cũ {next(self.numbers)}", kind="official")

    def do_succeed_a_unit(self) -> None:
        unit, heir = Unit.objects.order_by("pk")[1:3]
        unit.successor = None if unit.successor_id else heir
        unit.save()

    def do_edit_a_story(self) -> None:
        page = self.one(StoryPage.objects.filter(locale__language_code="vi", live=True))
        if page:
            page.title = f"Chuyện {next(self.numbers)}"
            page.body = [("prose", f"<p>Lời kể {next(self.numbers)}.</p>")]
            page.save_revision().publish()

    def do_change_people_of_a_story(self) -> None:
        page = self.one(StoryPage.objects.filter(locale__language_code="vi", live=True))
        honoree = self.one(Honoree.objects.public())
        if page and honoree and not StoryPerson.objects.filter(page=page, honoree=honoree).exists():
            page.people.add(StoryPerson(honoree=honoree))
            page.save_revision().publish()

    def do_write_a_story(self) -> None:
        factories.story(f"Bài {next(self.numbers)}", about=tuple(Honoree.objects.public().order_by("?")[:1]))

    def do_unpublish_a_page(self) -> None:
        page = self.one(StoryPage.objects.filter(live=True).specific())
        if page and self.chance.random() < 0.5:
            page.unpublish()

    def do_publish_a_page_again(self) -> None:
        page = self.one(StoryPage.objects.filter(live=False, alias_of=None))
        if page:
            page.get_latest_revision().publish()

    def do_unpublish_a_person(self) -> None:
        page = self.one(HonoreePage.objects.filter(live=True, alias_of=None))
        if page and self.chance.random() < 0.5:
            page.unpublish()

    def do_delete_a_story(self) -> None:
        stories = StoryPage.objects.filter(locale__language_code="vi")
        if stories.count() > 2:
            StoryPage.objects.get(pk=self.one(stories).pk).delete()

    def do_move_a_page(self) -> None:
        page = ProsePage.objects.get(pk=self.prose.pk)
        home = HomePage.objects.get(locale__language_code="vi")
        other = ProsePage.objects.filter(slug="giup-do").first()
        if other is None:
            other = ProsePage(title="Giúp đỡ", slug="giup-do", show_in_menus=True, locale=home.locale)
            home.add_child(instance=other)
            return
        page.refresh_from_db()
        page.move(home if page.is_child_of(other) else other, pos="last-child")

    def do_toggle_the_menu(self) -> None:
        page = ProsePage.objects.get(pk=self.prose.pk)
        Page.objects.filter(pk=page.pk).update(show_in_menus=not page.show_in_menus)

    def do_restrict_a_page(self) -> None:
        there = PageViewRestriction.objects.first()
        if there:
            there.delete()
        else:
            PageViewRestriction.objects.create(
                page=self.one(StoryPage.objects.all()), restriction_type="login"
            )

    def do_change_settings(self) -> None:
        own = SiteSettings.load()
        own.phone = f"0{self.chance.randrange(10**9)}"
        own.save()

    def do_toggle_the_demo(self) -> None:
        own = SiteSettings.load()
        own.demo = not own.demo
        own.save()

    def do_feature(self) -> None:
        home = HomePage.objects.get(locale__language_code="vi")
        home.featured = self.one(HonoreePage.objects.filter(language="vi", live=True))
        home.save_revision().publish()

    def do_rename_an_award(self) -> None:
        award = Award.objects.get(pk=self.one(self.awards).pk)
        award.name = f"Danh hiệu {next(self.numbers)}"
        award.save()

    def do_change_the_law(self) -> None:
        law, _made = LegalInstrument.objects.get_or_create(
            code="L",
            defaults={"kind": "law", "number": "06/2022", "title": "Luật", "in_force_from": date(2024, 1, 1)},
        )
        LegalInstrument.objects.filter(pk=law.pk).update(number=f"{next(self.numbers)}/2022/QH15")
        DecisionPower.objects.filter(award=self.awards[0]).update(legal_basis=law)

    def do_rename_the_office(self) -> None:
        Office.objects.filter(pk=self.office.pk).update(name=f"Giám đốc {next(self.numbers)}")

    def do_record_an_initiative(self) -> None:
        made = Initiative.objects.create(title=f"Sáng kiến {next(self.numbers)}", level="base")
        made.honorees.add(self.one(Honoree.objects.all()))

    def do_describe_a_person(self) -> None:
        honoree = self.one(Honoree.objects.filter(merged_into=None))
        registry.describe_honoree(
            honoree=honoree, given=honoree.given, specialty=f"Chuyên khoa {next(self.numbers)}",
            actor=factories.person(Role.EDITOR),
        )  # fmt: skip

    def do_share_a_number(self) -> None:
        shared = self.one(Decision.objects.filter(state=DecisionState.VERIFIED))
        other, _made = Office.objects.get_or_create(
            code="KHAC", defaults={"name": "Ủy ban", "level": "province"}
        )
        if not Decision.objects.filter(office=other, number=shared.number, year=shared.year).exists():
            made = factories.decision(by=other, dated=shared.dated, number_text=shared.number)
            made_for = factories.conferral(on=made, of=self.awards[1], name=self.name())
            factories.publish(made)
            assert made_for.pk

    def do_keep_a_copy(self) -> None:
        from recognition.domain import papers

        decision = self.one(Decision.objects.all())
        papers.keep_files(
            decision=decision, actor=factories.person(Role.STANDING_BODY),
            public_copy=ContentFile(b"%PDF-1.4", name="ban.pdf"),
        )  # fmt: skip
        if self.chance.random() < 0.8:
            from recognition.domain import conferrals

            Decision.objects.filter(pk=decision.pk).update(entered_by=None)
            decision.refresh_from_db()
            conferrals.check_public_copy(decision=decision, actor=factories.person(Role.STANDING_BODY))

    def do_edit_a_campaign(self) -> None:
        row = self.one(Campaign.objects.all())
        row.summary = f"Tóm tắt {next(self.numbers)}"
        row.deadline = timezone.now() + timedelta(
            days=self.chance.randrange(-2, 12), hours=self.chance.randrange(24)
        )
        row.save()

    def do_open_a_round(self) -> None:
        made = Round.objects.create(
            title=f"Đợt {next(self.numbers)}",
            unit=Unit.objects.order_by("pk").first(), opens_at=timezone.now() - timedelta(days=1),
            deadline=timezone.now() + timedelta(days=self.chance.randrange(1, 9)), is_draft=False,
        )  # fmt: skip
        CampaignRound.objects.create(campaign=self.one(Campaign.objects.all()), round=made)

    def do_link_a_campaign(self) -> None:
        row = self.one(Conferral.objects.filter(campaign_link=None))
        if row:
            CampaignConferral.objects.create(campaign=self.one(Campaign.objects.all()), conferral=row)
        story = self.one(StoryPage.objects.filter(locale__language_code="vi"))
        CampaignStory.objects.get_or_create(campaign=self.one(Campaign.objects.all()), story=story)

    def do_unlink_a_campaign(self) -> None:
        row = self.one(CampaignConferral.objects.all())
        if row:
            row.delete()

    def do_toggle_a_campaign_page(self) -> None:
        page = self.one(CampaignPage.objects.filter(alias_of=None))
        if page.live:
            page.unpublish()
        else:
            page.get_latest_revision().publish()

    def do_add_a_milestone(self) -> None:
        CampaignMilestone.objects.create(
            campaign=self.one(Campaign.objects.all()), title=f"Mốc {next(self.numbers)}",
            starts_on=timezone.localdate() + timedelta(days=self.chance.randrange(-3, 5)),
        )  # fmt: skip

    def do_let_hours_pass(self) -> None:
        self.turn(timedelta(hours=self.chance.randrange(2, 11)))

    def do_let_days_pass(self) -> None:
        self.turn(timedelta(days=self.chance.randrange(1, 3)))

    def turn(self, by: timedelta) -> None:
        self.traveller.shift(by)
        store.run_due()

    def do_rename_the_wall(self) -> None:
        page = HonoreeIndexPage.objects.get(locale__language_code="vi")
        page.introduction = f"<p>Lời mở đầu {next(self.numbers)}</p>"
        page.save_revision().publish()

    def do_rename_the_site(self) -> None:
        site = Site.objects.get(is_default_site=True)
        site.site_name = f"Trang {next(self.numbers)}"
        site.save()


Act = Callable[[World], None]
