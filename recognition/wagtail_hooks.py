"""What recognition adds to the Wagtail admin; each part registers its own hooks."""

from recognition.desk import imports  # noqa: F401
