"""``manage.py import_units``: the register of units from a spreadsheet."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from recognition.exchange.decisions import REFUSED
from recognition.exchange.progress import Bar, shown, write_report
from recognition.exchange.sheets import Unreadable
from recognition.exchange.units import UnitReport, import_units

UNREADABLE = 2


class Command(BaseCommand):
    help = (
        "Imports units from an XLSX file with the columns Mã, Tên đơn vị, Tên cũ, Dùng đến ngày, Tên viết tắt, "
        "Đơn vị cấp trên (several values separated by ;). Exit status: 0 no row refused, 1 some were, 2 not read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the register, .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="check every row and change nothing")
        parser.add_argument("--report", type=Path, help="write the outcome of every row to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Bar(self.stderr, _("Đang nhập"), quiet=options["verbosity"] == 0) as bar:
                report = import_units(file=options["file"], dry_run=options["dry_run"], progress=bar)
        except Unreadable as error:
            self._write(options["report"], {"error": {"code": error.code, "text": error.message}})
            raise CommandError(error.message, returncode=UNREADABLE) from error
        self._write(options["report"], report.as_json())
        self._print(report)
        if report.exit_status:
            sys.exit(report.exit_status)

    def _write(self, path: Path | None, content: dict[str, Any]) -> None:
        if path is None:
            return
        try:
            write_report(path, content)
        except OSError as error:
            raise CommandError(
                _("Không ghi được báo cáo vào %(file)s.") % {"file": path}, returncode=UNREADABLE
            ) from error

    def _print(self, report: UnitReport) -> None:
        for row in report.rows:
            if row.outcome == REFUSED:
                self.stdout.write(shown(row.sheet, row.row, row.column, row.reason, row.name, row.text))
        self.stdout.write(
            _("Nhận %(accepted)s dòng (mới %(new)s, sửa %(changed)s, như cũ %(none)s), từ chối %(refused)s.")
            % report.counts
        )
        if report.dry_run:
            self.stdout.write(_("Chạy thử: chưa ghi gì vào hệ thống."))
