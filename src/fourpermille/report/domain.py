"""Which places lie outside what the method was made for, and why, in the reader's language."""

import numpy as np
from numpy.typing import NDArray

from fourpermille.assessment.domain import IMPOSSIBLE, domain_words
from fourpermille.report.facts import Facts

FLAGS, WORDS = "outside_domain_flags", "outside_domain"

Mask = NDArray[np.bool_]


def outside(facts: Facts) -> Mask:
    """Mark the places for which the method was not made."""
    if facts.has(FLAGS):
        return _flags(facts) > 0
    return np.array([bool(text) for text in facts.texts(WORDS)])


def impossible(facts: Facts) -> Mask:
    """Mark the places whose stock no past can explain: they have no answer, whatever the data."""
    if facts.has(FLAGS):
        return (_flags(facts) & IMPOSSIBLE) > 0
    return np.zeros(facts.count, bool)


def reasons(facts: Facts) -> list[tuple[str, Mask]]:
    """Return each reason in words with the places it holds for.

    Results that carry no flags bring words, in whatever language they were computed in.
    """
    if facts.has(FLAGS):
        flags = _flags(facts)
        bits = [1 << bit for bit in range(int(flags.max()).bit_length())]
        found = [(domain_words(bit), (flags & bit) > 0) for bit in bits]
    else:
        texts = [text.split("; ") for text in facts.texts(WORDS)]
        words = sorted({part for parts in texts for part in parts if part})
        found = [(word, np.array([word in parts for parts in texts])) for word in words]
    return [(word, where) for word, where in found if where.any()]


def _flags(facts: Facts) -> NDArray[np.int64]:
    return np.asarray(facts.results[FLAGS].values, int)
