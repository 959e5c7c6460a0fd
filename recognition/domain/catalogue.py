"""The catalogue of law: loaded from a versioned file, changed at the desk by one person, verified by another.

The file ``recognition/data/catalogue.toml`` owns the rows it made (``source_version`` says in which version a row last
changed). A row that somebody changed at the desk belongs to the desk (``source_version`` empty) and the file leaves it
alone, so that starting the portal again undoes nobody's work.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events, rules
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, SamePerson
from recognition.domain.roles import grants
from recognition.enums import AwardCategory, AwardSubject, InstrumentKind, Level, Role, RuleKind
from recognition.models import (
    Award,
    AwardRule,
    ClosedPowers,
    Conferral,
    Decision,
    DecisionPower,
    Event,
    LegalInstrument,
    Office,
)

CATALOGUE_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "catalogue.toml"

LONGEST_VERSION: Final = 20

CatalogueRow = LegalInstrument | Office | Award | DecisionPower | ClosedPowers | AwardRule


@dataclass(slots=True)
class LoadReport:
    """What a load did, each row named ``table:key``.

    ``kept``: rows the desk changed, or that left the file while something uses them; they were not touched.
    ``problems``: sentences in Vietnamese; when there is one, nothing was written.
    """

    version: str = ""
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table of the file: its type, whether it must be there, its value where it is left out."""

    kind: type
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    refers: str = ""


def _text(*, required: bool = False, choices: Iterable[str] = ()) -> _Column:
    return _Column(str, required, "", tuple(choices))


_DATE: Final = _Column(date)
_FLAG: Final = _Column(bool, default=False)
_PERIOD: Final = {"valid_from": _DATE, "valid_until": _DATE}
_BASIS: Final = {"legal_basis": _Column(str, refers="instruments"), "article": _text()}

_TABLES: Final[dict[str, dict[str, _Column]]] = {
    "instruments": {
        "code": _text(required=True),
        "kind": _text(required=True, choices=InstrumentKind.values),
        "number": _text(),
        "title": _text(required=True),
        "issuer": _text(),
        "issued_on": _DATE,
        "in_force_from": _DATE,
        "in_force_until": _DATE,
        "replaced_by": _Column(str, refers="instruments"),
        "verified": _FLAG,
        "note": _text(),
    },
    "offices": {
        "code": _text(required=True),
        "name": _text(required=True),
        "name_en": _text(),
        "body": _text(),
        "aliases": _Column(list, default=[]),
        "level": _text(required=True, choices=Level.values),
        **_PERIOD,
    },
    "awards": {
        "code": _text(required=True),
        "name": _text(required=True),
        "name_en": _text(),
        "short_names": _Column(list, default=[]),
        "category": _text(required=True, choices=AwardCategory.values),
        "subject": _text(required=True, choices=AwardSubject.values),
        "level": _text(required=True, choices=Level.values),
        "rank": _Column(int, default=0),
        "by_list": _FLAG,
        "explanation": _text(),
        "explanation_en": _text(),
        "criteria": _text(),
        **_BASIS,
        **_PERIOD,
        "verified": _FLAG,
    },
    "powers": {
        "office": _Column(str, required=True, refers="offices"),
        "award": _Column(str, required=True, refers="awards"),
        **_BASIS,
        **_PERIOD,
        "verified": _FLAG,
    },
    "closed": {
        "office": _Column(str, required=True, refers="offices"),
        **_BASIS,
        **_PERIOD,
        "verified": _FLAG,
    },
    "rules": {
        "code": _text(required=True),
        "award": _Column(str, required=True, refers="awards"),
        "kind": _text(required=True, choices=RuleKind.values),
        "text": _text(required=True),
        "parameters": _Column(dict, default={}),
        **_BASIS,
        **_PERIOD,
        "verified": _FLAG,
    },
}

_MODELS: Final[dict[str, type[models.Model]]] = {
    "instruments": LegalInstrument,
    "offices": Office,
    "awards": Award,
    "powers": DecisionPower,
    "closed": ClosedPowers,
    "rules": AwardRule,
}

_KEYS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "instruments": lambda row: str(row["code"]),
    "offices": lambda row: str(row["code"]),
    "awards": lambda row: str(row["code"]),
    "rules": lambda row: str(row["code"]),
    "powers": lambda row: f"{row['office']}/{row['award']}/{row['valid_from'] or ''}",
    "closed": lambda row: f"{row['office']}/{row['valid_from'] or ''}",
}

Rows = dict[str, dict[str, dict[str, Any]]]


def load(source: Path | str | None = None, *, actor: User | None = None) -> LoadReport:
    """Bring the catalogue in line with a file (a path), or with the text of one; the portal's own when left out.

    All or nothing: with one problem nothing is written. Running it again changes nothing. Rows that the file no longer
    holds go only when nothing uses them. ``actor`` None is the server's operator; another needs the standing body's role.
    """
    if actor is not None and not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được nạp danh mục."))
    report = LoadReport()
    rows = _read(source, report)
    if rows is not None:
        _check_references(rows, report)
        _check_periods(rows, report)
        _check_names(rows, report)
    if rows is None or report.problems:
        return report
    with transaction.atomic():
        _write(rows, report, actor)
    return report


# Reading and checking ------------------------------------------------------------------------------------------------


def _read(source: Path | str | None, report: LoadReport) -> Rows | None:
    try:
        text = source if isinstance(source, str) else (source or CATALOGUE_FILE).read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        report.problems.append(_("Không đọc được tệp danh mục: %(error)s.") % {"error": error})
        return None
    except tomllib.TOMLDecodeError as error:
        report.problems.append(_("Tệp danh mục sai cú pháp TOML: %(error)s.") % {"error": error})
        return None
    version = data.pop("version", None)
    if not isinstance(version, str) or not version or len(version) > LONGEST_VERSION:
        report.problems.append(_('Đầu tệp phải có version, ví dụ version = "2026-11" (tối đa 20 ký tự).'))
    else:
        report.version = version
    for name in data.keys() - _TABLES.keys():
        report.problems.append(
            _("Không có bảng nào tên “%(table)s”. Các bảng: %(tables)s.")
            % {"table": name, "tables": ", ".join(_TABLES)}
        )
    return {table: _table(table, data.get(table, []), report) for table in _TABLES}


def _table(table: str, entries: object, report: LoadReport) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by key; powers written for several awards become one row each."""
    rows: dict[str, dict[str, Any]] = {}
    if not isinstance(entries, list):
        report.problems.append(_("“%(table)s” phải là danh sách [[%(table)s]].") % {"table": table})
        return rows
    for position, entry in enumerate(entries, start=1):
        where = _("%(table)s, dòng thứ %(position)d") % {"table": table, "position": position}
        if not isinstance(entry, dict):
            report.problems.append(_("%(where)s: không phải một bảng TOML.") % {"where": where})
            continue
        if table == "powers" and isinstance(entry.get("awards"), list):
            parts = [
                {**{name: value for name, value in entry.items() if name != "awards"}, "award": code}
                for code in entry["awards"]
            ]
        else:
            parts = [entry]
        for part in parts:
            row = _row(table, part, where, report)
            if row is None:
                continue
            key = _KEYS[table](row)
            if key in rows:
                report.problems.append(_("%(where)s: mã “%(key)s” bị lặp.") % {"where": where, "key": key})
            rows[key] = row
    return rows


def _row(table: str, entry: Mapping[str, Any], where: str, report: LoadReport) -> dict[str, Any] | None:
    columns = _TABLES[table]
    if entry.get("code"):
        where = f"{table} {entry['code']}"
    before = len(report.problems)
    for name in entry.keys() - columns.keys():
        report.problems.append(_("%(where)s: không có cột “%(column)s”.") % {"where": where, "column": name})
    row: dict[str, Any] = {}
    for name, column in columns.items():
        value = entry.get(name)
        row[name] = column.default if value is None else value
        if value in (None, ""):
            if column.required:
                report.problems.append(_("%(where)s: thiếu “%(column)s”.") % {"where": where, "column": name})
        elif fault := _fault(table, name, column, value):
            report.problems.append(f"{where}: {fault}")
    return row if len(report.problems) == before else None


def _fault(table: str, name: str, column: _Column, value: object) -> str:
    """Return what is wrong with one value, or nothing."""
    words = {"column": name, "value": value}
    if column.kind is date:
        # A TOML date-time is a date for Python; the catalogue knows days only.
        if not isinstance(value, date) or isinstance(value, datetime):
            return _("“%(column)s” phải là ngày viết như 2024-01-01, không phải “%(value)s”.") % words
        return ""
    if column.kind is int and isinstance(value, bool):
        return _("“%(column)s” có giá trị sai kiểu: “%(value)s”.") % words
    if not isinstance(value, column.kind):
        return _("“%(column)s” có giá trị sai kiểu: “%(value)s”.") % words
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return _("“%(column)s” phải là danh sách chữ.") % words
    if column.choices and value not in column.choices:
        return _("“%(column)s” không nhận “%(value)s”; các giá trị: %(choices)s.") % {
            **words,
            "choices": ", ".join(column.choices),
        }
    if isinstance(value, str) and not column.refers:
        limit = _MODELS[table]._meta.get_field(name).max_length  # type: ignore[union-attr]
        if limit is not None and len(value) > limit:
            return _("“%(column)s” dài %(length)d ký tự, tối đa %(limit)d.") % {
                **words,
                "length": len(value),
                "limit": limit,
            }
    return ""


def _check_references(rows: Rows, report: LoadReport) -> None:
    for table, columns in _TABLES.items():
        for key, row in rows[table].items():
            for name, column in columns.items():
                if column.refers and row[name] and row[name] not in rows[column.refers]:
                    report.problems.append(
                        _("%(where)s: “%(column)s” nói đến “%(value)s”, không có trong bảng %(table)s.")
                        % {
                            "where": f"{table} {key}",
                            "column": name,
                            "value": row[name],
                            "table": column.refers,
                        }
                    )
    for key, row in rows["rules"].items():
        report.problems += [
            f"rules {key}: {wrong}" for wrong in rules.parameter_problems(row["kind"], row["parameters"])
        ]
        for code in _awards_named(row["parameters"]):
            if code not in rows["awards"]:
                report.problems.append(
                    _("%(where)s: tham số nói đến danh hiệu “%(value)s”, không có trong bảng awards.")
                    % {"where": f"rules {key}", "value": code}
                )


def _awards_named(parameters: Mapping[str, Any]) -> list[str]:
    named = [str(parameters[name]) for name in ("award", "of_award", "member_award") if name in parameters]
    return [*named, *map(str, parameters.get("any_award", []))]


def _check_periods(rows: Rows, report: LoadReport) -> None:
    for table, entries in rows.items():
        start, end = (
            ("in_force_from", "in_force_until") if table == "instruments" else ("valid_from", "valid_until")
        )
        for key, row in entries.items():
            where = f"{table} {key}"
            if row[start] and row[end] and row[start] > row[end]:
                report.problems.append(
                    _("%(where)s: ngày bắt đầu %(start)s sau ngày kết thúc %(end)s.")
                    % {"where": where, "start": _day(row[start]), "end": _day(row[end])}
                )
            law = rows["instruments"].get(row.get("legal_basis") or "")
            if table in {"powers", "closed", "rules"} and law:
                _check_within_law(where, row, law, report)
    for table, of in (("powers", ("office", "award")), ("closed", ("office",))):
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows[table].values():
            groups.setdefault(tuple(str(row[name]) for name in of), []).append(row)
        for names, same in groups.items():
            _check_apart(f"{table} {'/'.join(names)}", same, report)


def _check_within_law(where: str, row: Mapping[str, Any], law: Mapping[str, Any], report: LoadReport) -> None:
    """A row that names a law may not apply before that law does, nor after it ended."""
    begins_early = law["in_force_from"] and (
        row["valid_from"] is None or row["valid_from"] < law["in_force_from"]
    )
    ends_late = law["in_force_until"] and (
        row["valid_until"] is None or row["valid_until"] > law["in_force_until"]
    )
    if begins_early or ends_late:
        report.problems.append(
            _("%(where)s: thời gian áp dụng ra ngoài thời gian có hiệu lực của %(law)s.")
            % {"where": where, "law": law["number"] or law["code"]}
        )


def _check_apart(where: str, same: list[dict[str, Any]], report: LoadReport) -> None:
    """Two rows about the same thing may not cover one day: which of them would decide?"""
    ordered = sorted(same, key=lambda row: row["valid_from"] or date.min)
    for earlier, later in pairwise(ordered):
        if (earlier["valid_until"] or date.max) >= (later["valid_from"] or date.min):
            report.problems.append(
                _("%(where)s: hai dòng cùng áp dụng ngày %(day)s.")
                % {"where": where, "day": _day(later["valid_from"] or date.min)}
            )


def _check_names(rows: Rows, report: LoadReport) -> None:
    """Two awards of one level, or two offices, may not share a name: a list could not tell them apart."""
    for table, distinct in (("awards", ("name", "level")), ("offices", ("name", "body"))):
        seen: dict[tuple[str, ...], str] = {}
        for key, row in rows[table].items():
            words = tuple(str(row[name]).casefold() for name in distinct)
            if words in seen:
                report.problems.append(
                    _("%(table)s: “%(first)s” và “%(second)s” trùng tên.")
                    % {"table": table, "first": seen[words], "second": key}
                )
            seen[words] = key


def _day(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


# Writing -------------------------------------------------------------------------------------------------------------


def _write(rows: Rows, report: LoadReport, actor: User | None) -> None:
    known: dict[str, dict[str, models.Model]] = {"instruments": {}, "offices": {}, "awards": {}}
    before = {table: _stored(table) for table in _TABLES}
    for table in _TABLES:
        stored = before[table]
        for key, row in rows[table].items():
            present = stored.get(key)
            # What replaced a law may stand below it in the file: that reference is set when all laws are there.
            values = {
                name: known[column.refers][row[name]] if column.refers and row[name] else row[name]
                for name, column in _TABLES[table].items()
                if name != "replaced_by"
            }
            saved = _save(table, key, present, values, report=report, actor=actor)
            if table in known:
                known[table][key] = saved
        if table == "instruments":
            _link_replacements(rows[table], known[table], report, actor)
    for table in reversed(_TABLES):  # what refers goes before what it refers to
        for key, present in before[table].items():
            if key not in rows[table] and _owned(present):
                _drop(table, key, present, report)


def _stored(table: str) -> dict[str, models.Model]:
    """Return the rows in the database by the file's keys. Of two that share one, the file's own counts."""
    model = _MODELS[table]
    found: dict[str, models.Model] = {}
    query = model._default_manager.all().order_by("source_version", "pk")
    if table in {"powers", "closed"}:
        query = query.select_related("office", *(["award"] if table == "powers" else []))
    for row in query:
        if isinstance(row, DecisionPower):
            key = f"{row.office.code}/{row.award.code}/{row.valid_from or ''}"
        elif isinstance(row, ClosedPowers):
            key = f"{row.office.code}/{row.valid_from or ''}"
        else:
            key = str(row.code)  # type: ignore[attr-defined]
        found[key] = row
    return found


def _owned(row: models.Model) -> bool:
    return bool(getattr(row, "source_version", ""))


def _save(
    table: str,
    key: str,
    present: models.Model | None,
    values: Mapping[str, Any],
    *,
    report: LoadReport,
    actor: User | None,
) -> models.Model:
    name = f"{table}:{key}"
    if present is None:
        row = _MODELS[table](**values, source_version=report.version)
        row.save()
        report.created.append(name)
        return row
    if not _owned(present):
        report.kept.append(name)
        return present
    different = [column for column, value in values.items() if getattr(present, column) != value]
    if not different:
        report.unchanged.append(name)
        return present
    for column in different:
        setattr(present, column, values[column])
    _record_change(present, different, report, actor)
    report.changed.append(name)
    return present


def _record_change(row: models.Model, columns: list[str], report: LoadReport, actor: User | None) -> None:
    row.source_version = report.version  # type: ignore[attr-defined]
    row.save()
    events.record(
        subject=row,
        act="load_catalogue",
        actor=actor,
        role=Role.STANDING_BODY if actor else "operator",
        data={"fields": sorted(columns), "version": report.version},
    )


def _link_replacements(
    rows: Mapping[str, Mapping[str, Any]],
    known: Mapping[str, models.Model],
    report: LoadReport,
    actor: User | None,
) -> None:
    for key, row in rows.items():
        law = known[key]
        if not isinstance(law, LegalInstrument) or not _owned(law):
            continue
        wanted = known[row["replaced_by"]].pk if row["replaced_by"] else None
        if law.replaced_by_id == wanted:
            continue
        law.replaced_by_id = wanted
        name = f"instruments:{key}"
        if name in report.unchanged:
            report.unchanged.remove(name)
            report.changed.append(name)
            _record_change(law, ["replaced_by"], report, actor)
        else:
            law.save()


def _drop(table: str, key: str, row: models.Model, report: LoadReport) -> None:
    """Remove a row that left the file, unless something uses it: then it stays and the report says so."""
    name = f"{table}:{key}"
    if table in {"powers", "closed", "rules"}:
        row.delete()
        report.removed.append(name)
        return
    try:
        with transaction.atomic():
            # CASCADE would take powers the desk entered along; those rows, too, are a use.
            uses = [
                relation
                for relation in row._meta.related_objects
                if relation.on_delete is models.CASCADE
                and relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
            ]
            if uses:
                report.kept.append(name)
                return
            row.delete()
    except models.ProtectedError:
        report.kept.append(name)
        return
    report.removed.append(name)


# At the desk ---------------------------------------------------------------------------------------------------------


def _require_desk(actor: User) -> None:
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được sửa danh mục."))


@transaction.atomic
def change(*, row: CatalogueRow, actor: User, fields: Iterable[str] = ()) -> CatalogueRow:
    """Save a row as one person of the standing body entered or changed it; it counts as unverified again.

    ``row`` carries the new values, ``fields`` names what changed. From now on the row is the desk's, not the file's.
    Rules are not changed here but by a dated change (``domain.rules``): ``IllegalMove``.
    """
    _require_desk(actor)
    if isinstance(row, AwardRule):
        raise IllegalMove(
            _("Điều kiện không sửa trực tiếp: hãy đề nghị thay đổi từ một ngày, người thứ hai duyệt.")
        )
    created = row.pk is None
    row.source_version = ""
    if hasattr(row, "verified"):
        row.verified = False
    row.save()
    events.record(
        subject=row,
        act="enter" if created else "change",
        actor=actor,
        role=Role.STANDING_BODY,
        data={"fields": sorted(fields)},
    )
    return row


@transaction.atomic
def verify(*, row: CatalogueRow, actor: User, reason: str = "") -> CatalogueRow:
    """A second person has compared the row with the law. ``SamePerson`` for whoever changed it last."""
    _require_desk(actor)
    if not hasattr(row, "verified"):
        raise DomainError(_("Dòng này không có gì để xác minh."))
    kind, key = events.subject_of(row)
    last = (
        Event.objects.filter(subject_kind=kind, subject_key=key, act__in=("enter", "change"))
        .order_by("-sequence")
        .first()
    )
    if last is not None and last.actor_id == actor.pk:
        raise SamePerson(_("Người vừa sửa không tự xác minh. Cần người thứ hai đối chiếu với văn bản."))
    rows: models.QuerySet[Any] = type(row)._default_manager.filter(pk=row.pk)
    changed = rows.filter(verified=False).update(verified=True, source_version="")
    if not changed:
        raise IllegalMove(_("Dòng này đã được xác minh."))
    events.record(subject=row, act="verify", actor=actor, role=Role.STANDING_BODY, reason=reason)
    row.refresh_from_db()
    return row


def is_used(row: CatalogueRow) -> bool:
    """Whether decisions, conferrals or dossiers rest on a row, so that it may not be deleted."""
    if isinstance(row, Award):
        return Conferral.objects.filter(award=row).exists() or row.nominations.exists()
    if isinstance(row, Office):
        return Decision.objects.filter(office=row).exists()
    return False
