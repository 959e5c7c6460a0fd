"""Lists of people who are to get an account: read from a workbook, each row checked with what to mend in words.

Nothing is written here. The rows that came through go to ``domain.accounts.open_accounts``, all or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.tables import write_xlsx
from portal.core.vietnamese import fold, normalize
from recognition.domain.accounts import NewAccount
from recognition.enums import UNIT_ROLES, Role
from recognition.exchange.decisions import FIELDS as DECISION_FIELDS
from recognition.exchange.sheets import Line, Source, Unreadable, Vocabulary, read
from recognition.models import Unit

MOST: Final = 300
LISTED: Final = frozenset(set(Role) - {Role.ADMINISTRATOR})
"""Roles a list may give; whoever administers is entered one by one."""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


VOCABULARY: Final = Vocabulary(
    key="name",
    fields={
        "order": DECISION_FIELDS["order"],
        "name": DECISION_FIELDS["name"],
        "username": _phrases("ten dang nhap|tai khoan|username"),
        "position": DECISION_FIELDS["position"],
        "email": _phrases("email|e mail|thu dien tu|thu cong vu|dia chi email"),
        "role": _phrases("vai tro|role"),
        "unit": _phrases("don vi|ma don vi|ten don vi|unit"),
        "until": _phrases("den ngay|den het ngay|thoi han|until"),
    },
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: what was read, and what must be mended before anything is written."""

    place: str
    username: str
    display_name: str
    position: str
    email: str
    role: str
    unit: str
    until: str
    faults: tuple[str, ...] = ()
    account: NewAccount | None = None

    @property
    def beyond_unit(self) -> bool:
        """Whether the row gives a role of the Sở, which reads or decides past one unit: somebody says so deliberately."""
        return self.account is not None and self.account.role not in UNIT_ROLES


@dataclass(frozen=True, slots=True)
class Raw:
    """The cells of a line as text, in a form that can be sent back and checked again."""

    place: str
    username: str = ""
    display_name: str = ""
    position: str = ""
    email: str = ""
    role: str = ""
    unit: str = ""
    until: str = ""


def read_workbook(file: Source) -> list[Raw]:
    """Return the lines of a workbook. Raises ``Unreadable``."""
    sheets = read(file, VOCABULARY)
    lines = [_raw(line) for line in sheets.lines]
    if not lines:
        raise Unreadable("empty", _("Danh sách không có dòng nào."))
    if len(lines) > MOST:
        raise Unreadable(
            "too_many", _("Mỗi lần nhập nhiều nhất %(most)d tài khoản. Hãy chia tệp.") % {"most": MOST}
        )
    return lines


def _raw(line: Line) -> Raw:
    def cell(name: str, longest: int = 150) -> str:
        return normalize(line.cells.get(name, ""))[:longest]

    return Raw(
        place=_("%(sheet)s, dòng %(row)d") % {"sheet": line.sheet, "row": line.row},
        username=cell("username"),
        display_name=cell("name"),
        position=cell("position"),
        email=cell("email", 254),
        role=cell("role"),
        unit=cell("unit", 255),
        until=cell("until", 30),
    )


def check(lines: Sequence[Raw]) -> list[Row]:
    """Return every line with what is wrong with it, in three queries whatever its size."""
    roles = {fold(str(role.label)): role for role in Role} | {role.value: role for role in Role}
    names = {fold(line.username) for line in lines}
    taken = {
        name.lower()
        for name in User.objects.values_list("username", flat=True).iterator(chunk_size=2000)
        if fold(name) in names
    }
    units = _units()
    seen: dict[str, str] = {}
    return [_checked(line, roles, units, taken, seen) for line in lines]


def _units() -> Mapping[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(ended_on__isnull=True):
        for key in {fold(unit.code), fold(unit.name)}:
            found.setdefault(key, []).append(unit)
    return found


def _checked(
    line: Raw,
    roles: Mapping[str, Role],
    units: Mapping[str, Sequence[Unit]],
    taken: Iterable[str],
    seen: dict[str, str],
) -> Row:
    faults: list[str] = []
    username = line.username.lower()
    if not line.display_name:
        faults.append(_("Chưa có họ và tên."))
    if not username:
        faults.append(_("Chưa có tên đăng nhập."))
    else:
        try:
            UnicodeUsernameValidator()(username)
        except ValidationError:
            faults.append(_("Tên đăng nhập chỉ gồm chữ, số và các dấu @ . + - _, không có khoảng trắng."))
        if username in taken:
            faults.append(_("Tên đăng nhập đã có người dùng."))
        if username in seen:
            faults.append(_("Tên đăng nhập trùng với %(place)s.") % {"place": seen[username]})
        seen.setdefault(username, line.place)
    role = roles.get(fold(line.role))
    if not line.role:
        faults.append(_("Chưa có vai trò."))
    elif role is None:
        faults.append(
            _(
                "Không có vai trò “%(role)s”. Ví dụ: Đầu mối của đơn vị, Thủ trưởng đơn vị, Phó thủ trưởng đơn vị."
            )
            % {"role": line.role}
        )
    elif role not in LISTED:
        faults.append(_("Vai trò quản trị phải mở từng tài khoản, không nhập bằng tệp."))
    unit = _unit_of(line, role, units, faults)
    if line.email:
        try:
            validate_email(line.email)
        except ValidationError:
            faults.append(_("Địa chỉ email không đúng."))
    until = _until(line.until, faults)
    account = None
    if not faults and role is not None:
        account = NewAccount(
            username=username,
            display_name=line.display_name,
            role=role,
            unit=unit,
            position=line.position,
            email=line.email,
            valid_until=until,
        )
    return Row(
        place=line.place,
        username=username,
        display_name=line.display_name,
        position=line.position,
        email=line.email,
        role=str(role.label) if role else line.role,
        unit=unit.name if unit else line.unit,
        until=line.until,
        faults=tuple(faults),
        account=account,
    )


def _unit_of(
    line: Raw, role: Role | None, units: Mapping[str, Sequence[Unit]], faults: list[str]
) -> Unit | None:
    if not line.unit:
        if role in UNIT_ROLES:
            faults.append(_("Vai trò này phải gắn với một đơn vị."))
        return None
    found = units.get(fold(line.unit), ())
    if len(found) == 1:
        return found[0]
    faults.append(
        _("Có nhiều đơn vị tên “%(unit)s”. Hãy ghi mã đơn vị.") % {"unit": line.unit}
        if found
        else _("Không có đơn vị “%(unit)s” đang hoạt động.") % {"unit": line.unit}
    )
    return None


def _until(text: str, faults: list[str]) -> date | None:
    if not text:
        return None
    found = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", text)
    parts = (found[3], found[2], found[1]) if found else re.findall(r"\d+", text[:10])
    try:
        year, month, day = (int(part) for part in parts)
        until = date(year, month, day)
    except ValueError:
        faults.append(_("Ngày kết thúc phải có dạng 31/12/2026."))
        return None
    if until < timezone.localdate():
        faults.append(_("Ngày kết thúc đã qua."))
    return until


def template() -> bytes:
    """Return the workbook to fill in, with two sample lines."""
    return write_xlsx(
        "Tài khoản",
        ("STT", "Họ và tên", "Tên đăng nhập", "Chức vụ", "Vai trò", "Đơn vị", "Email", "Đến ngày"),
        [
            (
                1,
                "Nguyễn Văn Mẫu",
                "nguyenvanmau",
                "Chuyên viên Phòng Tổ chức",
                str(Role.FOCAL_POINT.label),
                "Mã hoặc tên đơn vị",
                "",
                "",
            ),
            (
                2,
                "Trần Thị Ví Dụ",
                "tranthividu",
                "Phó Giám đốc",
                str(Role.UNIT_DEPUTY.label),
                "Mã hoặc tên đơn vị",
                "",
                "31/12/2026",
            ),
        ],
    )
