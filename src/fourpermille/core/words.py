"""Words of tables as their parameter sets spell them."""


def plain_word(text: str) -> str:
    """Return a word without capitals, hyphens and spaces: ``Improved grassland`` is one word."""
    return "_".join(text.casefold().replace("-", " ").split())
