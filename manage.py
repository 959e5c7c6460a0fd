#!/usr/bin/env python
"""Run a management command; without ``DJANGO_SETTINGS_MODULE`` on whichever data are here."""

import sys

from django.core.management import execute_from_command_line

from portal.settings import env

if __name__ == "__main__":
    env.choose_settings(env.usual_settings())
    execute_from_command_line(sys.argv)
