"""``python -m tests.benchmarks.bulk_demo N``: honorees a second, in bulk and through the domain, in the same run.

Both write lines of decisions, honorees and pages in both languages; a test proves the rows equal. Runs in a database
of its own.
"""

# ruff: noqa: T201, E402 - a report; the settings come first

from __future__ import annotations

import os
import sys
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import django

django.setup()

from django.core.management import call_command
from django.test.utils import setup_databases, teardown_databases

from portal.core import outbox
from portal.home.demo import bulk
from portal.home.demo.build import make_units
from portal.home.demo.people import people
from recognition.domain import conferrals, publication
from recognition.enums import SubjectKind
from recognition.models import Award, Office

BY_DOMAIN = 200


def through_the_domain(count: int) -> float:
    units = make_units()
    started = time.perf_counter()
    decision = conferrals.enter_decision(
        office=Office.objects.get(name="Giám đốc Sở Y tế"),
        number="1/QĐ-SYT",
        dated=date(2025, 3, 3),
        title="Thử",
        actor=None,
    )
    award = Award.objects.get(code="LDTT")
    for one, _number in zip(people(1), range(count), strict=False):
        conferrals.confer(
            decision=decision,
            award=award,
            kind=SubjectKind.INDIVIDUAL,
            full_name=one.full_name,
            given=one.given_name,
            unit=units[one.unit_code],
            position=one.position,
            titles=one.titles,
            actor=None,
        )
    conferrals.verify_decision(decision=decision, actor=None, operator=True)
    report = publication.publish_facts(decision=decision, actor=None, reason="Thử.", operator=True)
    assert not report.failed
    return count / (time.perf_counter() - started)


def main(count: int) -> None:
    before = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        call_command("load_catalogue", verbosity=0)
        with outbox.held():
            by_domain = through_the_domain(BY_DOMAIN)
            started = time.perf_counter()
            bulk.load(count=count, seed=1, say=lambda _words: None)
            in_bulk = count / (time.perf_counter() - started)
        print(f"domain  {BY_DOMAIN:>8} honorees  {by_domain:8.0f} a second")
        print(f"bulk    {count:>8} honorees  {in_bulk:8.0f} a second  {in_bulk / by_domain:.1f} times")
    finally:
        teardown_databases(before, verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
