"""The look keeps its promises: contrast, Chrome 64, colours from tokens, no inline style."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
CLIENT = APP / "client"
STYLES = sorted([*APP.glob("client/*.css"), *APP.glob("*/client/*.css")])
TEMPLATES = sorted([*APP.glob("templates/**/*.html"), *APP.glob("*/templates/**/*.html")])
SCRIPTS = sorted([*APP.glob("client/*.js"), *APP.glob("*/client/*.js")])

# (foreground, background, least ratio): 4.5 is AA for text, 3 for large signs and edges.
VERDICTS = ("ok", "no", "warn", "stop", "off", "srv")
INKS = ("ink", "ink-2", "ink-3")
PAIRS: list[tuple[str, str, float]] = [
    *[(ink, back, 4.5) for ink in INKS for back in ("paper", "ground", "sunk")],
    ("frame-ink", "frame", 7),
    ("frame-ink-2", "frame", 4.5),
    ("frame-ok", "frame", 4.5),
    ("edge", "paper", 3),
    ("edge", "ground", 3),
    ("want-ink", "want", 4.5),
    ("plate-ink", "plate", 4.5),
    ("plate", "ground", 3),
    ("want", "paper", 3),
    ("want", "ground", 3),
    *[("want-text", back, 4.5) for back in ("paper", "ground", "want-soft")],
    ("ink", "want-soft", 7),
    ("ink-2", "want-soft", 4.5),
    *[(f"{v}-ink", v, 4.5) for v in VERDICTS],
    *[(f"{v}-text", f"{v}-soft", 4.5) for v in VERDICTS],
    *[(f"{v}-text", back, 4.5) for v in VERDICTS for back in ("paper", "ground")],
    *[("ink", f"{v}-soft", 7) for v in VERDICTS],
    *[("ink-2", f"{v}-soft", 4.5) for v in VERDICTS],
    # Amber alone is never an edge: it carries its own dark ink.
    *[(v, "paper", 3) for v in VERDICTS if v != "warn"],
    ("stop-ink", "stop-stripe", 4.5),
    ("c3", "paper", 3),
    ("c2", "paper", 3),
    ("c3", "c1", 3),
    ("c-plan", "paper", 7),
]
TOO_NEW_IN_STYLE = {
    r"(?<![-\w])gap\s*:": "gap: write grid-gap, or margins in flex",
    r"\b(row|column)-gap\s*:": "row-gap, column-gap: write grid-row-gap",
    r":has\(|:is\(|:where\(|:focus-visible": "a selector newer than Chrome 64",
    r"aspect-ratio\s*:": "aspect-ratio",
    r"(?<![-\w])(clamp|min|max)\(": "clamp, min, max",
    r"(?<![-\w])inset\s*:": "inset: write top, right, bottom, left",
    r"rgba?\(\s*\d+\s+\d+": "space-separated rgb()",
    r"display:\s*contents|overflow:\s*clip|:\s*anywhere": "a value newer than Chrome 64",
    r"conic-gradient|backdrop-filter|color-mix": "a function newer than Chrome 64",
    r"(margin|padding)-(inline|block)": "logical margins",
    r"\d(dvh|svh|lvh)\b|@layer|@container": "a unit or rule newer than Chrome 64",
}
# Newer than Chrome 64 and not something a bundler can write in older words.
TOO_NEW_IN_SCRIPT = (
    r"\.replaceAll\(|\.matchAll\(|\.replaceChildren\(|\.toggleAttribute\(|\.flatMap\(|\.flat\(|"
    r"\.at\(|\.findLast\(|Object\.fromEntries\(|Object\.hasOwn\(|Promise\.(allSettled|any)\(|"
    r"\bglobalThis\b|\bstructuredClone\(|\bqueueMicrotask\(|\bAbortController\b|randomUUID\(|"
    r"\bResizeObserver\b|\.checkVisibility\(|\.trimStart\(|\.trimEnd\(|\bBigInt\b|\bWeakRef\b|"
    r"RelativeTimeFormat|ListFormat|\.toSorted\(|\.toReversed\(|<dialog|\.showModal\("
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)")


def names(path: Path) -> str:
    return str(path.relative_to(APP))


def style(path: Path) -> str:
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def script(path: Path) -> str:
    """A script without its comments."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(?m)(^|\s)//.*$", "", text)


def tokens(selector: str) -> dict[str, str]:
    css = style(CLIENT / "tokens.css")
    start = css.index("{", css.index(selector)) + 1
    found = re.findall(r"--([\w-]+):\s*([^;]+);", css[start : css.index("}", start)])
    return {name: " ".join(value.split()) for name, value in found}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["bright", "dark"])
def test_every_pair_of_colours_can_be_read(theme):
    values = tokens(":root")
    if theme == "dark":
        values |= tokens('[data-theme="dark"]')

    faint = [
        f"--{front} on --{back}"
        for front, back, least in PAIRS
        if contrast(values[front], values[back]) < least
    ]

    assert faint == []


def test_the_automatic_theme_is_the_dark_one():
    assert tokens('[data-theme="auto"]') == tokens('[data-theme="dark"]')


@pytest.mark.parametrize("path", STYLES, ids=names)
def test_a_stylesheet_uses_only_what_chrome_64_knows(path):
    hits = [why for pattern, why in TOO_NEW_IN_STYLE.items() if re.search(pattern, style(path))]

    assert hits == []


@pytest.mark.parametrize("path", SCRIPTS, ids=names)
def test_a_script_uses_only_what_chrome_64_knows(path):
    assert re.findall(TOO_NEW_IN_SCRIPT, script(path)) == []


@pytest.mark.parametrize("path", STYLES, ids=names)
def test_colours_come_from_the_tokens(path):
    found = [] if path.name == "tokens.css" else COLOUR.findall(style(path))

    assert found == []


@pytest.mark.parametrize("path", STYLES, ids=names)
def test_every_token_used_is_defined(path):
    used = set(re.findall(r"var\(--([\w-]+)", style(path)))

    assert used - set(tokens(":root")) <= {"knock"}


@pytest.mark.parametrize("path", STYLES, ids=names)
def test_a_stylesheet_reaches_for_nothing_outside(path):
    outside = r"url\(\s*['\"]?https?:|@font-face|@import\s+['\"]?https?:"

    assert re.findall(outside, style(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_a_template_holds_nothing_that_the_csp_forbids(path):
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", text)

    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", text) == []
    assert inline == []


@pytest.mark.parametrize("path", SCRIPTS, ids=names)
def test_a_script_builds_its_page_without_parsing_html(path):
    risky = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write\(|"
        r"setAttribute\(['\"]style|\beval\("
    )

    assert re.findall(risky, script(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=names)
def test_a_script_asks_to_be_type_checked(path):
    first = path.read_text(encoding="utf-8").splitlines()[:2]

    assert "// @ts-check" in first


def test_every_symbol_named_is_drawn():
    sheet = (APP / "templates/symbols.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sheet))
    named = {
        name
        for path in [*TEMPLATES, *SCRIPTS]
        for name in re.findall(r"['\"#]((?:i|v|g)-[a-z]+)['\"]", path.read_text("utf-8"))
    }

    # `i-ok` and its like are colours of an icon, not icons.
    assert named - drawn <= {f"i-{tone}" for tone in (*VERDICTS, "plain")}


def test_every_class_in_a_stylesheet_is_worn():
    pages = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *SCRIPTS])
    words = set(re.findall(r"[A-Za-z_][\w-]*", pages))
    # `verdict--${tone}` and `'chip--' ~ tone`: the beginning of a name whose end comes later
    begun = tuple(re.findall(r"([a-z][\w-]*--?)(?:\$\{|\{\{|['\"]\s*[~+])", pages))
    rules = "".join(style(path) for path in STYLES)
    named = {
        name
        for selector in re.findall(r"([^{}]+)\{", rules)
        for name in re.findall(r"\.([A-Za-z_-][\w-]*)", selector)
    }

    assert sorted(name for name in named - words if not name.startswith(begun)) == []
