"""The store of rendered pages: each public page is rendered once per change and served before Django is entered.

``tables`` says which rows pages are tied to, ``reading`` learns from every query what a page shows, ``writing`` tells
the outbox of every write, ``tags`` turns a change into the tags it drops, ``store`` keeps the files, ``layer`` serves
them. The rules stand in ``docs/rendered.md``.
"""
