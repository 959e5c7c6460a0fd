"""What a stock site needs to show the same people: written as Wagtail's tutorial writes it, with care for its queries.

Copied into the ``home`` app of a site made by ``wagtail start`` (see ``uncached_pages``); never imported by ours.
"""

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count
from modelcluster.fields import ParentalKey
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet


class HomePage(Page):
    pass


class FooterPage(Page):
    """A page the footer leads to."""


@register_setting
class Publisher(BaseGenericSetting):
    name = models.CharField(max_length=255)
    parent = models.CharField(max_length=255)
    address = models.CharField(max_length=255)
    phone = models.CharField(max_length=40)
    mail = models.EmailField()
    responsible = models.CharField(max_length=255)
    licence = models.CharField(max_length=255)


@register_snippet
class Office(models.Model):
    name = models.CharField(max_length=255)


@register_snippet
class Decision(models.Model):
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    number = models.CharField(max_length=40)
    label = models.CharField(max_length=255)
    address = models.CharField(max_length=255)
    dated = models.DateField(null=True)


@register_snippet
class Unit(models.Model):
    name = models.CharField(max_length=255)
    address = models.CharField(max_length=255)


class WallPage(Page):
    introduction = RichTextField(blank=True)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        everybody = PersonPage.objects.child_of(self).live().public()
        awards = Award.objects.filter(page__in=everybody)
        kinds = everybody.order_by("kind").values_list("kind").annotate(Count("pk"))
        context["kinds"] = kinds
        found = Paginator(everybody.order_by("place").select_related("portrait"), 24).get_page(
            request.GET.get("page")
        )
        context["people"] = found
        context["letters"] = everybody.order_by("letter").values_list("letter", flat=True).distinct()
        context["years"] = awards.order_by("-year").values_list("year").annotate(Count("page", distinct=True))
        context["awards"] = (
            awards.values_list("award").annotate(number=Count("page", distinct=True)).order_by("-number")
        )
        context["units"] = (
            awards.values_list("unit").annotate(number=Count("page", distinct=True)).order_by("-number")[:14]
        )
        return context


class PersonPage(Page):
    place = models.PositiveIntegerField(db_index=True)
    letter = models.CharField(max_length=1)
    titles = models.CharField(max_length=100, blank=True)
    position = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=20, default="individual")
    given = models.CharField(max_length=60, blank=True)
    specialty = models.CharField(max_length=255, blank=True)
    unit_today = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    code = models.CharField(max_length=20, blank=True)
    lead = models.CharField(max_length=300, blank=True)
    body = RichTextField(blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        awards = list(self.awards.select_related("decision__office"))
        context["awards"] = awards
        context["main"] = awards[0] if awards else None
        context["since"] = min(
            (line.decision.dated.year for line in awards if line.decision.dated), default=""
        )
        context["verify_url"] = self.get_site().root_url + "/xac-minh/" + self.code
        if awards:
            beside = PersonPage.objects.live().public().filter(awards__decision=awards[0].decision)
            context["previous"] = beside.filter(place__lt=self.place).order_by("-place").first()
            context["following"] = beside.filter(place__gt=self.place).order_by("place").first()
        return context


class Award(Orderable):
    page = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="awards")
    year = models.CharField(max_length=20)
    award = models.CharField(max_length=255)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT)
    unit = models.CharField(max_length=255, blank=True)
    position = models.CharField(max_length=255, blank=True)
    citation = models.TextField(blank=True)
    law = models.CharField(max_length=255, blank=True)
