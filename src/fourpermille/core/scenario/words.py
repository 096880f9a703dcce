"""Small words of the specification, in the current language."""

from fourpermille.core.i18n import _


def kind_words(kind: str) -> str:
    """Name a kind of value."""
    names = {
        "number": _("a number"),
        "whole number": _("a whole number"),
        "text": _("text in quotation marks"),
        "list": _("a list"),
        "switch": _("true or false"),
    }
    return names[kind]


def span_words(minimum: float | None, maximum: float | None, exclusive: bool = False) -> str:
    """Say a range; "" where there is none."""
    low, high = (None if v is None else f"{v:g}" for v in (minimum, maximum))
    if low is not None and high is not None:
        text = _("above {low} and below {high}") if exclusive else _("{low} to {high}")
        return text.format(low=low, high=high)
    if low is not None:
        return (_("above {low}") if exclusive else _("at least {low}")).format(low=low)
    if high is not None:
        return (_("below {high}") if exclusive else _("at most {high}")).format(high=high)
    return ""
