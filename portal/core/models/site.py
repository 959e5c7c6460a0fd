"""What the site says of itself: the department, its address, who answers for the content."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="cog")
class SiteSettings(BaseGenericSetting):
    """One row, cached for the length of a request by ``SiteSettings.load``."""

    department_name = models.CharField(_("tên cơ quan"), max_length=200, default="Sở Y tế")
    department_name_en = models.CharField(
        _("tên cơ quan (tiếng Anh)"), max_length=200, default="Department of Health"
    )
    province_name = models.CharField(_("tỉnh, thành phố"), max_length=120, blank=True)
    parent_agency = models.CharField(_("cơ quan chủ quản"), max_length=200, blank=True)
    parent_agency_en = models.CharField(
        _("cơ quan chủ quản (tiếng Anh)"),
        max_length=200,
        blank=True,
        help_text=_("Để trống thì trang tiếng Anh ghi tên tiếng Việt."),
    )
    address = models.CharField(_("địa chỉ"), max_length=255, blank=True)
    phone = models.CharField(_("điện thoại văn phòng"), max_length=60, blank=True)
    email = models.EmailField(_("thư điện tử công vụ"), blank=True)
    responsible = models.CharField(_("chịu trách nhiệm nội dung"), max_length=200, blank=True)
    responsible_en = models.CharField(
        _("chịu trách nhiệm nội dung (tiếng Anh)"),
        max_length=200,
        blank=True,
        help_text=_("Để trống thì trang tiếng Anh ghi tên tiếng Việt."),
    )
    licence = models.CharField(_("giấy phép"), max_length=200, blank=True)
    coverage_from = models.PositiveSmallIntegerField(_("đã nhập đủ quyết định từ năm"), null=True, blank=True)
    demo = models.BooleanField(
        _("trang minh họa"),
        default=False,
        editable=False,
        help_text=_(
            "Mọi trang báo “Dữ liệu minh họa, nhân vật hư cấu” và không cho máy tìm kiếm lập chỉ mục."
        ),
    )

    panels = (
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "department_name",
                    "department_name_en",
                    "province_name",
                    "parent_agency",
                    "parent_agency_en",
                )
            ],
            heading=_("Cơ quan"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("address", "phone", "email", "responsible", "responsible_en", "licence")
            ],
            heading=_("Liên hệ và trách nhiệm"),
        ),
        FieldPanel("coverage_from"),
    )

    class Meta:
        verbose_name = _("thông tin trang")

    @property
    def owner(self) -> str:
        """The department's name in the language of the request."""
        return self.department_name_en if get_language() == "en" else self.department_name

    def shown_key(self) -> tuple[object, ...]:
        """All that a page may show of it, for the parts made of it (``templatetags.fragments``)."""
        return tuple(getattr(self, field.attname) for field in self._meta.concrete_fields)

    @property
    def parent(self) -> str:
        """The parent agency in the language of the request, in Vietnamese where nobody gave its English name."""
        return (self.parent_agency_en if get_language() == "en" else "") or self.parent_agency
