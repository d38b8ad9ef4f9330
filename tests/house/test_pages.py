"""The base pages and every macro render, in both languages, with nothing undefined."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from app.i18n import Catalogue, Message
from app.i18n.common import MESSAGES

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
PAGES = {
    "handheld.html": """{% extends "base_pda.html" %}
        {% block strip %}{{ m.strip(8, 24, "2022-11-22T16:00:00+08:00", "16:00", 3) }}
        {% endblock %}
        {% block main %}
        {{ m.good("g-mug", "#c5161d", "l") }}{{ m.good(image_url="/goods/1.png", alt="mug") }}
        {{ m.scanbar("Scan a tote") }}{% endblock %}""",
    "bench.html": """{% extends "base_desk.html" %}{% block page_class %}bench{% endblock %}
        {% block topbar %}
        {% call m.topbar("Bench 03", "Li Ming", [("/board", "Board", "b")], "b") %}
        {{ m.device("i-scale", "597 g", True) }}{{ m.device("i-print", "-", False) }}
        {{ m.theme_switch() }}{{ m.log_out() }}{% endcall %}{% endblock %}
        {% block main %}{{ m.band(731, 812, 893, 597, "no", "expected 812 g") }}
        {{ m.band(731, 812, 893) }}
        {{ m.chip("OK", "done") }}{{ m.chip("wave", "want") }}{{ m.tag("x") }}
        {{ m.card_head("A") }}
        {{ m.button("Go", "i-chev", "btn--main", "go", data={"act": "go"}, disabled=True) }}
        {{ m.link_button("Open", "/board", "i-right") }}
        {% call m.field("PIN") %}<input class="field__box">{% endcall %}{% endblock %}""",
    "card.html": """{% set prefixes = ["gate."] %}{% extends "base_desk.html" %}
        {% block main %}
        {{ m.barcode("1101", "WG-1") }}{{ m.qr(["10", "01"], "here") }}{% endblock %}""",
}


def render(page: str, lang: str, **context: object) -> str:
    catalogue = Catalogue()
    catalogue.add(MESSAGES)
    catalogue.add(
        {"gate.off": Message("差 {n} 克", "{n} g off"), "elsewhere.x": Message("甲", "A")}
    )
    environment = Environment(
        loader=ChoiceLoader([DictLoader(PAGES), FileSystemLoader(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        t=lambda code, **params: catalogue.say(code, lang, **params),
        lang=lang,
        texts=lambda *prefixes: catalogue.texts(lang, prefixes),
        theme="dark",
        zone="Asia/Shanghai",
        asset=lambda path: f"/static/{path}",
        caller=SimpleNamespace(name="Wang Fang", csrf_token="token-1"),
        request=None,
    )
    return environment.get_template(page).render(**context)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_renders_whole_and_says_no_bare_code(page, lang):
    html = render(page, lang)

    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in html
    shown = html[: html.index('id="page-data"')]
    assert re.findall(r"\b(?:ui|verdict)\.[a-z_]+\b", shown) == []
    assert 'name="csrf-token" content="token-1"' in html


def test_page_data_cannot_break_out_of_its_script():
    html = render("handheld.html", "en", page_data={"name": "</script><b>"})

    data = re.search(r'id="page-data">(.*?)</script>', html)
    assert data is not None
    assert json.loads(data.group(1)) == {"name": "</script><b>"}


def test_a_page_carries_the_texts_its_scripts_say():
    html = render("card.html", "en")

    data = re.search(r'id="texts">(.*?)</script>', html)
    assert data is not None
    texts = json.loads(data.group(1))
    assert texts["verdict.wrong_item"] == "Wrong item"
    assert texts["gate.off"] == "{n} g off"
    assert "elsewhere.x" not in texts


def test_a_barcode_keeps_its_quiet_zones():
    html = render("card.html", "en")

    assert 'viewBox="-10 0 24 40"' in html
    assert "M0 0h1v40h-1zM1 0h1v40h-1zM3 0h1v40h-1z" in html


@pytest.mark.parametrize(
    ("tone", "status", "sign"), [("no", 404, "v-no"), ("none", 503, "v-srv")]
)
def test_a_refused_address_says_why_and_shows_the_way_back(tone, status, sign):
    refusal = {"detail": "No such page.", "code": "a.b", "tone": tone, "status": status}

    html = render("problem.html", "en", problem=refusal)

    assert "No such page." in html
    assert f'href="#{sign}"' in html
    assert 'href="/"' in html


def test_a_page_asks_what_a_caller_may_only_where_there_is_one():
    """A machine that reads may open pages, too; to a page it is nobody."""
    pages = TEMPLATES.parent.glob("**/templates/**/*.html")
    asked = re.compile(r"(?<!caller and )caller\.may\(")

    assert [page.name for page in pages if asked.search(page.read_text("utf-8"))] == []
