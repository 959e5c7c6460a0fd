"""What belongs to a campaign: rounds opened for it, who was honored out of it, stories told in it.

A line of a decision that came of a dossier in a round of a campaign is of that campaign by itself; lines without a dossier
and stories are attached by hand. A line is of one campaign, as a round is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignConferral, CampaignRound, CampaignStory
from portal.core import outbox
from portal.core.models import User
from portal.core.outbox import Ref
from recognition.domain import events
from recognition.domain.errors import DomainError, NotAllowed
from recognition.domain.roles import grants
from recognition.enums import DecisionState, Role
from recognition.models import Conferral, Decision, Honoree, Round, StoryPage

KEEPERS: Final = frozenset({Role.STANDING_BODY, Role.EDITOR})


def free_rounds() -> QuerySet[Round]:
    """Return the rounds that may be attached: of no campaign yet, and not internal, which follow the round above them."""
    return Round.objects.filter(campaign_link__isnull=True, parent__isnull=True).order_by("-deadline", "-pk")


@transaction.atomic
def attach_round(*, campaign: Campaign, round: Round, actor: User) -> CampaignRound:  # noqa: A002 - the glossary's word
    """Say that a round was opened for the campaign: its criteria and deadline hold there, and what came of it is shown.

    Raises ``NotAllowed``, and ``DomainError`` for a round that has a campaign, or stands under one that may have.
    """
    locked, role = _locked(campaign, actor)
    held = Round.objects.select_for_update().get(pk=round.pk)
    if held.parent_id is not None:
        raise DomainError(_("Đợt xét nội bộ theo phong trào của đợt xét cấp trên. Hãy gắn đợt xét ấy."))
    if CampaignRound.objects.filter(round=held).exists():
        raise DomainError(_("Đợt xét này đã thuộc một phong trào."))
    link = CampaignRound.objects.create(campaign=locked, round=held)
    events.record(subject=locked, act="attach_round", actor=actor, role=role, data={"round": held.public_id})
    _add(locked, Conferral.objects.filter(nomination__round=held, campaign_link__isnull=True))
    outbox.record(locked)
    return link


@transaction.atomic
def attach_decision(*, campaign: Campaign, decision: Decision, actor: User) -> int:
    """Say that the lines of a verified decision which are of no campaign came out of this one; return how many.

    Raises ``NotAllowed``, and ``DomainError`` when there is none.
    """
    locked, role = _locked(campaign, actor)
    if Decision.objects.select_for_update().get(pk=decision.pk).state != DecisionState.VERIFIED:
        raise DomainError(_("Chỉ gắn quyết định đã được người thứ hai kiểm tra."))
    number = _add(locked, Conferral.objects.filter(decision=decision, campaign_link__isnull=True))
    if not number:
        raise DomainError(_("Mọi dòng của quyết định này đã thuộc một phong trào."))
    events.record(
        subject=locked,
        act="attach_decision",
        actor=actor,
        role=role,
        data={"decision": decision.public_id, "lines": number},
    )
    return number


@transaction.atomic
def attach_story(*, campaign: Campaign, story: StoryPage, actor: User) -> CampaignStory:
    """Say that a story was told in the campaign; in both languages. Raises ``NotAllowed`` and ``DomainError``."""
    locked, role = _locked(campaign, actor)
    if CampaignStory.objects.filter(campaign=locked, story__translation_key=story.translation_key).exists():
        raise DomainError(_("Bài viết này đã gắn với phong trào."))
    link = CampaignStory.objects.create(campaign=locked, story=story)
    events.record(subject=locked, act="attach_story", actor=actor, role=role, data={"story": story.pk})
    outbox.record(locked, *_stories(story))
    return link


@transaction.atomic
def detach_round(*, campaign: Campaign, round: Round, actor: User, reason: str = "") -> None:  # noqa: A002
    """Take a round off, with the lines that came of its dossiers. Raises ``NotAllowed`` and ``DomainError``."""
    locked, role = _locked(campaign, actor)
    if not CampaignRound.objects.filter(campaign=locked, round=round).delete()[0]:
        raise DomainError(_("Đợt xét này không còn gắn với phong trào."))
    _remove(locked, Conferral.objects.filter(nomination__round=round))
    events.record(
        subject=locked,
        act="detach_round",
        actor=actor,
        role=role,
        reason=reason,
        data={"round": round.public_id},
    )
    outbox.record(locked)


@transaction.atomic
def detach_decision(*, campaign: Campaign, decision: Decision, actor: User, reason: str = "") -> int:
    """Take the lines of a decision off, those of dossiers in the campaign's own rounds excepted; return how many."""
    locked, role = _locked(campaign, actor)
    of_its_rounds = Conferral.objects.filter(nomination__round__campaign_link__campaign=locked)
    number = _remove(locked, Conferral.objects.filter(decision=decision).exclude(pk__in=of_its_rounds))
    if not number:
        raise DomainError(
            _("Không có dòng nào để bỏ: dòng có hồ sơ trong đợt xét của phong trào thì đi cùng đợt xét ấy.")
        )
    events.record(
        subject=locked,
        act="detach_decision",
        actor=actor,
        role=role,
        reason=reason,
        data={"decision": decision.public_id, "lines": number},
    )
    return number


@transaction.atomic
def detach_story(*, campaign: Campaign, story: StoryPage, actor: User, reason: str = "") -> None:
    """Take a story off. Raises ``NotAllowed`` and ``DomainError``."""
    locked, role = _locked(campaign, actor)
    links = CampaignStory.objects.filter(campaign=locked, story__translation_key=story.translation_key)
    if not links.delete()[0]:
        raise DomainError(_("Bài viết này không còn gắn với phong trào."))
    events.record(
        subject=locked, act="detach_story", actor=actor, role=role, reason=reason, data={"story": story.pk}
    )
    outbox.record(locked, *_stories(story))


def follow(conferral: Conferral, round: Round) -> None:  # noqa: A002
    """Let a line that came of a dossier be of the campaign of its round, unless it was given another by hand."""
    link = CampaignRound.objects.filter(round=round).select_related("campaign").first()
    if link is not None:
        _add(link.campaign, Conferral.objects.filter(pk=conferral.pk, campaign_link__isnull=True))


def attached(campaign: Campaign) -> tuple[list[Round], list[Decision], list[StoryPage]]:
    """Return what is attached: rounds, decisions of which a line is attached, Vietnamese stories."""
    rounds = Round.objects.filter(campaign_link__campaign=campaign).order_by("-deadline", "-pk")
    lines = CampaignConferral.objects.filter(campaign=campaign).values("conferral__decision")
    decisions = Decision.objects.filter(pk__in=lines).select_related("office").order_by("-dated", "-pk")
    stories = StoryPage.objects.filter(campaign_links__campaign=campaign).order_by("-dated", "-pk")
    return list(rounds), list(decisions), list(stories)


def told_of(campaign_id: int) -> tuple[Ref, ...]:
    """Return whom to tell anew when the campaign is shown or hidden: they are found under it."""
    lines = Conferral.objects.filter(campaign_link__campaign=campaign_id)
    stories = StoryPage.objects.filter(
        translation_key__in=CampaignStory.objects.filter(campaign=campaign_id).values(
            "story__translation_key"
        )
    )
    return (
        *_refs(Honoree, lines.values_list("honoree", flat=True)),
        *_refs(Decision, lines.values_list("decision", flat=True)),
        *_refs(StoryPage, stories.values_list("pk", flat=True)),
    )


def _locked(campaign: Campaign, actor: User) -> tuple[Campaign, str]:
    """Return the campaign with its row locked, and the role in which ``actor`` acts."""
    role = grants(actor).first(KEEPERS)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.is_record:
        raise DomainError(_("Tư liệu: kế hoạch có thật đã kết thúc, chỉ để đọc."))
    return locked, role.value


def _add(campaign: Campaign, lines: QuerySet[Conferral]) -> int:
    found = list(lines.only("pk", "honoree_id", "decision_id"))
    CampaignConferral.objects.bulk_create(
        (CampaignConferral(campaign=campaign, conferral=line) for line in found), batch_size=500
    )
    _tell(campaign, found)
    return len(found)


def _remove(campaign: Campaign, lines: QuerySet[Conferral]) -> int:
    found = list(lines.filter(campaign_link__campaign=campaign).only("pk", "honoree_id", "decision_id"))
    CampaignConferral.objects.filter(campaign=campaign, conferral__in=found).delete()
    _tell(campaign, found)
    return len(found)


def _tell(campaign: Campaign, lines: Iterable[Conferral]) -> None:
    lines = list(lines)
    if lines:
        outbox.record(
            campaign,
            *_refs(Honoree, (line.honoree_id for line in lines)),
            *_refs(Decision, (line.decision_id for line in lines)),
        )


def _stories(story: StoryPage) -> Iterable[Ref]:
    same = StoryPage.objects.filter(translation_key=story.translation_key).values_list("pk", flat=True)
    return _refs(StoryPage, same)


def _refs(model: type[Honoree | Decision | StoryPage], ids: Iterable[int]) -> tuple[Ref, ...]:
    kind = model._meta.label_lower
    return tuple(Ref(kind, str(pk)) for pk in dict.fromkeys(ids))
