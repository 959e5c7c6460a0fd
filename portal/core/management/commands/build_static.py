"""Join the stylesheet and cut the fonts into the build folder (before ``collectstatic``)."""

from __future__ import annotations

import gzip
from typing import Any

from django.core.management.base import BaseCommand

from portal.core import assets


class Command(BaseCommand):
    help = (
        "Ghép các tệp CSS và cắt phông chữ vào thư mục STATIC_BUILD_DIR; chạy lại thì bỏ qua tệp không đổi."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **options: Any) -> None:
        loud = options["verbosity"] > 0
        for built in assets.build(progress=lambda name: loud and self.stdout.write(f"{name} …")):
            if not loud:
                continue
            packed = (
                f", {len(gzip.compress(built.path.read_bytes()))} gzip" if built.path.suffix == ".css" else ""
            )
            state = "đã ghi" if built.written else "không đổi"
            self.stdout.write(f"{built.path.name}: {built.size} byte{packed} ({state})")
