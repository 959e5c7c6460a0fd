"""Write the diagrams of docs/nomination-lifecycle.md anew from the tables of moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from recognition.domain.diagrams import filled


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Vẽ lại sơ đồ vòng đời hồ sơ trong tài liệu từ bảng các bước."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="docs/nomination-lifecycle.md", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        with translation.override("vi"):
            path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(str(path))
