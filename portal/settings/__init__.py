"""Settings: ``base`` is shared; ``dev``, ``demo``, ``test`` and ``production`` are chosen by name; ``env`` reads."""
