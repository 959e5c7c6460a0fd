"""The living page: every component in every state, drawn by the templates that draw the site. Development only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.safestring import SafeString

from portal.core.display import Display


@dataclass(frozen=True, slots=True)
class Sample:
    """``component`` with ``given``. ``source`` is a template when it is called as a tag or shown several times."""

    component: str
    given: dict[str, Any] = field(default_factory=dict)
    source: str = ""

    def html(self, request: HttpRequest | None = None) -> SafeString:
        """Return the component drawn; it sees what is given and, for links that keep a query, the request."""
        body = self.source or _include(self.component, self.given)
        text = "{% load i18n portal_tags %}" + body
        return SafeString(engines["django"].from_string(text).render({**self.given, "request": request}))


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: all samples of one component."""

    component: str
    shown: list[SafeString]

    @property
    def anchor(self) -> str:
        return f"c-{self.component}"


def show(request: HttpRequest) -> HttpResponse:
    """Draw every sample. Wide and page-level parts come in their own sections too, so each can be looked at."""
    parts: dict[str, list[SafeString]] = {}
    for sample in samples():
        parts.setdefault(sample.component, []).append(sample.html(request))
    return render(
        request,
        "core/components.html",
        {
            "parts": [Part(component, shown) for component, shown in parts.items()],
            "home_links": [{"label": "Trang chủ", "url": "/"}],
        },
    )


def _include(component: str, given: dict[str, Any]) -> str:
    handed = " ".join(f"{name}={name}" for name in given)
    return f'{{% include "components/{component}.html" {f"with {handed} " if handed else ""}only %}}'


def _drawing(width: int, height: int, alt: str) -> dict[str, Any]:
    """Return a drawn stand-in for a photograph, so that the page needs no file."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#b9d2c4"/>'
        f'<circle cx="{width * 0.7:.0f}" cy="{height * 0.35:.0f}" r="{height * 0.12:.0f}" fill="#f4e2c0"/>'
        f'<path d="M0 {height * 0.6:.0f}H{width}V{height}H0Z" fill="#2f6f61"/></svg>'
    )
    return {"url": "data:image/svg+xml," + quote(svg), "width": width, "height": height, "alt": alt}


class _Nomination(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Viết thường, không in hoa toàn bộ.", max_length=120)
    unit = forms.ChoiceField(label="Đơn vị", choices=[("", "Chọn đơn vị"), ("1", "Trạm Y tế xã Cư Lâm")])
    story = forms.CharField(label="Những việc cụ thể đã làm", widget=forms.Textarea, required=False)
    spread = forms.ChoiceField(
        label="Cách làm này đã có nơi khác áp dụng chưa?",
        choices=[("1", "Đã có đơn vị khác áp dụng"), ("2", "Mới áp dụng trong khoa")],
        widget=forms.RadioSelect,
    )
    evidence = forms.FileField(
        label="Thêm minh chứng", help_text="PDF hoặc ảnh, không quá 20 MB.", required=False
    )
    agreed = forms.BooleanField(label="Người được đề nghị đã đọc phiếu đồng ý")


class _Login(forms.Form):
    username = forms.CharField(label="Tên đăng nhập")
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)


def samples() -> Iterator[Sample]:
    """Yield the samples, the signature parts first, as the design lists them."""
    yield from _signature_parts()
    yield from _page_parts()
    yield from _lists()
    yield from _records()
    yield from _campaign_parts()
    yield from _form_parts()
    yield from _story_parts()


STAMP = {
    "issuer": "Giám đốc Sở Y tế",
    "number": "412/QĐ-SYT",
    "date": date(2026, 2, 24),
    "url": "#c-stamp",
    "revoked": False,
}
REVOKED = {
    "issuer": "Chủ tịch UBND tỉnh",
    "number": "188/QĐ-UBND",
    "date": date(2024, 2, 2),
    "url": "#c-stamp",
    "revoked": True,
}
PEOPLE = (
    ("Nguyễn Thị Nghiêng", "", "individual"),
    ("Ngô Thị Phượng", "", "individual"),
    ("Nguyễn Đỗ Diễm Ẩn", "", "individual"),
    ("Lâm Ễ", "", "individual"),
    ("Trần Thị Bích Thủy", "", "individual"),
    ("H'Lan Êban", "H'Lan", "individual"),
    ("Y Moan Êñuôl", "Y Moan", "individual"),
    ("Ka Hương Giang", "Ka Hương Giang", "individual"),
    ("Nguyễn Tấn Đạt", "", "individual"),
    ("Tô Như Ý", "", "individual"),
    ("Khoa Hồi sức tích cực – Chống độc", "", "collective"),
)


def _signature_parts() -> Iterator[Sample]:
    yield Sample(
        "given-name",
        {},
        '{% given_name "Nguyễn Đỗ Diễm Ẩn" "" "PGS.TS.BS" "" 0 %}{% given_name "Ngô Thị Nghiêng" "" "" "#c-given-name" 0 %}'
        '{% given_name "H\'Lan Êban" "H\'Lan" "YS" "" 0 %}',
    )
    yield Sample("button", {"label": "Lập hồ sơ đề nghị", "url": "#c-button"})
    address = "https://tonvinh.example/ton-vinh/tran-thi-bich-thuy-bcdfghjk/"
    ways = [{"label": name, "url": "#c-share"} for name in ("Facebook", "Zalo", "Thư điện tử")]
    cards = [
        {"label": text, "url": "#c-share"} for text in ("Thẻ dọc 1080 × 1350", "Thẻ cho tin 1080 × 1920")
    ]
    yield Sample(
        "share", {"share": {"url": address, "links": ways, "downloads": cards, "embed_url": "#c-embed"}}
    )
    shown = {
        "title": "Trần Thị Bích Thủy", "given": "Thủy", "kind": "individual", "prefix": "BSCKI",
        "text": "Trưởng Trạm Y tế xã Vĩnh Lộc Đông", "award": "Bằng khen của Bộ trưởng Bộ Y tế, 2026",
        "stamp": {"issuer": "Bộ trưởng Bộ Y tế", "rows": [("Số", "1187/QĐ-BYT"), ("Ngày", "10/02/2026")]},
    }  # fmt: skip
    told = {"kind": "", "prefix": "Phong trào thi đua · Đang nhận hồ sơ", "title": "Cải cách thủ tục"}
    for embed in (shown, told):
        yield Sample(
            "embed", {"embed": embed, "url": "#c-embed", "owner": "Sở Y tế tỉnh Lam Giang", "home_url": "/"}
        )
    yield Sample("button", {"label": "Xem bản in", "url": "#c-button", "kind": "quiet"})
    yield Sample(
        "button", {"label": "Xóa", "name": "delete", "value": "1", "kind": "quiet", "more": "tệp Anh.jpg"}
    )
    rows = [
        STAMP,
        {**STAMP, "issuer": "Chủ tịch nước", "number": "96/QĐ-CTN", "date": date(2024, 2, 6)},
        REVOKED,
    ]
    yield Sample(
        "stamp",
        {
            "stamps": [
                *rows,
                {"issuer": "Ty Y tế", "number": "", "date": "năm 1976", "url": "", "revoked": False},
            ]
        },
        '<div class="row">{% for s in stamps %}{% include "components/stamp.html" with issuer=s.issuer number=s.number '
        "date=s.date url=s.url revoked=s.revoked only %}{% endfor %}</div>",
    )
    yield Sample(
        "certificate",
        {},
        '{% component "certificate" %}<p class="lead">Khung đôi, góc lõm: mỗi trang nhiều nhất một khung trên nền giấy'
        " và một khung trên dải xanh.</p>{% endcomponent %}",
    )
    yield Sample(
        "portrait",
        {"people": PEOPLE, "photo": _drawing(288, 360, "Hình vẽ minh họa")},
        '<ul class="grid">{% for name, given, kind in people %}<li class="stack">{% portrait name given kind %}'
        "<small>{{ name }}</small></li>{% endfor %}"
        '<li class="stack">{% portrait "Lê Hoàng An" "" "individual" photo %}<small>ảnh, có đồng ý</small></li></ul>',
    )
    yield Sample(
        "profile",
        {"photo": _drawing(480, 600, "Bác sĩ trong áo blouse trắng")},
        '{% component "profile" name="Trần Thị Bích Thủy" image=photo caption="Hình vẽ minh họa." %}'
        '{% given_name "Trần Thị Bích Thủy" "" "Bác sĩ chuyên khoa I" "" 0 %}'
        '<p class="lead">Trưởng Trạm Y tế xã Vĩnh Lộc Đông</p>{% endcomponent %}'
        '{% component "profile" name="Khoa Hồi sức tích cực – Chống độc" kind="collective" %}'
        '<p class="soft">Tập thể · 31 người</p><p class="lead">Bệnh viện Đa khoa khu vực Sông Đào</p>{% endcomponent %}',
    )
    yield Sample(
        "citation",
        {
            "text": "Đã có thành tích xuất sắc trong công tác chăm sóc sức khỏe nhân dân giai đoạn 2021–2025.",
            "source": "Trích lý do khen thưởng, Bằng khen của Bộ trưởng Bộ Y tế, 2026",
        },
    )


def _page_parts() -> Iterator[Sample]:
    menu = [
        {"label": "Người được tôn vinh", "url": "#main", "current": True},
        {"label": "Gương điển hình", "url": "#main"},
        {"label": "Phong trào thi đua", "url": "#main"},
        {"label": "Quyết định", "url": "#main"},
        {"label": "Theo năm", "url": "#main"},
    ]
    owner = "Sở Y tế tỉnh Lam Giang"
    header = {
        "home_url": "/",
        "owner": owner,
        "menu": menu,
        "search_url": "#main",
        "account": "Đăng nhập (dành cho đơn vị)",
        "account_url": "#main",
        "alternate_url": "#main",
        "language": "vi",
        "display": Display(text="large"),
        "display_url": "#main",
        "next": "/",
        "menu_id": "menu-sample",  # the page has a head of its own
    }
    yield Sample("site-header", header)
    yield Sample("emblem")
    yield Sample(
        "breadcrumb",
        {
            "links": [{"label": "Trang chủ", "url": "/"}, {"label": "Quyết định", "url": "#main"}],
            "current": "412/QĐ-SYT",
        },
    )
    yield Sample("demo-bar")
    yield Sample("demo-bar", {"text": "Tư liệu: tóm lược theo kế hoạch đã ban hành"})
    told = [
        Message(constants.SUCCESS, "Đã lưu hồ sơ."),
        Message(constants.ERROR, "Tệp quá lớn: tối đa 20 MB."),
    ]
    yield Sample("messages", {"messages": told})
    yield Sample(
        "section-head",
        {"title": "Mới được khen thưởng", "url": "#main", "link": "Xem cả 2.500 cá nhân, tập thể"},
    )
    yield Sample("section-head", {"title": "Tiện ích", "small": True})
    portal = SimpleNamespace(
        owner=owner,
        parent_agency="Ủy ban nhân dân tỉnh Lam Giang",
        address="Số 15 đường Nguyễn Hữu Thận, phường Hòa An, tỉnh Lam Giang",
        phone="0200 000 0000",
        email="vanphong@syt.example",
        responsible="Trung tâm Truyền thông y tế tỉnh",
        licence="",
    )
    links = [
        {"label": "Nguyên tắc công bố và dữ liệu cá nhân", "url": "#main"},
        {"label": "Báo sai sót, yêu cầu gỡ", "url": "#main"},
    ]
    data = [{"label": "Dữ liệu mở (XLSX, JSON)", "url": "#main"}, {"label": "Nguồn tin RSS", "url": "#main"}]
    yield Sample(
        "site-footer",
        {
            "portal": portal,
            "groups": [
                {"label": "Về trang này", "links": links},
                {"label": "Sử dụng dữ liệu", "links": data},
            ],
        },
    )


def _lists() -> Iterator[Sample]:
    person = {"url": "#c-card", "person": True, "award": "Bằng khen của Chủ tịch UBND tỉnh, 2026"}
    cards = [
        {
            **person,
            "title": "Nguyễn Tấn Đạt",
            "prefix": "BSCKI",
            "text": "Trung tâm Y tế khu vực Tân Châu Thượng",
        },
        {
            **person,
            "title": "Trương Mỹ Ngữ",
            "prefix": "ĐDCKI",
            "text": "Bệnh viện Đa khoa khu vực Sông Đào",
            "revoked": True,
        },
        {**person, "title": "H'Lan Êban", "given": "H'Lan", "prefix": "YS", "text": "Trạm Y tế xã Cư Lâm"},
        {
            **person,
            "title": "Khoa Hồi sức tích cực – Chống độc",
            "kind": "collective",
            "prefix": "Tập thể",
            "text": "BVĐK khu vực Sông Đào",
        },
        {
            **person,
            "title": "Lý Thị Hòa",
            "prefix": "CNHS",
            "text": "Bệnh viện Sản – Nhi tỉnh",
            "image": _drawing(288, 360, "Hình vẽ"),
        },
    ]
    yield Sample(
        "card",
        {"cards": cards},
        '<ul class="grid">{% for c in cards %}<li>{% include "components/card.html" with url=c.url title=c.title prefix=c.prefix '
        "person=c.person given=c.given kind=c.kind image=c.image text=c.text award=c.award revoked=c.revoked only %}</li>{% endfor %}</ul>",
    )
    story = {
        "url": "#c-card",
        "title": "Người giữ trạm giữa rừng đước",
        "image": _drawing(672, 448, "Xuồng trên sông"),
    }
    yield Sample(
        "card",
        {
            **story,
            "size": "lead",
            "text": "Con nước ròng, xuồng không vào được ấp Bãi Giữa.",
            "meta": "Bài: Hoài Thương · 27/02/2026 · 7 phút đọc",
        },
    )
    yield Sample("card", {**story, "size": "line", "meta": "05/01/2026"})
    yield Sample(
        "card",
        {
            "url": "#c-card",
            "title": "Đội xe 115 và tấm bản đồ vẽ tay những con hẻm",
            "size": "line",
            "meta": "18/12/2025",
        },
    )
    yield Sample(
        "numbers",
        {
            "numbers": [
                {"value": 2184, "label": "cá nhân"},
                {"value": 316, "label": "tập thể"},
                {"value": 31, "label": "năm có dữ liệu"},
            ]
        },
    )
    yield Sample(
        "search-box",
        {
            "action": "#main",
            "id": "q1",
            "hint": "Gõ không dấu cũng được, ví dụ",
            "example": "nguyen thi hoa",
            "example_url": "#main",
        },
    )
    options = [
        {"label": "2026", "url": "?nam=2026", "count": 48, "current": True},
        {"label": "2025", "url": "?nam=2025", "count": 1061},
    ]
    awards = [{"label": "Bằng khen của Chủ tịch UBND tỉnh", "url": "?bk=1", "count": 41}]
    yield Sample(
        "facets",
        {
            "groups": [
                {"label": "Năm", "open": True, "options": options},
                {"label": "Danh hiệu, hình thức", "options": awards},
            ]
        },
        '<div class="split" data-side="start">{% include "components/facets.html" with groups=groups only %}</div>',
    )
    yield Sample(
        "chips",
        {
            "chips": [
                {"label": "Năm 2026", "url": "?"},
                {"label": "Bằng khen của Bộ trưởng Bộ Y tế", "url": "?"},
            ],
            "remove": True,
            "clear_url": "?",
        },
    )
    yield Sample(
        "chips",
        {
            "chips": [
                {"label": "Nguyễn Thị Hoa", "url": "?", "count": 9},
                {"label": "Nguyễn Thị Hòa", "url": "?", "count": 5},
            ],
            "lead": "Có phải bạn tìm",
            "label": "Có phải bạn tìm",
        },
    )
    yield Sample(
        "strip",
        {
            "label": "Nhóm",
            "items": [
                {"label": "Tất cả", "url": "?", "count": 2500},
                {"label": "Cá nhân", "url": "?", "count": 2184, "current": True},
            ],
        },
    )
    missing = set("ĂCEIOÔƠRƯX")
    letters = [
        {"label": letter, "url": "" if letter in missing else "?"}
        for letter in "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
    ]
    yield Sample("strip", {"label": "Theo chữ cái đầu của tên", "kind": "letters", "items": letters})
    newest = 2026
    years = [
        {"label": str(year), "url": f"#nam-{year}", "current": year == newest}
        for year in range(newest, 1996, -1)
    ]
    yield Sample("strip", {"label": "Đến năm", "kind": "years", "items": years})
    paginator = Paginator(range(400), 24)
    yield Sample(
        "pagination",
        {"first": paginator.page(1), "middle": paginator.page(8)},
        '{% pagination first %}{% pagination middle label="Trang giữa" %}',
    )
    yield Sample(
        "empty",
        {
            "title": "Không có ai khớp với bộ lọc này",
            "text": "Thử bỏ bớt một bộ lọc, hoặc tìm theo số quyết định.",
            "links": [{"label": "Xóa bộ lọc", "url": "?"}],
        },
    )


def _records() -> Iterator[Sample]:
    rows = [
        [
            {"text": "2026", "strong": True},
            {
                "text": "Bằng khen của Bộ trưởng Bộ Y tế",
                "header": True,
                "note": "Thành tích xuất sắc trong công tác y tế cơ sở",
            },
            {"stamp": STAMP},
        ],
        [
            {"text": "2024", "strong": True},
            {
                "text": "Tập thể Lao động xuất sắc",
                "header": True,
                "struck": True,
                "tag": {"label": "Đã hủy", "state": "revoked"},
                "note": "Hủy theo Quyết định số 902/QĐ-UBND ngày 18/06/2025.",
                "note_url": "#c-notice",
                "note_label": "Vì sao?",
            },
            {"stamp": REVOKED},
        ],
    ]
    yield Sample(
        "register",
        {
            "caption": "Xếp từ lần gần nhất.",
            "columns": ["Năm", "Danh hiệu, hình thức", "Quyết định"],
            "rows": rows,
        },
    )
    listed = [
        [
            {"text": 1},
            {"text": "Phạm Thị Ánh", "url": "#main", "header": True},
            {"text": "Trung tâm Kiểm nghiệm tỉnh", "label": "Đơn vị"},
            {"text": "Giấy khen", "label": "Hình thức"},
        ],
        [
            {"text": 2},
            {"text": "Võ Minh Ấn", "url": "#main", "header": True},
            {"text": "Trạm Y tế xã Cư Lâm", "label": "Đơn vị"},
            {"text": "Giấy khen", "label": "Hình thức"},
        ],
    ]
    yield Sample(
        "register",
        {"columns": ["STT", "Tập thể, cá nhân", "Đơn vị khi được khen", "Hình thức"], "rows": listed},
    )
    yield Sample(
        "facts",
        {
            "facts": [
                {"name": "Đơn vị hiện nay", "value": "Trạm Y tế xã Vĩnh Lộc Đông", "url": "#c-facts"},
                {"name": "Lĩnh vực", "value": "Y tế cơ sở, tiêm chủng"},
                {
                    "name": "Cá nhân cùng khoa",
                    "links": [
                        {"label": "Trương Mỹ Ngữ", "url": "#c-facts"},
                        {"label": "Cao Thị Quỳnh", "url": "#c-facts"},
                    ],
                },
                {"name": "Tình trạng", "value": "Chưa có quyết định hủy bỏ", "state": "open"},
            ]
        },
    )
    yield Sample(
        "verify",
        {
            "code": "TV-2026-1187-03",
            "code_url": "https://tonvinh.example/xac-minh/TV-2026-1187-03",
            "page_url": "#c-verify",
            "updated": date(2026, 3, 3),
        },
    )
    ways = [
        {"label": str(year), "url": "#main", "share": share, "count": f"{share * 2} lượt"}
        for year, share in ((2026, 59), (2025, 64))
    ]
    yield Sample(
        "ruled",
        {
            "kind": "ways",
            "items": [*ways, {"label": "Bệnh viện Đa khoa tỉnh", "url": "#main", "count": 1431}],
        },
    )
    tasks = [
        {
            "label": "Người được đề nghị",
            "url": "#main",
            "text": "Cao Thị Quỳnh, điều dưỡng",
            "state": "done",
            "state_label": "Xong",
        },
        {
            "label": "Tóm tắt thành tích",
            "url": "#main",
            "text": "Còn 1 chỗ cần sửa",
            "state": "error",
            "state_label": "Cần sửa",
        },
        {"label": "Minh chứng", "url": "#main", "state": "doing", "state_label": "Đang làm"},
        {
            "label": "Xác nhận của thủ trưởng đơn vị",
            "text": "Mở khi các mục bắt buộc đã xong",
            "state": "locked",
            "state_label": "Chưa mở",
        },
    ]
    yield Sample("ruled", {"kind": "tasks", "items": tasks})
    hits = [
        {
            "label": "Nguyễn Thị Hoa",
            "name": "Nguyễn Thị Hoa",
            "person": True,
            "url": "#main",
            "prefix": "ĐD",
            "text": "Chiến sĩ thi đua cơ sở, 2023",
            "meta": "Bệnh viện Đa khoa tỉnh",
        },
        {
            "label": "Nguyễn Thị Hóa",
            "name": "Nguyễn Thị Hóa",
            "person": True,
            "url": "#main",
            "text": "Giấy khen, 2019",
            "struck": True,
            "tag": {"label": "Đã hủy", "state": "revoked"},
        },
        {
            "label": "412/QĐ-SYT ngày 24/02/2026",
            "url": "#main",
            "prefix": "Quyết định",
            "meta": "Giám đốc Sở Y tế",
        },
    ]
    yield Sample("ruled", {"kind": "hits", "items": hits})
    yield Sample(
        "ruled", {"items": [{"label": "Kế hoạch số 57/KH-SYT", "url": "#main", "note": "PDF, 412 KB"}]}
    )
    groups = [
        {
            "label": "Bằng khen của Bộ trưởng Bộ Y tế",
            "names": [
                {"label": "Lê Hoàng An", "url": "#main"},
                {"label": "Trần Thị Bích Thủy", "url": "#main"},
                {"label": "H'Lan Êban", "url": "#main"},
            ],
        }
    ]
    yield Sample(
        "year",
        {"year": 2026, "count_text": "148 lượt khen thưởng", "url": "#main", "groups": groups},
        '<ol class="year-list">{% include "components/year.html" with year=year count_text=count_text url=url groups=groups only %}</ol>',
    )
    for label, state in (
        ("Chưa làm", ""),
        ("Đang làm", "doing"),
        ("Xong", "done"),
        ("Cần sửa", "error"),
        ("Đã hủy", "revoked"),
        ("Đang nhận hồ sơ", "open"),
    ):
        yield Sample("tag", {"label": label, "state": state})
    yield Sample("notice", {"title": "Thông tin", "text": "Trang này không đăng ảnh."})
    yield Sample(
        "notice", {"title": "Đính chính", "text": "Bản đăng trước ghi nhầm tên xã.", "state": "doing"}
    )
    yield Sample(
        "notice",
        {
            "title": "Hủy theo quyết định",
            "text": "Danh hiệu này đã bị hủy theo Quyết định số 902/QĐ-UBND.",
            "state": "revoked",
        },
    )
    yield Sample(
        "notice",
        {
            "title": "Cần sửa 1 chỗ",
            "links": [{"label": "Viết ít nhất 50 từ", "url": "#c-field"}],
            "state": "error",
        },
    )


def _campaign_parts() -> Iterator[Sample]:
    banner = {
        "kind": "Phong trào thi đua",
        "state_label": "Đang nhận hồ sơ",
        "title": "Cải cách thủ tục, nâng cao sự hài lòng của người bệnh năm 2026",
        "text": "Mỗi đơn vị được đề nghị không quá 01 tập thể và 02 cá nhân.",
        "clock_before": "Còn",
        "clock": "10 ngày",
        "clock_after": "đến hạn 02/12/2026",
    }
    yield Sample(
        "campaign-banner",
        {
            **banner,
            "url": "#c-campaign-banner",
            "actions": [
                {"label": "Lập hồ sơ đề nghị", "url": "#main", "main": True},
                {"label": "Thêm hạn nộp vào lịch (.ics)", "url": "#main"},
            ],
        },
    )
    yield Sample(
        "steps",
        {
            "steps": [
                {
                    "title": "Phát động",
                    "when": "15/01/2026",
                    "text": "Kế hoạch được gửi tới 42 đơn vị.",
                    "state": "done",
                },
                {
                    "title": "Đang nhận hồ sơ",
                    "when": "đến 17 giờ 00 ngày 02/12/2026",
                    "text": "Theo giờ máy chủ.",
                    "state": "doing",
                },
                {"title": "Thẩm định", "when": "03/12 – 15/12/2026", "state": "next"},
            ]
        },
    )


def _form_parts() -> Iterator[Sample]:
    empty, wrong = _Nomination(), _Nomination({"name": "Cao Thị Quỳnh", "unit": ""}, prefix="w")
    for form in (empty, wrong):
        for bound in form:
            yield Sample("field", {"field": bound})
    yield Sample(
        "form",
        {
            "form": _Nomination({"name": ""}, prefix="f"),
            "submit": "Gửi",
            "cancel_url": "#main",
            "action": "#main",
        },
    )
    yield Sample("progress", {"value": 5, "max": 8, "label": "Đã hoàn thành 5/8 mục"})
    yield Sample(
        "quota", {"sent": 1, "drafts": 1, "free": 1, "text": "đã gửi 1, đang soạn 1, trong số lượng 3"}
    )
    remove = [{"label": "Xóa", "name": "delete", "value": "1"}]
    yield Sample(
        "file-list",
        {
            "files": [
                {
                    "name": "Phieu-ban-giao.pdf",
                    "url": "#main",
                    "note": "312 KB · đã kiểm tra vi-rút",
                    "state": "done",
                    "state_label": "Đã nhận",
                    "actions": remove,
                },
                {
                    "name": "Khao-sat.xlsx",
                    "note": "1,8 MB · đang tải lên, 64%",
                    "progress": 64,
                    "state": "doing",
                    "state_label": "Đang tải",
                },
                {
                    "name": "Anh-can-cuoc.jpg",
                    "note": "Ảnh này giống giấy tờ tùy thân.",
                    "state": "error",
                    "state_label": "Không nhận",
                    "actions": remove,
                },
            ]
        },
    )
    roles = [
        {"label": "Đơn vị (donvi)", "username": "donvi"},
        {"label": "Biên tập (bientap)", "username": "bientap"},
    ]
    yield Sample(
        "login",
        {
            "form": _Login(auto_id="l_%s"),
            "action": "#main",
            "next": "/",
            "csrf_token": "",
            "roles": roles,
            "roles_action": "#main",
        },
    )


def _story_parts() -> Iterator[Sample]:
    yield Sample(
        "prose",
        {},
        '{% component "prose" %}<p>Bốn giờ kém mười, nước còn lớn. Bác sĩ Thủy đặt thùng vắc-xin vào giữa lòng xuồng.</p>'
        "<h2>Lịch tiêm theo con nước</h2><ul><li>Hỏi người biết rõ nhất.</li><li>Viết ra giấy.</li></ul>"
        '<blockquote class="stack"><p>“Tôi chỉ làm phần việc của mình, nhưng làm sao cho trọn.”</p>'
        '<footer class="soft">Bác sĩ Trần Thị Bích Thủy</footer></blockquote>{% endcomponent %}',
    )
    image = _drawing(672, 448, "Trạm y tế bên cánh đồng")
    yield Sample("picture", {"image": image, "caption": "Trạm nhìn từ bến đò.", "credit": "Hình vẽ minh họa"})
    picture = {"image": image, "caption": "Lễ tôn vinh", "credit": "Hình vẽ minh họa"}
    yield Sample("gallery", {"title": "Bộ ảnh", "pictures": [picture, picture, picture]})
    yield Sample(
        "video",
        {
            "title": "Một ngày ở trạm",
            "url": "#main",
            "credit": "Phim vẽ minh họa",
            "transcript": "Không có lời.",
        },
    )
    yield Sample(
        "audio",
        {
            "title": "Bài chiêng rửa tay",
            "url": "#main",
            "type": "audio/wav",
            "credit": "Âm thanh tạo bằng máy",
            "transcript": "Chiêng lớn, chiêng nhỏ, rồi dứt.",
        },
    )
    yield Sample(
        "print-note",
        {
            "code": "TV-B3K9-X2MN",
            "code_url": "https://tonvinh.example.vn/xac-minh/b3k9x2mn",
            "address": "https://tonvinh.example.vn/ton-vinh/tran-thi-bich-thuy-b3k9x2mn/",
            "verify_address": "https://tonvinh.example.vn/xac-minh/",
            "updated": date(2026, 2, 21),
        },
    )
    moments = [
        {"when": "1998", "what": "Về trạm y tế xã."},
        {"when": "2022", "what": "Lịch tiêm theo con nước được công nhận là sáng kiến."},
    ]
    yield Sample("timeline", {"title": "Hai mươi tám năm", "moments": moments})
    yield Sample(
        "documents",
        {
            "title": "Văn bản",
            "documents": [
                {"title": "Kế hoạch số 57/KH-SYT ngày 12/01/2026", "url": "#main", "note": "PDF, 412 KB"}
            ],
        },
    )
    yield Sample(
        "footnote",
        {
            "notes": [
                {"text": "Số liệu theo báo cáo của Trạm Y tế xã Vĩnh Lộc Đông năm 2021."},
                {"text": "Luật số 06/2022/QH15", "url": "#main", "label": "toàn văn"},
            ]
        },
    )
