"""All parts under one name: `{% load parts %}`."""

from django import template

from dengbu.web.shared.templatetags import blocks, small

register = template.Library()

for _library in (small.register, blocks.register):
    register.tags |= _library.tags
    register.filters |= _library.filters
