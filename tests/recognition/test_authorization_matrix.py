"""Every address × every role × the own unit or another: who is let in, generated from the list of addresses.

A view of ours has a row in ``ROWS`` below, or, when it is a desk screen, in the tables of ``desk/test_screens.py``; an
address of Wagtail falls under a prefix of ``WAGTAIL``. What has neither fails ``test_every_address_has_its_row``.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation
from wagtail.documents import get_document_model

from campaigns.models import Registration
from portal.core import private_files
from portal.core.models import User
from recognition.domain import accounts, appraisal, consent, delegations, forms, lists, rounds
from recognition.enums import ADMIN_ROLES, UNIT_ROLES, Role
from recognition.intake.access import account_mark
from recognition.models import (
    Award,
    ClearanceRequest,
    Consent,
    Event,
    ImportFile,
    Notice,
    Package,
    PublicRequest,
    Round,
    Suggestion,
)
from search.models import Equivalence
from tests import factories
from tests.recognition.desk.conftest import XHR, Desk, small_province
from tests.recognition.desk.test_screens import EXPECTED, EXPECTED_ACTS, appraised, rows
from tests.recognition.intake.conftest import pdf_bytes

OURS: Final = ("portal", "search", "recognition", "campaigns")
HERE: Final = "tests/recognition/test_authorization_matrix.py"
SCREENS: Final = "tests/recognition/desk/test_screens.py"

Roles = frozenset[Role]
NOBODY: Final[Roles] = frozenset()
EVERY_ROLE: Final[Roles] = frozenset(Role)
S, E, P, D = Role.STANDING_BODY, Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER
A, K, L = Role.ADMINISTRATOR, Role.AUDITOR, Role.LEADER
C, T = Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY
M = Role.COUNCIL_MEMBER
JUDGES: Final[Roles] = frozenset({S, K, L, C, T, M})
CLERK, HEAD, DEPUTY = Role.FOCAL_POINT, Role.UNIT_HEAD, Role.UNIT_DEPUTY
READERS: Final[Roles] = frozenset(ADMIN_ROLES) - {A}


@dataclass(frozen=True, slots=True)
class Row:
    """Who is let in at an address, and what all others are answered.

    ``given`` are the values of the address: names of the world's things, or words after ``=``. ``stranger`` is the
    answer to people who have not signed in, ``anyone`` says that an account without a role is let in too. ``bound`` is
    for what belongs to a unit: it does not exist for the same role of another unit. ``posts`` asks by POST too (with
    ``data``, where ``{name}`` is a value of the world and ``{account}`` the mark of who asks), ``only_post`` by POST alone;
    whoever is let in but is not among ``acts`` must leave no event, and those in ``records`` must leave one: they succeed.
    ``superuser`` is for one's own account and for screens that ask Django's permissions, where no dossier is.
    """

    opens: Roles
    given: tuple[str, ...] = ()
    stranger: str = "sign-in"
    anyone: bool = False
    shut: tuple[str, ...] = ("denied", "missing")
    bound: bool = False
    posts: bool = False
    only_post: bool = False
    acts: Roles | None = None
    records: Roles = NOBODY
    query: str = ""
    says: tuple[str, ...] = ("open",)
    superuser: bool = False
    data: dict[str, str] = field(default_factory=dict)


ABSENT: Final = Row(NOBODY, stranger="missing", shut=("missing",))


def public(*given: str, query: str = "", posts: bool = False) -> Row:
    """Open to all, signed in or not."""
    return Row(EVERY_ROLE, given, stranger="open", anyone=True, query=query, posts=posts)


def staff(*given: str, **options: Any) -> Row:
    """Of a unit's staff: whoever is not of that unit finds nothing."""
    options.setdefault("opens", frozenset(UNIT_ROLES))
    options.setdefault("bound", True)
    return Row(given=given, shut=("missing",), **options)


def desk(*roles: Role, given: tuple[str, ...] = (), **options: Any) -> Row:
    """Of the desk, for these roles."""
    return Row(frozenset(roles), given, **options)


def clerk_act(*given: str, **options: Any) -> Row:
    return staff(*given, only_post=True, acts=frozenset({CLERK}), **options)


ROWS: Final[dict[str, Row]] = {
    # The kernel and what machines read.
    "healthz": public(),
    "private_file": Row(NOBODY),  # by kind, in FILES
    "oembed": public(query="?url=http://testserver/ton-vinh/{honoree slug}/"),
    "document": public("document", "document name"),
    "media": public("=matrix/tep.txt"),
    "core:display": Row(EVERY_ROLE, stranger="open", anyone=True, only_post=True),
    "core:components": public(),
    "robots": public(),
    "sitemap": public(),
    "sitemap_section": public("=trang"),
    "embed": public("=ton-vinh", "honoree"),
    "share_card": public("=ton-vinh", "honoree", "=1200x630"),
    "site_map": public(),
    "api-1:openapi-json": public(),
    "api-1:api-root": ABSENT,  # the root of the interface is no page: nobody finds anything there
    "api-1:honorees": public(),
    "api-1:honoree": public("honoree"),
    "api-1:decisions": public(),
    "api-1:decision": public("decision"),
    "api-1:units": public(),
    "api-1:awards": public(),
    "api-1:campaigns": public(),
    "api-1:search": public(query="?q=hoa"),
    "api-1:suggest": public(query="?q=hoa"),
    # The public site.
    "search:results": public(query="?q=hoa"),
    "recognition:feed": public(),
    "recognition:feed_json": public(),
    "recognition:story_feed": public(),
    "recognition:story_feed_json": public(),
    "recognition:decision_feed": public(),
    "recognition:decision_feed_json": public(),
    "recognition:units_feed": public(),
    "recognition:units_feed_json": public(),
    "recognition:awards_feed": public(),
    "recognition:awards_feed_json": public(),
    "recognition:years_feed": public(),
    "recognition:years_feed_json": public(),
    "recognition:unit_feed": public("unit slug"),
    "recognition:unit_feed_json": public("unit slug"),
    "recognition:award_feed": public("award code"),
    "recognition:award_feed_json": public("award code"),
    "recognition:year_feed": public("year"),
    "recognition:year_feed_json": public("year"),
    "recognition:decisions": public(),
    "recognition:decision": public("year", "decision slug"),
    "recognition:decision_list": public("year", "decision slug", "=csv"),
    "recognition:units": public(),
    "recognition:unit": public("unit slug"),
    "recognition:awards": public(),
    "recognition:award": public("award code"),
    "recognition:years": public(),
    "recognition:year": public("year"),
    "recognition:verify()": public(),
    "recognition:verify(code)": public("decision code"),
    "recognition:report": public(posts=True),
    "recognition:request_received": public("public request"),
    "recognition:suggest": public(posts=True),
    "recognition:suggestion_received": public("suggestion"),
    "recognition:consent": public("consent token", posts=True),
    "recognition:invitation": public("invitation token", posts=True),
    "recognition:honoree": public("honoree slug"),
    "recognition:story": public("story slug"),
    "collection_feed": public(),
    "collection_feed_json": public(),
    "campaigns:feed": public(),
    "campaigns:feed_json": public(),
    "campaigns:deadlines": public(),
    "campaigns:deadline": public("campaign slug"),
    # The unit's part: an account is asked for, and what is another unit's is not there.
    "intake:login": public(posts=True),
    "intake:logout": Row(EVERY_ROLE, anyone=True, only_post=True, says=("sign-in",)),
    "intake:switch_role": Row(NOBODY, stranger="missing", shut=("missing",), only_post=True),
    "intake:password": Row(EVERY_ROLE, anyone=True, posts=True),
    "intake:people": staff(opens=frozenset({HEAD, DEPUTY}), bound=False),
    "intake:person_invite": staff(
        "colleague", opens=frozenset({HEAD}), posts=True, records=frozenset({HEAD})
    ),
    "intake:delegate": staff(opens=frozenset({HEAD}), bound=False, posts=True),
    "intake:delegation_end": staff(
        "delegation", opens=frozenset({HEAD}), only_post=True, records=frozenset({HEAD})
    ),
    "intake:home": Row(EVERY_ROLE, anyone=True),
    "intake:notices": Row(EVERY_ROLE, anyone=True, posts=True),
    "intake:notice": staff("notice", opens=frozenset({CLERK})),  # the notice of that one account
    "intake:rounds": staff(bound=False),
    "intake:declarations": staff(
        opens=JUDGES,
        bound=False,
        posts=True,
        records=JUDGES,
        data={"viec": "nguoi-than", "full_name": "Lê Thị Hoa", "relation": "chị"},
    ),
    "intake:put_aside": Row(EVERY_ROLE, anyone=True, only_post=True),
    "intake:round": staff("round", bound=False),
    "intake:internal": staff("internal round", opens=frozenset({CLERK, HEAD}), posts=True),
    "intake:allot": staff("internal round", opens=frozenset({CLERK, HEAD}), posts=True),
    "intake:choose": staff("internal round", opens=frozenset({CLERK, HEAD}), posts=True),
    "intake:round_act": staff("internal round", "=extend", opens=frozenset({CLERK, HEAD}), posts=True),
    "intake:start": staff("round", opens=frozenset({CLERK}), bound=False, posts=True),
    "intake:start_many": staff("round", opens=frozenset({CLERK}), bound=False, posts=True),
    "intake:start_list": staff("round", "list award", opens=frozenset({CLERK}), bound=False),
    "intake:start_package": staff(
        "other round",
        opens=frozenset({CLERK}),
        only_post=True,
        records=frozenset({CLERK}),
        data={"don-vi": "{unit code}"},
    ),
    "intake:list_template": Row(EVERY_ROLE, anyone=True),
    "intake:names_template": Row(EVERY_ROLE, anyone=True),
    "intake:package": staff("package", posts=True, acts=frozenset({CLERK})),
    "intake:package_upload": clerk_act("package"),
    "intake:package_act": staff("package", "=reopen", only_post=True),
    "intake:package_paper": staff("package", "=to-trinh.docx"),
    "intake:list": staff("list"),
    "intake:list_add": clerk_act("list"),
    "intake:list_add_many": clerk_act("list"),
    "intake:list_line": staff("list", "list place", opens=frozenset({CLERK}), posts=True),
    "intake:list_remove": clerk_act("list"),
    "intake:list_describe": clerk_act("list"),
    "intake:list_gather": clerk_act("list"),
    "intake:list_export": staff("list"),
    "intake:list_act": staff("list", "=file", posts=True, acts=frozenset({CLERK})),
    "intake:clearance": staff(opens=frozenset({Role.CLEARANCE, Role.UNION}), bound=False),
    "intake:clearance_request": staff("clearance request", opens=frozenset({Role.CLEARANCE}), posts=True),
    "intake:talk": staff(
        "confirmed dossier", only_post=True, records=frozenset(UNIT_ROLES), data={"text": "Gửi kèm bản quét."}
    ),
    "intake:suggestions": staff(bound=False),
    "intake:suggestion": staff("suggestion"),
    "intake:copy": staff("dossier"),
    "intake:dossier": staff("dossier"),
    "intake:section": staff(
        "dossier",
        "=conduct",
        posts=True,
        acts=frozenset({CLERK}),
        records=frozenset({CLERK}),
        data={"conduct": "Được khoa tín nhiệm.", "seen_conduct": "{conduct mark}"},
    ),
    "intake:autosave": staff(
        "dossier",
        "=conduct",
        only_post=True,
        acts=frozenset({CLERK}),
        records=frozenset({CLERK}),
        data={
            "account": "{account}",
            "conduct": "Được khoa tín nhiệm.",
            "seen_conduct": "{conduct mark}",
        },
    ),
    "intake:evidence": staff("dossier", posts=True, acts=frozenset({CLERK})),
    "intake:preview": staff("dossier", "evidence"),
    "intake:evidence_picture": staff("evidence", "=1"),
    "intake:criteria": staff("dossier", posts=True, acts=frozenset({CLERK})),
    "intake:review": staff("dossier"),
    "intake:receipt": staff("confirmed dossier"),
    "intake:history": staff("dossier"),
    "intake:act": staff("dossier", "=file", posts=True, acts=frozenset({CLERK}), records=frozenset({CLERK})),
    # The desk outside of its screens.
    "second_factor": desk(*ADMIN_ROLES, superuser=True),
    "recovery_codes": desk(*ADMIN_ROLES, superuser=True, posts=True),
    "tai-khoan:import": desk(A, posts=True),
    "tai-khoan:import_template": desk(A),
    "appraisals:sheet": desk(S, K, given=("appraised dossier",), bound=True, posts=True, acts=frozenset()),
    "appraisals:begin": desk(
        S, K, given=("appraised dossier",), bound=True, only_post=True, acts=frozenset({S})
    ),
    "appraisals:print": desk(S, K, given=("appraised dossier", "=1"), bound=True),
    "decision_imports:index": desk(S, K),
    "decision_imports:template": desk(S, K),
    "decision_imports:upload": desk(S),
    "decision_imports:report": desk(S, K, given=("import",)),
    "decision_imports:table": desk(S, K, given=("import",)),
    "decision_imports:original": desk(S, given=("import",)),
    "decision_imports:confirm": desk(S, given=("import",), only_post=True),
    "decision_imports:resume": desk(S, given=("import",), only_post=True),
    "decision_imports:withdraw": desk(S, given=("import",), only_post=True),
    "rules_by_date": desk(*READERS),
    "quyet-dinh-ban-quet": desk(S, K, given=("decision", "=1")),
    "khai_bao": desk(S, K, L, C, T),
    "thong_bao": desk(*ADMIN_ROLES, posts=True, superuser=True),
    "thong_bao_mo": desk(S, given=("desk notice",), bound=True),
    "bao_cao": desk(S, K, L, C, T),
    "bao_cao_tep": desk(S, K, L, C, T, given=("=ly-do-tra", "=csv")),
    "ho-so:bulk": desk(S, query="?viec=claim"),
    "ho-so:filters": desk(S, K, only_post=True),
    "danh-sach:names": desk(S, given=("filed list",), bound=True),
    "honoree_chooser:choose": desk(S, E, P, D, K, L),
    "honoree_chooser:choose_results": desk(S, E, P, D, K, L),
    "honoree_chooser:chosen": desk(S, E, P, D, K, L, given=("honoree pk",)),
    "honoree_chooser:chosen_multiple": desk(S, E, P, D, K, L),
    "decision_chooser:choose": desk(S, E, P, D, K, L),
    "decision_chooser:choose_results": desk(S, E, P, D, K, L),
    "decision_chooser:chosen": desk(S, E, P, D, K, L, given=("decision pk",)),
    "decision_chooser:chosen_multiple": desk(S, E, P, D, K, L),
    # Search's desk and the kernel's, by duty.
    "tu-dien-tim-kiem:index": desk(E, P, A, superuser=True),
    "tu-dien-tim-kiem:index_results": desk(E, P, A, superuser=True),
    "tu-dien-tim-kiem:add": desk(E, P, A, superuser=True),
    "tu-dien-tim-kiem:edit": desk(E, P, A, given=("equivalence",), superuser=True),
    "tu-dien-tim-kiem:delete": desk(E, P, A, given=("equivalence",), superuser=True),
    "ket-qua-ghim:index": desk(E, P, A, superuser=True),
    "ket-qua-ghim:edit": desk(E, P, A, query="?text=hoa&language=vi", superuser=True),
    "thu-tim-kiem:index": desk(E, P, A, superuser=True),
    "bao-cao-tim-kiem:index": desk(E, P, A, superuser=True),
    "viec-bi-gac-lai:index": desk(A, superuser=True),
    "viec-bi-gac-lai:index_results": desk(A, superuser=True),
    "viec-bi-gac-lai:retry": desk(A, only_post=True, superuser=True),
}
"""Address → row. Where a name has several addresses, the names of their values follow in brackets."""

FILES: Final[dict[str, Row]] = {
    "minh-chung": staff("evidence"),
    "bo-ho-so": Row(frozenset({*UNIT_ROLES, S, K}), ("signed package",), shut=("missing",), bound=True),
    "ban-goc": Row(frozenset({S, K}), ("decision",), shut=("missing",)),
    "ban-cong-bo": Row(frozenset({S, E, P, D, K, L}), ("decision",), shut=("missing",)),
    "uy-quyen": Row(frozenset({*UNIT_ROLES, S, K}), ("delegation",), shut=("missing",), bound=True),
    "giao-uoc": Row(frozenset({*UNIT_ROLES, S, K}), ("registration",), shut=("missing",), bound=True),
    "ban-dong-y": Row(frozenset({S, E, P, D, K}), ("consent",), shut=("missing",)),
}
"""Kind of private file → row."""

BOUND_SCREENS: Final = frozenset(
    {
        "ho-so",
        "danh-sach",
        "bo-ho-so",
        "yeu-cau-xac-minh",
        "khong-tham-gia",
        "dot-xet",
        "lan-khen-thuong",
        "don-vi",
        "vai-tro",
        "dang-ky-thi-dua",
        "phong-trao-thi-dua",
        "sang-kien",
    }
)
"""Desk screens whose rows belong to a unit."""

# Wagtail's own addresses ---------------------------------------------------------------------------------------------

WAGTAIL: Final[dict[str, str]] = {
    "quan-tri/test404/": "admin",
    "quan-tri/failwhale/": "admin",
    "quan-tri/api/main/": "admin",
    "quan-tri/pages/": "admin",
    "quan-tri/bulk/": "admin",
    "quan-tri/choose-": "admin",
    "quan-tri/tag-autocomplete/": "admin",
    "quan-tri/collections/": "admin",
    "quan-tri/workflows/": "admin",
    "quan-tri/reports/": "admin",
    "quan-tri/account/": "admin",
    "quan-tri/logout/": "admin",
    "quan-tri/dismissibles/": "admin",
    "quan-tri/editing-sessions/": "admin",
    "quan-tri/block-preview/": "admin",
    "quan-tri/localize/": "admin",
    "quan-tri/forms/": "admin",
    "quan-tri/redirects/": "admin",
    "quan-tri/settings/": "admin",
    "quan-tri/embeds/": "admin",
    "quan-tri/snippets/": "admin",
    "quan-tri/documents/": "admin",
    "quan-tri/images/": "admin",
    "quan-tri/honoree_chooser/create/": "admin",
    "quan-tri/decision_chooser/create/": "admin",
    "quan-tri/locales/": "admin",
    "quan-tri/sites/": "admin",
    "quan-tri/users/": "admin",
    "quan-tri/groups/": "admin",
    "quan-tri/login/": "public",
    "quan-tri/password_reset/": "public",
    "quan-tri/jsi18n/": "public",
    "quan-tri/sprite/": "public",
    "quan-tri/^.*/$": "public",
    "tai-lieu/": "public",
    "_util/": "public",
    "^((?:": "public",
}
"""Prefix of a route → who may come there: people of the admin (Wagtail asks its own permissions too), or all."""

HOME: Final = "quan-tri/"


def prefix_of(route: str) -> str | None:
    """Return the longest prefix of the table that a route has."""
    return max((one for one in WAGTAIL if route.startswith(one)), key=len, default=None)


# The world -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class World:
    """What addresses are made of: things of the hospital, by the names the rows use; and the desk screens' rows."""

    values: dict[str, str]
    ids: dict[str, int]


def build(province: Desk) -> World:
    """Make one thing for every address: all of the hospital, none of the station."""
    clerk = province.person(CLERK)
    ids = rows(province)
    hospital = province.hospital

    published = factories.decision(by=province.director)
    line = factories.public_conferral(on=published, of=province.award, name="Lê Thị Mai", at=hospital)
    private = ContentFile(pdf_bytes(), "giay-to.pdf")
    published.refresh_from_db()
    for name in ("original", "public_copy"):
        getattr(published, name).save("giay-to.pdf", private, save=True)
    agreed = Consent.objects.get(pk=ids["dong-y"])
    agreed.proof.save("giay-to.pdf", private, save=True)
    page = factories.page_of(line.honoree)
    story = factories.story(about=())
    campaign = factories.campaign(deadline=timezone.now() + timedelta(days=9))
    asked = consent.ask(honoree=line.honoree, scopes=["biography"], actor=province.person(E))

    draft = province.draft("Phan Thị Lụa")
    confirmed = province.confirmed("Đỗ Thị Na")
    judged = appraised(province, "Cao Văn Lầu")
    appraisal.open_sheet(nomination=judged, actor=province.second)
    listed = Award.objects.create(
        code="TT", name="Tập thể lao động", category="title", subject="individual", level="base", by_list=True
    )
    province.round.awards.add(listed)
    names = lists.start(round=province.round, unit=hospital, award=listed, year=2025, actor=clerk)
    lists.add(row=names, lines=[lists.Line("Trần Thị Cúc", "Hộ sinh", "Khoa Sản")], actor=clerk)
    internal = rounds.keep_internal(
        parent=province.round,
        unit=hospital,
        plan=rounds.InternalPlan(
            title="Đợt xét của bệnh viện",
            opens_at=timezone.now() - timedelta(days=1),
            deadline=province.round.deadline - timedelta(days=2),
            awards=[province.award],
        ),
        actor=clerk,
    )
    rounds.open_round(round=internal, actor=clerk)
    signed = Package.objects.get(pk=ids["bo-ho-so"])
    signed.file.save("ban-ky.pdf", private, save=True)
    package = Package.objects.create(
        round=province.round, unit=hospital, number="13/TTr-BVĐK", state="papers", created_by=clerk
    )
    suggestion = Suggestion.objects.get(pk=ids["goi-y"])
    suggestion.unit = hospital
    suggestion.save()
    other_round = Round.objects.create(
        title="Đợt xét khác",
        unit=province.department,
        opens_at=timezone.now() - timedelta(days=1),
        deadline=province.round.deadline,
        is_draft=False,
    )
    other_round.awards.add(province.award)
    imported = ImportFile.objects.create(
        name="danh-sach.xlsx",
        number="9/QĐ-SYT",
        dated=published.dated,
        office=province.director,
        file="",
        uploaded_by=province.first,
    )
    media = settings.MEDIA_ROOT / "public" / "matrix"
    media.mkdir(parents=True, exist_ok=True)
    (media / "tep.txt").write_text("tệp", encoding="utf-8")
    document = get_document_model()(title="Hướng dẫn")
    document.file.save("huong-dan.pdf", private, save=True)
    today = timezone.localdate()
    delegated = delegations.give(
        unit=hospital,
        deputy=province.person(DEPUTY),
        valid_from=today,
        valid_until=today,
        file=private,
        name="uy-quyen.pdf",
        media_type="application/pdf",
        size=private.size,
        sha256="a" * 64,
        actor=province.person(HEAD),
    )
    invited = accounts.open_account(
        new=accounts.NewAccount(username="duoc-moi", display_name="Được mời", role=CLERK, unit=hospital),
        actor=province.person(A),
    )
    registered = Registration.objects.get(pk=ids["dang-ky-thi-dua"])
    registered.pledge.save("giay-to.pdf", private, save=True)
    imported.file.save("danh-sach.xlsx", private, save=True)
    evidence = draft.evidence.get()
    evidence.file.save("bao-cao.pdf", private, save=True)
    conduct = next(one for one in forms.form_of(draft).section("conduct").fields if one.code == "conduct")
    return World(
        ids=ids,
        values={
            "document": document.public_id,
            "document name": document.filename,
            "honoree": line.honoree.public_id,
            "honoree pk": str(line.honoree_id),
            "honoree slug": page.slug,
            "decision": published.public_id,
            "decision pk": str(published.pk),
            "decision slug": published.address_slug,
            "decision code": published.public_id,
            "year": published.address_year,
            "unit slug": hospital.slug,
            "award code": province.award.code,
            "list award": listed.code,
            "public request": PublicRequest.objects.get(pk=ids["yeu-cau-cong-chung"]).public_id,
            "suggestion": suggestion.public_id,
            "consent token": asked.token,
            "invitation token": invited.token,
            "colleague": clerk.public_id,
            "delegation": delegated.public_id,
            "consent": agreed.public_id,
            "registration": registered.public_id,
            "story slug": story.slug,
            "campaign slug": campaign.slug,
            "conduct mark": forms.mark(forms.answer(draft, conduct)),
            "unit code": hospital.code,
            "round": province.round.public_id,
            "other round": other_round.public_id,
            "internal round": internal.public_id,
            "package": package.public_id,
            "signed package": signed.public_id,
            "list": names.public_id,
            "list place": str(names.nominees.get().place),
            "filed list": str(ids["danh-sach"]),
            "clearance request": ClearanceRequest.objects.get(pk=ids["yeu-cau-xac-minh"]).public_id,
            "dossier": draft.public_id,
            "confirmed dossier": confirmed.public_id,
            "appraised dossier": judged.public_id,
            "evidence": evidence.public_id,
            "import": imported.public_id,
            "equivalence": str(Equivalence.objects.create(forms="tyt\ntrạm y tế").pk),
        },
    )


# The list of addresses -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: the name it is reversed by, its whole route, the module of its view and the names of its values."""

    name: str
    route: str
    module: str
    values: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        return self.module.partition(".")[0] in OURS or self.name.startswith("api-1:")


def walk(resolver: URLResolver, route: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from walk(pattern, whole, inner)
            continue
        assert isinstance(pattern, URLPattern)
        view = pattern.callback
        shown = getattr(view, "view_class", None) or view
        module = getattr(shown, "__module__", None) or type(shown).__module__
        yield Address(
            ":".join((*spaces, pattern.name or "")) if pattern.name else "",
            whole,
            module,
            tuple(re.findall(r"<(?:\w+:)?(\w+)>", whole)),
        )


def addresses() -> dict[str, Address]:
    """Every address by the key of its row (in Vietnamese; English has the same views)."""
    with translation.override("vi"):
        found = list(walk(get_resolver()))
    names = [one.name for one in found]
    keyed: dict[str, Address] = {}
    for one in found:
        key = one.name or one.route
        if one.name and names.count(one.name) > 1:
            key = f"{one.name}({','.join(one.values)})"
        assert key not in keyed, f"two addresses are called {key}"
        keyed[key] = one
    return keyed


def screen_row(name: str, world: World) -> Row | None:
    """Return the row of a desk screen's address, from the tables of ``test_screens``."""
    screen, _colon, part = name.rpartition(":")
    if screen not in EXPECTED:
        return None
    seen, adds, changes, _exports = EXPECTED[screen]
    pk = (f"={world.ids[screen]}",)
    bound = screen in BOUND_SCREENS
    if part in {"index", "index_results"}:
        return desk(*seen)
    if part == "add":
        return desk(*adds)
    if part in {"inspect", "history"}:
        return desk(*seen, given=pk, bound=bound)
    if part == "edit":
        return desk(*changes, given=pk, bound=bound)
    if part in EXPECTED_ACTS.get(screen, {}):
        return desk(*(EXPECTED_ACTS[screen][part] & seen), given=pk, bound=bound, posts=True)
    return None


def test_every_address_has_its_row() -> None:
    found = addresses()
    nothing = World({}, dict.fromkeys(EXPECTED, 0))
    ours = {key for key, one in found.items() if one.is_ours}
    lost = sorted(key for key in ours if key not in ROWS and screen_row(found[key].name, nothing) is None)
    assert not lost, (
        f"New addresses that nobody said who may open: {lost}. Give each a row in ROWS of {HERE}"
        f" (a desk screen: in EXPECTED or EXPECTED_ACTS of {SCREENS}), after its policy and not after what it answers."
    )
    gone = sorted(set(ROWS) - ours)
    assert not gone, f"Rows without an address: {gone}. Take them out of ROWS of {HERE}."
    kinds = set(private_files._owners) ^ set(FILES)
    assert not kinds, f"Kinds of private files and FILES of {HERE} differ by {sorted(kinds)}."
    unknown = sorted(
        one.route
        for one in found.values()
        if not one.is_ours and one.route != HOME and prefix_of(one.route) is None
    )
    assert not unknown, (
        f"Addresses of other packages under no known prefix: {unknown}. Give the prefix a line in WAGTAIL of {HERE};"
        " whoever is not named there is denied."
    )


# Asking --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who asks: ``role`` None is an account without one, ``far`` holds it in another unit."""

    name: str
    role: Role | None = None
    signed_in: bool = True
    far: bool = False
    superuser: bool = False


PERSONAS: Final = (
    Persona("a_stranger", signed_in=False),
    Persona("an_account_without_a_role"),
    Persona("a_superuser_without_a_role", superuser=True),
    *(Persona(role.value, role) for role in Role),
    *(Persona(f"{role.value}_of_another_unit", role, far=True) for role in Role),
)


def answer(response: Any) -> str:
    """Say in one word what a response means for whoever asked."""
    status, place = response.status_code, response.headers.get("Location", "")
    if status in {301, 302} and place.startswith(
        (reverse("intake:login"), reverse("wagtailadmin_login"), "/_util/login/", settings.LOGIN_URL)
    ):
        return "sign-in"
    if status >= 500:
        return "broken"
    return {401: "sign-in", 403: "denied", 404: "missing", 405: "wrong method"}.get(status, "open")


def expected(row: Row, who: Persona) -> tuple[str, ...]:
    if not who.signed_in:
        return (row.stranger,)
    if row.anyone:
        return row.says
    if row.superuser and who.superuser:
        return ("open",)
    if who.role not in row.opens:
        return row.shut
    return ("missing",) if row.bound and who.far else ("open",)


def is_asked(row: Row, who: Persona, *, screen: bool = False) -> bool:
    """Whether the cell is asked here: a public view does not look at roles, only what belongs to a unit knows another
    one, and ``test_screens`` asks every role at every desk screen from the same tables.
    """
    if who.role is None:
        return not (who.superuser and row.stranger == "open")
    if who.far:
        return row.bound and who.role in row.opens
    return not screen and row.stranger != "open"


class Asking:
    """One person's browser going from address to address; what an act changed is taken back after each."""

    def __init__(self, who: Persona, client: Client, world: World, account: str) -> None:
        self.who, self.client, self.world, self.account = who, client, world, account
        self.wrong: list[str] = []

    def url(self, name: str, row: Row) -> str:
        values = [word[1:] if word.startswith("=") else self.world.values[word] for word in row.given]
        return reverse(name.partition("(")[0], args=values) + self.filled(row.query)

    def filled(self, words: str) -> str:
        return re.sub(
            r"{([^}]+)}",
            lambda match: self.account if match[1] == "account" else self.world.values[match[1]],
            words,
        )

    def ask(self, key: str, url: str, row: Row) -> None:
        if not row.only_post:
            self.judge(key, "GET", url, row, self.client.get)
        if row.posts or row.only_post:
            self.judge(key, "POST", url, row, self.client.post)

    def judge(self, key: str, method: str, url: str, row: Row, send: Callable[..., Any]) -> None:
        headers = XHR if self.who.signed_in and url.startswith(settings.ADMIN_PATH) else {}
        before, cookies = Event.objects.count(), copy.deepcopy(self.client.cookies)
        with transaction.atomic():
            data = {name: self.filled(words) for name, words in row.data.items()}
            given = {"data": data} if method == "POST" else {}
            response = send(url, headers=headers, **given)
            if response.streaming:  # read to its end, a file is closed
                list(response.streaming_content)
            events = Event.objects.count() - before
            transaction.set_rollback(True)
        self.client.cookies = cookies  # who signed out is signed in again
        said, wanted = answer(response), expected(row, self.who)
        if said not in wanted:
            self.wrong.append(f"{method} {key}: {said} ({response.status_code}), not {' or '.join(wanted)}")
        silent = row.acts is not None and self.who.role not in row.acts
        if events and (said != "open" or (method == "POST" and silent)):
            self.wrong.append(f"{method} {key}: {said}, and yet an act was recorded")
        if method == "POST" and wanted == ("open",) and self.who.role in row.records and not events:
            self.wrong.append(f"{method} {key}: {said} ({response.status_code}), and nothing was done")


class AuthorizationMatrix(TestCase):
    """One test per person; the world is made once."""

    province: Desk
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        translation.activate("vi")
        province = small_province()
        world = build(province)
        made = {}
        for who in PERSONAS:
            if who.role is not None and who.far:
                made[who.name] = province.person(who.role, province.station)
            elif who.role is not None:
                made[who.name] = province.person(who.role, suffix="-matrix")
            elif who.signed_in:
                made[who.name] = User.objects.create(username=who.name, is_superuser=who.superuser)
        for name, place, role in (("notice", "unit", CLERK), ("desk notice", "desk", S)):
            world.values[name] = Notice.objects.create(
                user=made[role.value],
                kind="dossier_returned",
                place=place,
                subject_kind="recognition.nomination",
                subject_key=world.values["confirmed dossier"],
                number="HS-1",
                at=timezone.now(),
            ).public_id
        cls.world = world
        cls.accounts = {name: user.pk for name, user in made.items()}

    def denied_by_default(self, asking: Asking, one: Address) -> None:
        """An address of Wagtail's admin is closed to strangers and to accounts without a role."""
        if "^" in one.route or (one.route != HOME and WAGTAIL[prefix_of(one.route) or ""] != "admin"):
            return
        said = answer(asking.client.get("/" + one.route, headers=XHR if asking.who.signed_in else {}))
        if said not in {"sign-in", "denied", "missing"}:
            asking.wrong.append(f"GET {one.route}: {said}, not closed")

    def ask_everywhere(self, who: Persona) -> None:
        client, account = Client(raise_request_exception=False), ""
        if who.signed_in:
            user = User.objects.get(pk=self.accounts[who.name])
            client.force_login(user)
            account = account_mark(user)
        asking = Asking(who, client, self.world, account)
        for key, one in addresses().items():
            if not one.is_ours:
                if who.role is None and not who.superuser and not one.values and one.name:
                    self.denied_by_default(asking, one)
                continue
            if key == "private_file":
                continue
            row, screen = ROWS.get(key), False
            if row is None:
                row, screen = screen_row(one.name, self.world), True
            assert row is not None, key
            if is_asked(row, who, screen=screen):
                asking.ask(key, asking.url(key, row), row)
        for kind, row in FILES.items():
            if is_asked(row, who):
                asking.ask(
                    f"private_file {kind}", private_files.address(kind, self.world.values[row.given[0]]), row
                )
        assert not asking.wrong, f"{who.name}:\n" + "\n".join(asking.wrong)


def _test_of(who: Persona) -> Callable[[AuthorizationMatrix], None]:
    def test(self: AuthorizationMatrix) -> None:
        self.ask_everywhere(who)

    return test


for _who in PERSONAS:
    setattr(AuthorizationMatrix, f"test_{_who.name}_opens_what_the_table_says", _test_of(_who))
