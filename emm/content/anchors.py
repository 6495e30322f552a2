"""Gives the places in a compiled text other names, so that texts of several pages can stand together on one."""

import re
from collections.abc import Callable

# What the compiler and the templates write: names in lower case, every value in double quotes.
_TAG = re.compile(r'<[a-z](?:[^<>"]|"[^"]*")*>')
_NAME = re.compile(r'(?<=\s)(id|for|aria-labelledby|aria-describedby|href)="([^"]*)"')
_HEADING = re.compile(r"(</?h)([2-5])(?=[\s>])")


def renamed(html: str, name: Callable[[str], str], address: Callable[[str], str]) -> str:
    """Return `html` with every id and every reference to one changed by `name`, every link by `address`."""

    def attribute(found: re.Match[str]) -> str:
        label, value = found.groups()
        new = address(value) if label == "href" else " ".join(map(name, value.split()))
        return f'{label}="{new}"'

    return _TAG.sub(lambda tag: _NAME.sub(attribute, tag[0]), html)


def deepened(html: str) -> str:
    """Return `html` with each heading one level further down."""
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
