"""Word lists by language that several rules share; data only."""

from __future__ import annotations

from typing import Final

LITTLE_WORDS: Final = frozenset(
    """
    a an the of to in on at by for from with as and or any all our your their its is are be this that such we you it
    de la le les des du d l à au aux en et ou un une par pour sur que qui
    der die das den dem und oder zu von im in mit für auf
    el los las del y o por con para su
    het een van op te voor met dat
    """.split()  # noqa: SIM905
)
"""Words so common (English, French, German, Spanish, Dutch) that sharing one or two of them means nothing."""

SHORTENED: Final = frozenset(
    """
    e.g i.e etc no nos art arts sec inc ltd co corp mr mrs ms dr st vs cf al u.s u.k
    bzw z.b d.h ca nr abs ggf inkl usw p.ex n° ej pág sr sra bijv o.a resp
    """.split()  # noqa: SIM905
)
"""Shortened words, without their full stop, that do not end a sentence ("e.g. your name", "Art. 6")."""
