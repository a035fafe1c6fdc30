"""Bytes -> blocks -> tree of sections. Pure: no clock, network, database or configuration object."""
