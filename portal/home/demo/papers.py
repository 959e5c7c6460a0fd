"""What people suggested, and packages of a unit: one confirmed with its paper, one that waits for signature and seal."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from portal.core.models import User
from recognition.domain import packages, suggestions
from recognition.enums import NominationState, SubjectKind
from recognition.models import Award, Round, Unit

Person = Callable[[str], User]

SUGGESTED: Final = (
    (
        SubjectKind.INDIVIDUAL,
        "Nguyễn Thị Lành",
        "Khoa Nhi, {hospital}",
        "Hôm mưa lũ chị ở lại khoa hai đêm để các bé có người chăm, vì ca sau không qua được cầu.",
        "Một phụ huynh",
    ),
    (
        SubjectKind.COLLECTIVE,
        "Tổ cấp cứu ngoại viện",
        "{hospital}",
        "Đội xuống tận bến đò đón người bệnh lúc nửa đêm, gọi là có mặt, chưa lần nào để dân phải chờ.",
        "",
    ),
    (
        SubjectKind.INDIVIDUAL,
        "Cô Sáu y sĩ",
        "trạm gần chợ nổi",
        "Cô đi từng nhà nhắc người già uống thuốc huyết áp, ngày nghỉ cũng đi.",
        "",
    ),
    (
        SubjectKind.INDIVIDUAL,
        "Phan Thị Ngọc Hân",
        "Khoa Hồi sức tích cực, {hospital}",
        "Chị ở lại ngoài ca trực để chăm sóc người bệnh không có thân nhân.",
        "Một người nuôi bệnh cùng phòng",
    ),
)


def bring_to_life(person: Person, units: dict[str, Unit], opened: Round, award: Award) -> None:
    """Keep four suggestions (one waits, one names no unit, one is declined, one became a draft) and two packages."""
    hospital = units["BVT"]
    rows = [
        suggestions.receive(
            kind=kind, full_name=name, place=place.format(hospital=hospital.name), words=words, name=sender
        )
        for kind, name, place, words, sender in SUGGESTED
    ]
    suggestions.decline(
        suggestion=rows[1],
        reason="Tổ đã được đề nghị trong đợt xét này; hồ sơ đang ở thủ trưởng.",
        actor=person("donvi"),
    )
    suggestions.accept(suggestion=rows[3], round=opened, award=award, unit=hospital, actor=person("donvi"))
    _packages(person, hospital, opened)


def _packages(person: Person, hospital: Unit, opened: Round) -> None:
    clerk, head = person("donvi"), person("thutruong")
    first = packages.start(round=opened, unit=hospital, actor=clerk)
    possible, _lists = packages.candidates(first)
    confirmed = [row for row in possible if row.state == NominationState.CONFIRMED][:1]
    if not confirmed:
        return
    facts = _facts(opened)
    packages.describe(package=first, facts=facts, dossiers=[confirmed[0].pk], names=[], actor=clerk)
    packages.move(package=first, name="finish", actor=clerk)
    content = signed_page(facts["number"])
    packages.keep_paper(
        package=first,
        file=ContentFile(content),
        name="to-trinh-ky-dong-dau.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        actor=clerk,
    )
    packages.move(package=first, name="confirm", actor=head)
    second = packages.start(round=opened, unit=hospital, actor=clerk)
    possible, _lists = packages.candidates(second)
    rest = [row.pk for row in possible if row.pk != confirmed[0].pk]
    packages.describe(
        package=second,
        facts={**facts, "number": "131/TTr-BVĐK", "dated": timezone.localdate()},
        dossiers=rest,
        names=[],
        actor=clerk,
    )
    if rest:
        packages.move(package=second, name="finish", actor=clerk)


def _facts(opened: Round) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "number": "125/TTr-BVĐK",
        "dated": today - timedelta(days=3),
        "place": "Lam Giang",
        "recipient": opened.unit.name,
        "signer_name": "Hoàng Thị Kim Oanh",
        "signer_position": "Phó Giám đốc",
        "signs_for": "Giám đốc",
        "council_number": "07/BB-HĐTĐKT",
        "council_date": today - timedelta(days=6),
        "council_members": 9,
        "council_present": 8,
        "council_chair": "Hoàng Thị Kim Oanh",
        "council_secretary": "Phan Văn Lộc",
    }


def signed_page(number: str) -> bytes:
    """A page that stands for the scan of a signed paper, and says so."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    draw.ellipse((760, 1100, 1060, 1400), outline=(190, 30, 45), width=8)
    draw.text((180, 200), f"DEMO {number.encode('ascii', 'ignore').decode()}", fill="black")
    target = io.BytesIO()
    page.save(target, "PDF", resolution=150)
    return target.getvalue()
