"""Blocks -> the tree of sections.

What the files of this room keep, whatever the blocks (tests/test_outline.py tries it on random ones):

- A mark stands for one block, and no block has two. Marks are in the order of their blocks.
- Lines of a contents list and rows of a table have no mark: they are text.
- `enumerations` decides for a whole list: all its items are clauses, or none is.
- `marks` only proposes. `tree` keeps or drops a mark as a whole, and never makes one.
- The nodes of the tree, read from top to bottom, are the kept marks in their order; each stands once.
- What belongs to no kept mark is text of the section before it, so no word is lost and none is said twice.
"""
