"""SQL that several tables are asked with: where a section or a change stands, and which changes were told.

A change stands where its first new section does, or, where it only took something away, its first old one.
"""

from __future__ import annotations

from typing import Final

STANDS_IN: Final = """section.sheet = version.sheet AND section.since <= version.id
    AND (section.until IS NULL OR section.until > version.id)"""
"""Which rows of `section` stand in a `version`; their order there is that of `place`."""

HOLDERS: Final = f"""JOIN version begun ON begun.id = section.sheet
JOIN version ON version.derivation = begun.derivation AND {STANDS_IN}"""
"""Every text that a `section` stands in."""

CHANGE_PLACE: Final = """
       coalesce(new.path, new.number, old.path, old.number) AS path, coalesce(new.heading, old.heading) AS heading,
       coalesce(new.clause, old.clause) AS clause, coalesce(new_side.ordinal, old_side.ordinal) AS ordinal"""
"""Columns; they need `CHANGE_SECTIONS`."""

CHANGE_SECTIONS: Final = """
LEFT JOIN change_section new_side ON new_side.change = change.id AND new_side.side = 'new' AND new_side.position = 0
LEFT JOIN section new ON new.id = new_side.section
LEFT JOIN change_section old_side ON old_side.change = change.id AND old_side.side = 'old' AND old_side.position = 0
LEFT JOIN section old ON old.id = old_side.section"""

TOLD_STEP: Final = """
JOIN change_set ON change_set.comparison = change.comparison AND change_set.confirmed_at IS NOT NULL
    AND change_set.held_because IS NULL
JOIN derivation ON derivation.id = change_set.derivation AND derivation.is_current"""
"""The told steps of the current derivation in which a `change` is."""
