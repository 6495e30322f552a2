"""The last gate before a page: HTML keeps what is listed here, and nothing else."""

import re

import nh3

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TAGS = {
    *_HEADINGS, "p", "br", "hr", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "section", "a", "sup",
    "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
_ATTRIBUTES = {
    **{heading: {"id"} for heading in _HEADINGS},
    "p": {"id"},
    "a": {"href", "id", "aria-label"},
    "ol": {"start", "aria-labelledby"},
    "div": {"aria-label"},
}
_FIXED_VALUES = {
    "a": {"rel": {"noreferrer"}},
    "div": {"tabindex": {"0"}, "role": {"group"}},
    "ol": {"role": {"list"}},
    "pre": {"tabindex": {"0"}},
}
_CLASSES = {
    "a": {"term", "fn", "address"},
    "p": {"note-label", "tl-title"},
    "section": {"note", "note-important", "note-note", "note-tip"},
    "ol": {"tl"},
    "div": {"tbl"},
}
_OWN_ID = re.compile(r"(s|t|tl|fr)-[^\s\"'<>]+")
_OWN_ADDRESS = re.compile(r"(#|/(?![/\\])|https?://|mailto:|tel:)[^\s\\]*", re.IGNORECASE)


def clean(html: str) -> str:
    """Return `html` with only the tags, attributes, classes and addresses that course text may have."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        attribute_filter=_own,
        tag_attribute_values=_FIXED_VALUES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _own(tag: str, attribute: str, value: str) -> str | None:
    """Return the value when it is of a form that the compiler itself writes."""
    if attribute in {"id", "aria-labelledby"}:
        return value if _OWN_ID.fullmatch(value) else None
    if attribute == "href":
        return value if _OWN_ADDRESS.fullmatch(value) else None
    if attribute == "start":
        return value if value.isdecimal() else None
    return value
