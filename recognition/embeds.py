"""The cards of honorees and stories for the frames of other sites."""

from __future__ import annotations

from portal.core import embedding
from portal.core.embedding import Embed, Gone
from portal.core.imaging import pictures
from recognition.cards import photographed, stamp
from recognition.domain import queries
from recognition.domain.publication import visibility_of
from recognition.enums import HONOREE_CARDS, STORY_CARDS, SubjectKind, Visibility
from recognition.models import Honoree, HonoreePage, StoryPage, StoryPerson


class HonoreeEmbeds(embedding.Provider):
    """Only who is public: a cancelled honoree keeps the page, with what the law wants said, and no card."""

    name = HONOREE_CARDS

    def folder_at(self, path: str) -> str | None:
        base = queries.honorees_path()
        if not path.startswith(base):
            return None
        slug = path[len(base) :].strip("/")
        return slug.rpartition("-")[2] or None if "/" not in slug else None

    def show(self, folder: str) -> Embed | None:
        asked = Honoree.objects.filter(public_id=folder).first()
        if asked is None:
            return None
        honoree = queries.honoree_by_public_id(folder)
        page = HonoreePage.objects.filter(honoree=honoree or asked, language=queries.language_code()).first()
        if (
            honoree is None
            or page is None
            or not page.live
            or visibility_of(honoree) is not Visibility.PUBLIC
            or (line := queries.latest_line(honoree)) is None
        ):
            if HonoreePage.objects.filter(
                honoree__in=[asked, honoree or asked], first_published_at__isnull=False
            ).exists():
                raise Gone
            return None
        single = honoree.kind == SubjectKind.INDIVIDUAL
        return Embed(
            source=self.name,
            folder=honoree.public_id,
            path=line.url,
            title=honoree.full_name,
            kind=honoree.kind,
            given=honoree.given,
            prefix=queries.kind_prefix(honoree.kind, line.titles),
            text=", ".join(part for part in (line.position, line.unit) if part) if single else line.unit,
            award=line.award_line,
            stamp=stamp(line.decision),
            image=queries.portraits([honoree.pk]).get(honoree.pk),
        )


class StoryEmbeds(embedding.Provider):
    """Stories; the folder is the translation key, as for share cards."""

    name = STORY_CARDS

    def folder_at(self, path: str) -> str | None:
        base = queries.stories_path()
        slug = path[len(base) :].strip("/") if path.startswith(base) else ""
        found = (
            StoryPage.objects.filter(slug=slug, locale__language_code=queries.language_code())
            .values_list("translation_key", flat=True)
            .first()
            if slug
            else None
        )
        return found.hex if found else None

    def show(self, folder: str) -> Embed | None:
        language = queries.language_code()
        if len(folder) != 32 or not set(folder) <= set("0123456789abcdef"):
            return None
        rows = StoryPage.objects.filter(translation_key=folder, locale__language_code=language)
        page = queries.public_stories(language).filter(pk__in=rows).first()
        if page is None:
            asked = rows.first()
            if asked is not None and (asked.live or asked.first_published_at is not None):
                raise Gone
            return None
        (card,) = queries.story_cards([page])
        people = list(
            StoryPerson.objects.filter(page_id=queries.source_of(page)).values_list("honoree_id", flat=True)
        )
        agreed = bool(people) and set(people) <= photographed(people)
        return Embed(
            source=self.name,
            folder=folder,
            path=card.url,
            title=card.title,
            kind="",
            prefix=card.kind_label,
            text=card.lead,
            award=card.who,
            image=pictures([page.image_id], "landscape").get(page.image_id)
            if agreed and page.image_id
            else None,
        )


def register() -> None:
    embedding.register(HonoreeEmbeds())
    embedding.register(StoryEmbeds())
