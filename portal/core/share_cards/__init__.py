"""Share cards: one picture per public thing, language and size, for links that are shared and for people to keep.

``content`` says what stands on a card, ``drawing`` makes bytes of it, ``keeping`` knows which cards exist, has the
worker make them and takes them away. Apps say what they have to show by registering a ``keeping.Source``.
"""
