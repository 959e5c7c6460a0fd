from __future__ import annotations

from datetime import date, datetime

import pytest
from django import forms
from django.utils import formats, timezone, translation


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "text", ["05/06/2026", "5/6/2026", "05-06-2026", "5.6.2026", "05/06/26", "2026-06-05"]
)
def test_dates_are_read_day_first(language, text):
    with translation.override(language):
        assert forms.DateField().clean(text) == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("language", "short", "long", "number"),
    [
        ("vi", "05/06/2026", "ngày 5 tháng 6 năm 2026", "1.234,5"),
        ("en", "05/06/2026", "5 June 2026", "1,234.5"),
    ],
)
def test_dates_and_numbers_are_written_as_people_write_them(language, short, long, number):
    with translation.override(language):
        day = date(2026, 6, 5)
        assert formats.date_format(day, "SHORT_DATE_FORMAT") == short
        assert formats.date_format(day) == long
        assert formats.number_format(1234.5, use_l10n=True, force_grouping=True) == number
        assert forms.DateInput().format_value(day) == short


def test_a_month_first_date_is_refused():
    with translation.override("vi"), pytest.raises(forms.ValidationError):
        forms.DateField().clean("06/25/2026")


def test_the_clock_is_that_of_vietnam():
    assert (
        timezone.localtime(datetime(2026, 6, 5, 18, tzinfo=timezone.get_fixed_timezone(0))).strftime(
            "%d/%m %H:%M"
        )
        == "06/06 01:00"
    )
