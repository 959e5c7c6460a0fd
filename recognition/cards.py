"""What stands on the share cards of honorees, stories and decisions. Only what the page itself shows to everybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.models import SiteSettings
from portal.core.models.images import PortalImage
from portal.core.outbox import Ref
from portal.core.share_cards import keeping
from portal.core.share_cards.content import Card, Kind, Photo, Stamp
from portal.core.templatetags.portal_tags import day, number, padded
from recognition.domain import queries
from recognition.domain.queries import DecisionLine
from recognition.enums import (
    DECISION_CARDS,
    HONOREE_CARDS,
    STORY_CARDS,
    ConsentScope,
    DecisionState,
    SubjectKind,
)
from recognition.models import (
    Conferral,
    Consent,
    Decision,
    Honoree,
    HonoreePage,
    StoryPage,
    StoryPerson,
)

LANGUAGES = ("vi", "en")


def stamp(line: DecisionLine) -> Stamp:
    """Return the stamp as the component draws it, in the language that is active."""
    return Stamp(
        line.issuer,
        (
            (str(_("Số")), line.number or _("không rõ")),
            (str(_("Ngày")), str(day(line.shown_date) or _("không rõ"))),
        ),
    )


def owner() -> str:
    return SiteSettings.load().owner


def absolute(path: str) -> str:
    return str(settings.PUBLIC_URL).rstrip("/") + path


def photographed(honoree_ids: Collection[int]) -> set[int]:
    """Return those whose consent to show a photo is in force."""
    return set(
        Consent.objects.filter(
            honoree_id__in=honoree_ids, scope=ConsentScope.PHOTO, withdrawn_at__isnull=True
        ).values_list("honoree_id", flat=True)
    )


def photos(image_ids: Collection[int]) -> dict[int, Photo]:
    return {row.pk: keeping.photo_of(row) for row in PortalImage.objects.filter(pk__in=image_ids)}


def numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdigit()]


def in_each_language(draw: Callable[[str], Card | None]) -> dict[str, Card]:
    """Return what ``draw`` gives for each language, which is active while it does."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            card = draw(language)
        if card is not None:
            found[language] = card
    return found


class HonoreeCards(keeping.Source):
    """Individuals and collectives: the latest public conferral, as on the cards of the wall."""

    name = HONOREE_CARDS
    kinds = frozenset({"recognition.honoree", "recognition.honoreepage", "core.portalimage"})
    wide_kinds = frozenset({"recognition.decision", "recognition.award"})

    def touched(self, refs: Sequence[Ref]) -> Collection[str]:
        by_kind = _by_kind(refs)
        found = {key for key in by_kind.get("recognition.honoree", ()) if key.isdigit()}
        wanted = Q(pk__in=numbers(by_kind.get("recognition.honoreepage", ()))) | Q(
            portrait_id__in=numbers(by_kind.get("core.portalimage", ()))
        )
        if by_kind.keys() & {"recognition.honoreepage", "core.portalimage"}:
            found |= _texts(HonoreePage.objects.filter(wanted).values_list("honoree_id", flat=True))
        if decisions := numbers(by_kind.get("recognition.decision", ())):
            found |= _texts(
                Honoree.objects.filter(latest_conferral__decision__in=decisions).values_list("pk", flat=True)
            )
        if awards := numbers(by_kind.get("recognition.award", ())):
            found |= _texts(
                Honoree.objects.filter(latest_conferral__award__in=awards).values_list("pk", flat=True)
            )
        return found

    def keys(self) -> Iterable[str]:
        return map(str, Honoree.objects.public().order_by("pk").values_list("pk", flat=True))

    def key_of(self, folder: str) -> str | None:
        return _text(Honoree.objects.filter(public_id=folder).values_list("pk", flat=True).first())

    def subjects(self, keys: Collection[str]) -> Mapping[str, keeping.Subject]:
        rows = list(
            Honoree.objects.filter(pk__in=numbers(keys)).select_related(
                "latest_conferral__award",
                "latest_conferral__decision__office",
                "latest_conferral__unit",
            )
        )
        public = [row.pk for row in rows if row.is_public and row.merged_into_id is None]
        pages: dict[int, dict[str, int | None]] = {}
        for honoree, language, portrait in HonoreePage.objects.filter(
            honoree_id__in=public, live=True
        ).values_list("honoree_id", "language", "portrait_id"):
            pages.setdefault(honoree, {})[language] = portrait
        agreed = photographed([pk for pk, live in pages.items() if live.get("vi")])
        ready = photos({image for pk, live in pages.items() if pk in agreed and (image := live.get("vi"))})
        bases, owners = _in_languages(queries.honorees_path), _in_languages(owner)
        return {
            str(row.pk): keeping.Subject(
                row.public_id,
                in_each_language(
                    lambda language, row=row: (  # type: ignore[misc]
                        self._card(
                            row,
                            language,
                            bases[language],
                            owners[language],
                            ready.get(pages[row.pk].get("vi") or 0) if row.pk in agreed else None,
                        )
                        if language in pages.get(row.pk, {}) and row.latest_conferral is not None
                        else None
                    )
                ),
            )
            for row in rows
        }

    def _card(
        self,
        row: Honoree,
        language: str,
        base: str,
        department: str,
        photo: Photo | None,
    ) -> Card:
        latest = row.latest_conferral
        assert latest is not None
        years = queries.merit_text(latest)
        award = f"{latest.award.label}, {years}" if years else latest.award.label
        unit = latest.unit_then or (queries.unit_label(latest.unit) if latest.unit else "")
        line = queries.decision_line(latest.decision, "")
        single = row.kind == SubjectKind.INDIVIDUAL
        place = ", ".join(part for part in (latest.position_then, unit) if part)
        facts = place if single else (unit if unit != row.full_name else "")
        spoken = f"{latest.titles_then} {row.full_name}".strip() if single else row.full_name
        return Card(
            kind=Kind.PERSON if single else Kind.COLLECTIVE,
            language=language,
            owner=department,
            name=row.full_name,
            given=row.given if single else "",
            titles=latest.titles_then if single else "",
            eyebrow="" if single else _("Tập thể"),
            seed=row.full_name,
            award=award,
            facts=(facts,) if facts else (),
            citation=latest.citation,
            stamp=stamp(line),
            photo=photo,
            address=absolute(queries.honoree_path(row, base)),
            alt=_("%(name)s: %(award)s. %(decision)s.")
            % {"name": spoken, "award": award, "decision": line.label},
        )


class StoryCards(keeping.Source):
    """Exemplar stories. Keys are translation keys: a story is one thing in two languages.

    The picture of a story is shown when everybody in it has agreed to photos; a story whose people are in no register
    has nobody who could have agreed, so it is woven.
    """

    name = STORY_CARDS
    kinds = frozenset({"recognition.storypage", "recognition.honoree", "core.portalimage"})

    def touched(self, refs: Sequence[Ref]) -> Collection[str]:
        by_kind = _by_kind(refs)
        wanted = (
            Q(pk__in=numbers(by_kind.get("recognition.storypage", ())))
            | Q(people__honoree__in=numbers(by_kind.get("recognition.honoree", ())))
            | Q(image_id__in=numbers(by_kind.get("core.portalimage", ())))
        )
        keys = (
            StoryPage.objects.filter(wanted).order_by().values_list("translation_key", flat=True).distinct()
        )
        return {key.hex for key in keys}

    def keys(self) -> Iterable[str]:
        found = StoryPage.objects.live().order_by("pk").values_list("translation_key", flat=True)
        return dict.fromkeys(key.hex for key in found)

    def key_of(self, folder: str) -> str | None:
        return folder if len(folder) == 32 else None

    def subjects(self, keys: Collection[str]) -> Mapping[str, keeping.Subject]:
        wanted = _uuids(keys)
        known = {
            key.hex
            for key in StoryPage.objects.filter(translation_key__in=wanted).values_list(
                "translation_key", flat=True
            )
        }
        rows = {
            language: {
                row.translation_key.hex: row
                for row in queries.public_stories(language).filter(translation_key__in=wanted)
            }
            for language in LANGUAGES
        }
        everything = [row for found in rows.values() for row in found.values()]
        people: dict[int, list[Honoree]] = {}
        for link in (
            StoryPerson.objects.filter(page_id__in={queries.source_of(row) for row in everything})
            .select_related("honoree")
            .order_by("sort_order", "id")
        ):
            people.setdefault(link.page_id, []).append(link.honoree)
        agreed = photographed({person.pk for group in people.values() for person in group})
        shown = {
            row.image_id
            for row in everything
            if row.image_id and _all_agreed(people.get(queries.source_of(row), []), agreed)
        }
        ready = photos(shown) if shown else {}
        bases, owners = _in_languages(queries.stories_path), _in_languages(owner)

        def draw(key: str, language: str) -> Card | None:
            row = rows[language].get(key)
            if row is None:
                return None
            group = people.get(queries.source_of(row), [])
            names = ", ".join(person.full_name for person in group if person.is_public)
            who = names or row.subject_line
            return Card(
                kind=Kind.STORY,
                language=language,
                owner=owners[language],
                name=row.title,
                eyebrow=" · ".join(part for part in (row.get_kind_display(), row.theme) if part),
                seed=row.title,
                facts=(who,) if who else (),
                citation=row.lead,
                photo=ready.get(row.image_id) if _all_agreed(group, agreed) else None,
                address=absolute(f"{bases[language]}{row.slug}/"),
                alt=_("%(kind)s: %(title)s") % {"kind": row.get_kind_display(), "title": row.title},
            )

        return {
            key: keeping.Subject(key, in_each_language(lambda language, key=key: draw(key, language)))  # type: ignore[misc]
            for key in known
        }


class DecisionCards(keeping.Source):
    """Decisions of the register that stand; a cancelled one has no card."""

    name = DECISION_CARDS
    kinds = frozenset({"recognition.decision"})

    def touched(self, refs: Sequence[Ref]) -> Collection[str]:
        return {ref.key for ref in refs if ref.key.isdigit()}

    def keys(self) -> Iterable[str]:
        return map(str, Decision.objects.public().order_by("pk").values_list("pk", flat=True))

    def key_of(self, folder: str) -> str | None:
        return _text(Decision.objects.filter(public_id=folder).values_list("pk", flat=True).first())

    def subjects(self, keys: Collection[str]) -> Mapping[str, keeping.Subject]:
        wanted = numbers(keys)
        public = {
            row.pk: row
            for row in queries.public_decisions().filter(pk__in=wanted, state=DecisionState.VERIFIED)
        }
        counts: dict[int, dict[str, int]] = {}
        for pk, kind, count in (
            Conferral.objects.public()
            .filter(decision_id__in=public)
            .order_by()
            .values_list("decision_id", "honoree__kind")
            .annotate(number=Count("pk"))
        ):
            counts.setdefault(pk, {})[kind] = count
        paths = {
            language: _with(language, lambda: queries.decision_paths(list(public.values())))
            for language in LANGUAGES
        }
        owners = _in_languages(owner)

        def draw(pk: int, language: str) -> Card | None:
            row = public.get(pk)
            if row is None or pk not in counts:  # none stands any more
                return None
            line = queries.decision_line(row, paths[language][pk])
            year = _("Sổ quyết định khen thưởng, năm %(year)s") % {"year": row.year} if row.year else ""
            return Card(
                kind=Kind.DECISION,
                language=language,
                owner=owners[language],
                name=line.label,
                eyebrow=year or _("Sổ quyết định khen thưởng"),
                seed=row.public_id,
                facts=(honored_text(counts[pk]),),
                citation=line.title,
                stamp=stamp(line),
                address=absolute(line.url),
                alt=f"{line.label}, {line.issuer}. {line.title}",
            )

        return {
            str(pk): keeping.Subject(folder, in_each_language(lambda language, pk=pk: draw(pk, language)))  # type: ignore[misc]
            for pk, folder in Decision.objects.filter(pk__in=wanted).values_list("pk", "public_id")
        }


def honored_text(counts: Mapping[str, int]) -> str:
    """``03 tập thể, 12 cá nhân``, as official papers count."""
    parts = []
    if groups := counts.get(SubjectKind.COLLECTIVE, 0):
        parts.append(ngettext("%(count)s tập thể", "%(count)s tập thể", groups) % {"count": _count(groups)})
    if people := counts.get(SubjectKind.INDIVIDUAL, 0):
        parts.append(ngettext("%(count)s cá nhân", "%(count)s cá nhân", people) % {"count": _count(people)})
    return ", ".join(parts)


def _count(value: int) -> str:
    return number(value) if queries.is_english() else padded(value)


def _with(language: str, ask: Callable[[], Any]) -> Any:
    with translation.override(language):
        return ask()


def _in_languages(ask: Callable[[], str]) -> dict[str, str]:
    return {language: _with(language, ask) for language in LANGUAGES}


def _by_kind(refs: Sequence[Ref]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ref in refs:
        found.setdefault(ref.kind, []).append(ref.key)
    return found


def _texts(keys: Iterable[int]) -> set[str]:
    return {str(key) for key in keys}


def _text(key: int | None) -> str | None:
    return None if key is None else str(key)


def _uuids(keys: Iterable[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(hex=key))
        except ValueError:
            continue
    return found


def _all_agreed(people: Sequence[Honoree], agreed: Collection[int]) -> bool:
    return bool(people) and all(person.pk in agreed for person in people)


SOURCES = (HonoreeCards(), StoryCards(), DecisionCards())


def register() -> None:
    for source in SOURCES:
        keeping.register(source)
