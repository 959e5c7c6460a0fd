"""``manage.py load_catalogue``: bring the catalogue of law in line with a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from recognition.domain import catalogue, terms


class Command(BaseCommand):
    help = "Loads the catalogue of law. Running it again changes nothing. Exit status 1 when the file has a problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a TOML file; the portal's own when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        report = catalogue.load(options["file"])
        if report.problems:
            for problem in report.problems:
                self.stderr.write(problem)
            raise CommandError(
                _("Chưa nạp dòng nào: tệp danh mục có %(count)d lỗi.") % {"count": len(report.problems)}
            )
        if options["file"] is None:
            terms.load()
        if options["verbosity"] > 1:
            for name in (*report.created, *report.changed, *report.removed, *report.kept):
                self.stdout.write(name)
        self.stdout.write(
            _(
                "Danh mục phiên bản %(version)s: thêm %(created)d, đổi %(changed)d, bỏ %(removed)d, "
                "giữ nguyên %(unchanged)d, không động đến %(kept)d dòng."
            )
            % {
                "version": report.version,
                "created": len(report.created),
                "changed": len(report.changed),
                "removed": len(report.removed),
                "unchanged": len(report.unchanged),
                "kept": len(report.kept),
            }
        )
