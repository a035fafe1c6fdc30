"""Answers -> web pages: one table of routes, made into files (`site.py`) or served live (`serve.py`).

A page is made in two steps: a pure function turns the record's answers into a view (a frozen value), and a template
turns the view into HTML. Static and live differ only in who asks.
"""
