"""Rules for static/emm.css: contrast in both themes, logical properties, nothing from elsewhere, size."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = (Path(__file__).parents[2] / "static" / "emm.css").read_text(encoding="utf-8")
CSS = re.sub(r"/\*.*?\*/", "", SOURCE, flags=re.DOTALL)

TEXT, PART, ENHANCED = 4.5, 3.0, 7.0
LIGHT, DARK_BY_DEVICE, DARK_BY_CHOICE = ":root", ":root:not([data-theme=light])", ":root[data-theme=dark]"
FOREGROUNDS: list[tuple[str, str, float]] = [
    ("text", "bg surface tint mark ok-bg part-bg retry-bg err-bg", TEXT),
    ("muted", "bg surface tint ok-bg part-bg retry-bg", TEXT),
    ("link", "bg surface tint ok-bg part-bg retry-bg err-bg", TEXT),
    ("link-hover", "bg surface tint ok-bg part-bg retry-bg err-bg", TEXT),
    ("visited", "bg surface", TEXT),
    ("on-accent", "link link-hover", TEXT),
    ("ok", "bg ok-bg", TEXT),
    ("part", "bg part-bg", TEXT),
    ("retry", "bg retry-bg", TEXT),
    ("err", "bg surface err-bg", TEXT),
    ("line", "bg surface", PART),
    ("link", "rule", PART),
    ("focus", "bg surface", PART),
]
PAIRS = [(front, back, least) for front, backs, least in FOREGROUNDS for back in backs.split()]
TEXT_PAIRS = [(front, back) for front, back, least in PAIRS if least == TEXT]
EITHER_THEME = pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])

PHYSICAL = re.compile(
    r"(left|right|top|bottom|width|height|(min|max)-(width|height)|overflow-[xy]|float|clear"
    r"|(margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)(-\w+)?"
    r"|border-(top|bottom)-(left|right)-radius)"
)


def blocks(css: str, around: str = "") -> Iterator[tuple[str, str, str]]:
    """Give each rule as (at-rules around it, selector, body)."""
    for head, body in re.findall(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}", css):
        selector = " ".join(head.split(";")[-1].split())
        if "{" in body:
            yield from blocks(body, selector)
        else:
            yield around, selector, body


RULES = list(blocks(CSS))


def declarations() -> Iterator[tuple[str, str, str, str]]:
    """Give each declaration as (at-rules around it, selector, property, value)."""
    for around, selector, body in RULES:
        for line in body.split(";"):
            if line.strip():
                name, _, value = line.partition(":")
                yield around, selector, name.strip(), value.strip()


DECLARATIONS = list(declarations())


def tokens(selector: str) -> dict[str, str]:
    """Read the custom properties of the first rule with this selector."""
    body = next(body for _, found, body in RULES if found == selector)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def luminance(colour: str) -> float:
    assert re.fullmatch(r"#[0-9A-Fa-f]{6}", colour), f"{colour} is not a six-digit colour"
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: str, front: str, back: str) -> float:
    colours = tokens(theme)
    dark, light = sorted([luminance(colours[front]), luminance(colours[back])])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_the_wcag_formula() -> None:
    assert luminance("#FFFFFF") == pytest.approx(1)
    assert luminance("#000000") == 0
    assert luminance("#808080") == pytest.approx(0.2159, abs=1e-4)


@EITHER_THEME
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(theme: str, front: str, back: str, least: float) -> None:
    assert contrast(theme, front, back) >= least


@EITHER_THEME
@pytest.mark.parametrize(("front", "back"), [pair for pair in TEXT_PAIRS if pair != ("muted", "tint")])
def test_text_contrast_is_enhanced(theme: str, front: str, back: str) -> None:
    """WCAG 1.4.6, which the project takes on beyond level AA."""
    assert contrast(theme, front, back) >= ENHANCED


def test_both_dark_blocks_are_identical() -> None:
    by_device = next(body for _, selector, body in RULES if selector == DARK_BY_DEVICE)
    by_choice = next(body for _, selector, body in RULES if selector == DARK_BY_CHOICE)
    assert by_device.split() == by_choice.split()


def test_dark_theme_sets_every_colour() -> None:
    colours = {name for name, value in tokens(LIGHT).items() if value.startswith("#")}
    assert set(tokens(DARK_BY_CHOICE)) == colours


def test_colours_are_tokens() -> None:
    literal = re.compile(
        r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(|\b(white|black)\b", re.IGNORECASE
    )
    assert [found for found in DECLARATIONS if not found[2].startswith("--") and literal.search(found[3])] == []


def test_every_token_used_is_defined() -> None:
    defined = {name for _, _, name, _ in DECLARATIONS if name.startswith("--")}
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= defined


def test_properties_are_logical() -> None:
    assert [found for found in DECLARATIONS if PHYSICAL.fullmatch(found[2])] == []


def test_values_are_logical() -> None:
    sided = [f for f in DECLARATIONS if f[2] in {"text-align", "float", "clear", "justify-content", "caption-side"}]
    assert [found for found in sided if re.search(r"\b(left|right)\b", found[3])] == []


def test_shorthands_are_the_same_at_both_inline_sides() -> None:
    """`margin: 1 2 3 4` sets left and right apart, so it would not turn round with the text."""
    for around, selector, name, value in DECLARATIONS:
        if name in {"margin", "padding", "inset", "border-width", "border-color", "border-style", "border-radius"}:
            parts = re.findall(r"[\w-]*\([^()]*(?:\([^()]*\)[^()]*)*\)|\S+", value)
            assert len(parts) < 4, (around, selector, name, value)


def test_nothing_is_fetched() -> None:
    assert "@import" not in CSS
    assert "@font-face" not in CSS
    assert "url(" not in CSS


def test_sizes_follow_the_reader() -> None:
    assert [found for found in DECLARATIONS if found[2] in {"font", "font-size"} and "px" in found[3]] == []


def test_text_is_never_too_small() -> None:
    sizes = [
        float(size)
        for _, _, name, value in DECLARATIONS
        if name == "font-size"
        for size in re.findall(r"([\d.]+)rem", value)
    ]
    assert min(sizes) >= 0.875


def test_important_only_where_the_device_takes_over() -> None:
    allowed = ("@media print", "@media (forced-colors: active)")
    assert [found for found in DECLARATIONS if "!important" in found[3] and found[0] not in allowed] == []


def test_old_engines_are_not_left_out() -> None:
    assert not re.search(r":has\(|@layer|@container|&|subgrid", CSS)


def test_size() -> None:
    assert len(gzip.compress(SOURCE.encode(), 9)) <= 6 * 1024
