"""Find what a text of a list names: a unit, an award, an office. Everything is read once, then looked up in memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from portal.core.vietnamese import expand_abbreviations, fold_yi, normalize
from recognition.enums import AwardSubject, UnitNameKind
from recognition.models import Award, DecisionPower, Office, Unit, UnitName


def key_of(text: str) -> str:
    """Return the words of a text without marks, case, y/i and punctuation: what two spellings have in common."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold_yi(text.replace("'", ""))).split())


def keys_of(text: str) -> list[str]:
    """Return the key of a text and of its abbreviations written out ("BVĐK" → "Bệnh viện Đa khoa"), without repeats."""
    return list(dict.fromkeys(key for part in (text, *expand_abbreviations(text)) if (key := key_of(part))))


# Units -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """What a text says about a unit. ``how``: ``name``, ``former``, ``short``, ``part`` (only the unit above was found),
    ``ambiguous`` (several fit: none is taken), ``unknown`` or ``""`` (no text).
    """

    unit: Unit | None = None
    how: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Naming:
    unit_id: int
    name: str
    how: str
    valid_from: date | None
    valid_until: date | None

    def covers(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


_JOINTS: Final = re.compile(r"\s*[,;]\s*|\s+[-–—]\s+|\s+(?:trực\s+)?thuộc\s+", re.IGNORECASE)


class UnitIndex:
    """All units by every name they bear or bore."""

    def __init__(self) -> None:
        self.units: dict[int, Unit] = {unit.pk: unit for unit in Unit.objects.all()}
        self._namings: dict[str, list[_Naming]] = defaultdict(list)
        self._names: dict[int, list[UnitName]] = defaultdict(list)
        for unit in self.units.values():
            self._add(unit.name, _Naming(unit.pk, unit.name, "name", None, unit.ended_on))
        for name in UnitName.objects.all():
            self._names[name.unit_id].append(name)
            short = name.kind == UnitNameKind.SHORT
            how = "short" if short else "former"
            if name.unit_id in self.units and name.name == self.units[name.unit_id].name and not short:
                how = "name"
            self._add(name.name, _Naming(name.unit_id, name.name, how, name.valid_from, name.valid_until))
        self._remembered: dict[tuple[str, date | None, int | None], UnitMatch] = {}

    def _add(self, text: str, naming: _Naming) -> None:
        for key in keys_of(text):
            self._namings[key].append(naming)

    def match(self, text: str, *, on: date | None, within: Unit | None = None) -> UnitMatch:
        """Return the unit a text names on a day. ``within`` settles what several units are called ("Khoa Nội")."""
        if not key_of(text):
            return UnitMatch()
        asked = (text, on, within.pk if within else None)
        if asked not in self._remembered:
            self._remembered[asked] = self._find(text, on, within)
        return self._remembered[asked]

    def _find(self, text: str, on: date | None, within: Unit | None) -> UnitMatch:
        whole = self._exact(text, on, within)
        if whole.how != "unknown":
            return whole
        parts = [part for part in _JOINTS.split(text) if key_of(part)]
        outer = re.match(r"^(.+?)\s*\(([^()]+)\)\s*$", text)
        if outer:
            for part in (outer[1], outer[2]):
                found = self._exact(part, on, within)
                if found.unit is not None:
                    return found
        if len(parts) > 1:
            return self._of_parts(parts, on, within)
        return self._of_suffix(text, on, within)

    def _of_parts(self, parts: Sequence[str], on: date | None, within: Unit | None) -> UnitMatch:
        """“Khoa Nội, Bệnh viện X”: the unit above is found first and settles which Khoa Nội."""
        above: Unit | None = within
        found = UnitMatch(how="unknown")
        for index, part in enumerate(reversed(parts)):
            step = self._exact(part, on, above)
            if step.unit is not None and (above is None or index == 0 or self.is_below(step.unit, above)):
                above = step.unit
                found = step
            elif found.unit is not None:
                return UnitMatch(found.unit, "part")
        return found

    def _of_suffix(self, text: str, on: date | None, within: Unit | None) -> UnitMatch:
        """“Khoa Nội Bệnh viện X”: the longest end of the text that is a unit, and in it what stands before."""
        words = text.split()
        for start in range(1, len(words)):
            above = self._exact(" ".join(words[start:]), on, within)
            if above.unit is not None and len(words) - start > 1:
                below = self._exact(" ".join(words[:start]), on, above.unit)
                if below.unit is not None and self.is_below(below.unit, above.unit):
                    return below
                return UnitMatch(above.unit, "part")
        return UnitMatch(how="unknown")

    def longest_suffix(self, text: str, *, on: date | None) -> tuple[str, str]:
        """Split "Trưởng phòng Kế hoạch Bệnh viện X" before the longest end that is a unit; ("…", "") when none is."""
        words = text.split()
        for start in range(1, len(words)):
            suffix = " ".join(words[start:])
            if len(words) - start > 1 and self._exact(suffix, on, None).how not in {"unknown", ""}:
                return " ".join(words[:start]), suffix
        return text, ""

    def _exact(self, text: str, on: date | None, within: Unit | None) -> UnitMatch:
        for key in keys_of(text):
            namings = self._namings.get(key)
            if namings:
                return self._settle(text, namings, on, within)
        return UnitMatch(how="unknown")

    def _settle(
        self, text: str, namings: Sequence[_Naming], on: date | None, within: Unit | None
    ) -> UnitMatch:
        """Several units may share a key: what tells them apart is tried in order of how sure it makes."""
        left = list(namings)
        plain = normalize(text).casefold()
        for keep in (
            lambda naming: within is not None and self.is_below(self.units[naming.unit_id], within),
            lambda naming: normalize(naming.name).casefold() == plain,
            lambda naming: on is None or naming.covers(on),
            lambda naming: naming.how == "name",
            lambda naming: self.units[naming.unit_id].ended_on is None,
        ):
            if len({naming.unit_id for naming in left}) > 1:
                left = [naming for naming in left if keep(naming)] or left
        ids = {naming.unit_id for naming in left}
        if len(ids) > 1:
            names = sorted({self._label(self.units[pk]) for pk in ids})
            return UnitMatch(None, "ambiguous", tuple(names[:5]))
        order = ("name", "former", "short")
        best = min(left, key=lambda naming: order.index(naming.how))
        return UnitMatch(self.units[best.unit_id], best.how)

    def _label(self, unit: Unit) -> str:
        parent = self.units.get(unit.parent_id) if unit.parent_id else None
        return f"{unit.name}, {parent.name}" if parent else unit.name

    def is_below(self, unit: Unit, above: Unit) -> bool:
        """Whether ``unit`` is ``above`` or stands under it."""
        seen: set[int] = set()
        current: Unit | None = unit
        while current is not None and current.pk not in seen:
            if current.pk == above.pk:
                return True
            seen.add(current.pk)
            current = self.units.get(current.parent_id) if current.parent_id else None
        return False

    def name_on(self, unit: Unit, on: date | None) -> str:
        """Return the official name a unit bore on a day, else today's."""
        if on is not None:
            for name in self._names.get(unit.pk, ()):
                if (
                    name.kind == UnitNameKind.OFFICIAL
                    and (name.valid_from is not None or name.valid_until is not None)
                    and (name.valid_from is None or name.valid_from <= on)
                    and (name.valid_until is None or on <= name.valid_until)
                ):
                    return name.name
        return unit.name


# Awards ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AwardMatch:
    """What a text says about an award. ``fault``: ``unknown``, ``ambiguous``, ``several``, ``subject`` or ``""``."""

    award: Award | None = None
    fault: str = ""
    candidates: tuple[str, ...] = ()


_QUOTES: Final = str.maketrans(dict.fromkeys('“”"«»„‟', " "))
_LEADING: Final = re.compile(
    r"^(?:(?:de nghi |duoc |da )?(?:tang|truy tang|tang thuong|cong nhan|dat|xet tang|phong tang|nhan)(?: danh hieu| hinh thuc)?"
    r"|cac danh hieu|danh hieu thi dua|danh hieu vinh du nha nuoc|danh hieu|hinh thuc khen thuong|hinh thuc)\s+"
)
_TRAILING: Final = re.compile(
    r"\s+(?:(?:cho|doi voi) .*|(?:va )?nam(?: hoc| cong tac)?(?: \d{4})+|giai doan(?: \d{4})+|(?:tu )?\d{4}(?: (?:den )?\d{4})?|\d+ (?:ca nhan|tap the|nguoi))$"
)
_BETWEEN: Final = re.compile(r"\s*(?:[,;+/&\n]|\s+và\s+)\s*", re.IGNORECASE)


class AwardIndex:
    """All awards by name, short names and code, as an office on a day would use them."""

    def __init__(self, *, office: Office | None = None, on: date | None = None) -> None:
        self.office = office
        self.on = on
        self.awards: dict[int, Award] = {award.pk: award for award in Award.objects.all()}
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._powers: frozenset[int] = frozenset(
            DecisionPower.objects.filter(office=office).values_list("award_id", flat=True) if office else ()
        )
        for award in self.awards.values():
            for text in (award.name, award.code, *map(str, award.short_names)):
                for key in keys_of(text):
                    if award.pk not in self._by_key[key]:
                        self._by_key[key].append(award.pk)
        self._remembered: dict[tuple[str, str], AwardMatch] = {}

    def match(self, text: str, *, kind: str = "") -> AwardMatch:
        """Return the award a text names, for a subject of ``kind`` when it is known."""
        asked = (text, kind)
        if asked not in self._remembered:
            self._remembered[asked] = self._find(text, kind)
        return self._remembered[asked]

    def _find(self, text: str, kind: str) -> AwardMatch:
        found = self._one(text, kind)
        if found.fault != "unknown":
            return found
        parts = [part for part in _BETWEEN.split(text) if key_of(part)]
        if len(parts) > 1:
            named = {match.award.pk for part in parts if (match := self._one(part, kind)).award is not None}
            if len(named) > 1:
                return AwardMatch(
                    fault="several", candidates=tuple(self.awards[pk].name for pk in sorted(named))
                )
            if len(named) == 1 and _is_year_only(parts):
                return AwardMatch(self.awards[named.pop()])
        return found

    def _one(self, text: str, kind: str) -> AwardMatch:
        refused: AwardMatch | None = None
        for key in self._variants(text, kind):
            ids = self._by_key.get(key, [])
            if not ids:
                continue
            match = self._settle([self.awards[pk] for pk in ids], kind)
            if match.fault != "subject":
                return match
            refused = refused or match
        if refused is not None:
            return refused
        for key in self._variants(text, kind):
            # "Giấy khen" of the office that signs: the one award of its level that begins so.
            ids = sorted(
                {pk for known, pks in self._by_key.items() if known.startswith(f"{key} ") for pk in pks}
            )
            if ids and len(key.split()) > 1 and self.office is not None:
                mine = [self.awards[pk] for pk in ids if self._is_mine(self.awards[pk])]
                match = self._settle(mine, kind) if mine else AwardMatch(fault="unknown")
                if match.award is not None:
                    return match
        return AwardMatch(fault="unknown")

    def _variants(self, text: str, kind: str) -> Iterator[str]:
        seen: set[str] = set()
        for key in keys_of(text.translate(_QUOTES)):
            bare = key
            forms = [bare]
            while (shorter := _LEADING.sub("", bare)) != bare or (shorter := _TRAILING.sub("", bare)) != bare:
                bare = shorter
                forms.append(bare)
            if kind == "collective":
                # "Lao động tiên tiến" in the part of collectives is the collectives' title.
                forms = [
                    form
                    for one in forms
                    for form in ((one, f"tap the {one}") if not one.startswith("tap the ") else (one,))
                ]
            for form in forms:
                if form not in seen:
                    seen.add(form)
                    yield form

    def _is_mine(self, award: Award) -> bool:
        office = self.office
        return office is not None and (award.pk in self._powers or award.level == office.level)

    def _settle(self, awards: Collection[Award], kind: str) -> AwardMatch:
        left = [award for award in awards if not kind or AwardSubject(award.subject).admits(kind)]
        if not left:
            return AwardMatch(fault="subject", candidates=tuple(award.name for award in awards))
        for keep in (
            lambda award: award.pk in self._powers,
            self._is_mine,
            lambda award: (
                self.on is None
                or (
                    (award.valid_from is None or award.valid_from <= self.on)
                    and (award.valid_until is None or self.on <= award.valid_until)
                )
            ),
        ):
            if len(left) > 1:
                left = [award for award in left if keep(award)] or left
        if len(left) > 1:
            return AwardMatch(fault="ambiguous", candidates=tuple(award.name for award in left))
        return AwardMatch(left[0])


def _is_year_only(parts: Iterable[str]) -> bool:
    return (
        sum(
            1
            for part in parts
            if re.search(r"[a-z]{3}", re.sub(r"\b(?:nam|giai doan|tu|den)\b", "", key_of(part)))
        )
        == 1
    )


# Offices ---------------------------------------------------------------------------------------------------------


class OfficeUnknown(LookupError):
    """No office, or more than one, bears a name on a day; the message says what may be meant."""


def find_office(text: str, *, on: date | None) -> Office:
    """Return the office a text names (code, name, other name; with the body where names are shared) on a day.

    Raises ``OfficeUnknown`` with a sentence.
    """
    wanted = key_of(text)
    found: dict[int, Office] = {}
    offices = list(Office.objects.all())
    for office in offices:
        names = [office.code, office.name, *map(str, office.aliases)]
        if office.body:
            names += [f"{office.name} {office.body}", f"{office.name} ({office.body})"]
        if any(wanted in keys_of(name) for name in names):
            found[office.pk] = office
    if on is not None and len(found) > 1:
        found = {pk: office for pk, office in found.items() if _in_office(office, on)} or found
    if len(found) == 1:
        return next(iter(found.values()))
    listed = "; ".join(
        f"{office.name} [{office.code}]" for office in (found.values() if found else offices[:20])
    )
    if not offices:
        raise OfficeUnknown(_("Danh mục thẩm quyền còn trống. Hãy chạy lệnh load_catalogue trước."))
    if found:
        raise OfficeUnknown(
            _("“%(text)s” có thể là nhiều cơ quan. Hãy ghi mã: %(offices)s.")
            % {"text": text, "offices": listed}
        )
    raise OfficeUnknown(
        _("Không có thẩm quyền quyết định nào tên là “%(text)s”. Có thể ghi: %(offices)s.")
        % {"text": text, "offices": listed}
    )


def _in_office(office: Office, on: date) -> bool:
    return (office.valid_from is None or office.valid_from <= on) and (
        office.valid_until is None or on <= office.valid_until
    )


def find_award(text: str) -> Award | None:
    """Return the award of a code (any case) or full name, or None."""
    award = Award.objects.filter(code__iexact=text.strip()).first()
    return award or AwardIndex().match(text).award
