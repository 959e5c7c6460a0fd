"""The tag of a tutorial that draws a QR code into the page."""

import io

import segno
from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def qr(text):
    target = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        target, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=0
    )
    return mark_safe(target.getvalue().decode())
