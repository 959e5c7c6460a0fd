"""Check the chains of events and say which event was altered or removed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.domain.events import verify_chain
from recognition.models import Event


class Command(BaseCommand):
    help = "Kiểm tra chuỗi sự kiện của mọi hồ sơ, quyết định, lần khen thưởng."

    def handle(self, *_args: Any, **_options: Any) -> None:
        subjects = (
            Event.objects.values_list("subject_kind", "subject_key")
            .distinct()
            .order_by("subject_kind", "subject_key")
        )
        problems, count = [], 0
        for kind, key in subjects.iterator():
            count += 1
            problems += verify_chain(kind, key)
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} chỗ sai trong {count} chuỗi.")
        self.stdout.write(f"{count} chuỗi, không chỗ nào sai.")
