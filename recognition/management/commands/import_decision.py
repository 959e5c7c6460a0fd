"""``manage.py import_decision``: the list of a decision becomes conferrals, and with ``--publish`` public pages."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.core.vietnamese import parse_date
from recognition.domain.errors import DomainError
from recognition.exchange.decisions import REFUSED, ImportReport, decision_number, import_decision
from recognition.exchange.matching import OfficeUnknown, find_award, find_office
from recognition.exchange.progress import Bar, shown, write_report
from recognition.exchange.sheets import Unreadable

UNREADABLE = 2


class Command(BaseCommand):
    help = "Imports the name list of a decision from an XLSX file. Exit status: 0 no row refused, 1 some were, 2 not read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the list, .xlsx")
        parser.add_argument("--number", required=True, help="number of the decision: 57/QĐ-SYT")
        parser.add_argument("--date", required=True, help="its date: 2025-02-20 or 20/2/2025")
        parser.add_argument("--issuer", required=True, help="who decided, by name or code: Giám đốc Sở Y tế")
        parser.add_argument(
            "--award", default="", help="code of the award, for a list without an award column"
        )
        parser.add_argument("--title", default="", help="what the decision is about (trích yếu)")
        parser.add_argument("--dry-run", action="store_true", help="check every row and change nothing")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="act of the server's operator: verify, release and publish the facts",
        )
        parser.add_argument("--report", type=Path, help="write the outcome of every row to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        report_file: Path | None = options["report"]
        try:
            report = self._import(options)
        except (Unreadable, OfficeUnknown, DomainError, ValueError) as error:
            code = error.code if isinstance(error, Unreadable) else "refused"
            message = getattr(error, "message", str(error))
            if report_file is not None:
                self._write(report_file, {"error": {"code": code, "text": message}})
            raise CommandError(message, returncode=UNREADABLE) from error
        if report_file is not None:
            self._write(report_file, report.as_json())
        self._print(report)
        if report.exit_status:
            sys.exit(report.exit_status)

    def _import(self, options: dict[str, Any]) -> ImportReport:
        number = decision_number(options["number"])
        dated: date = parse_date(options["date"])
        office = find_office(options["issuer"], on=dated)
        award = None
        if options["award"]:
            award = find_award(options["award"])
            if award is None:
                raise ValueError(
                    _("Không có danh hiệu, hình thức mã “%(code)s”.") % {"code": options["award"]}
                )
        with Bar(self.stderr, _("Đang nhập"), quiet=options["verbosity"] == 0) as bar:
            return import_decision(
                file=options["file"],
                file_name=options["file"].name,
                number=number,
                dated=dated,
                office=office,
                award=award,
                actor=None,
                title=options["title"],
                dry_run=options["dry_run"],
                publish=options["publish"],
                progress=bar,
            )

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        try:
            write_report(path, content)
        except OSError as error:
            raise CommandError(
                _("Không ghi được báo cáo vào %(file)s.") % {"file": path}, returncode=UNREADABLE
            ) from error

    def _print(self, report: ImportReport) -> None:
        counts = report.counts
        for row in report.rows:
            if row.outcome == REFUSED:
                self.stdout.write(shown(row.sheet, row.row, row.column, row.reason, row.name, row.text))
        for sentence in report.unpublished:
            self.stdout.write(_("Chưa công bố: %(text)s") % {"text": sentence})
        if report.passed_over:
            self.stdout.write(
                _("Trang tính không có danh sách: %(sheets)s.") % {"sheets": ", ".join(report.passed_over)}
            )
        self.stdout.write(
            _("Quyết định %(number)s ngày %(date)s, %(issuer)s.")
            % {"number": report.number, "date": report.dated.strftime("%d/%m/%Y"), "issuer": report.issuer}
        )
        self.stdout.write(
            _(
                "Nhận %(accepted)s dòng, cần xem có trùng người đã có %(matched)s, từ chối %(refused)s; "
                "mới %(new)s, đã có %(none)s, cần kiểm tra thẩm quyền %(held)s."
            )
            % counts
        )
        if report.dry_run:
            self.stdout.write(_("Chạy thử: chưa ghi gì vào hệ thống."))
        elif report.published:
            self.stdout.write(_("Đã công bố %(count)s lần khen thưởng.") % {"count": report.published})
