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
        {% block verdict %}{{ m.verdict("no", "拿错了", "放回去") }}{% endblock %}
        {% block main %}{{ m.sign("Go to bin", "A-03-02", 2, 4, "Level 2") }}
        {{ m.good("g-mug", "#c5161d", "l") }}{{ m.good(image_url="/goods/1.png", alt="mug") }}
        {{ m.swatch("#c5161d") }}{{ m.pips(1, 3) }}{{ m.pips(2, 40) }}
        {{ m.cart([{"n": 1, "note": "6 pcs"}, {"n": 2}], 2) }}
        {{ m.choice("Damaged", "i-box", "x") }}
        {{ m.plate("Put into", "A-LONG-CODE-1") }}{{ m.flash("ok") }}{% endblock %}""",
    "halted.html": """{% extends "base_pda.html" %}{% block screen %}
        {% call m.halt("Stop", "Order intercepted", "15:16") %}{{ m.plate("into", "PB-07") }}
        {% endcall %}{% endblock %}""",
    "bench.html": """{% extends "base_desk.html" %}{% block page_class %}bench{% endblock %}
        {% block topbar %}
        {% call m.topbar("Bench 03", "Li Ming", [("/board", "Board", "b")], "b") %}
        {{ m.device("i-scale", "597 g", True) }}{{ m.device("i-print", "-", False) }}
        {{ m.theme_switch() }}{{ m.log_out() }}{% endcall %}{% endblock %}
        {% block steps %}{{ m.steps(["Tote", "Check", "Weigh", "Label"], 2, bad=True) }}
        {% endblock %}
        {% block main %}{{ m.band(731, 812, 893, 597, "no", "expected 812 g") }}
        {{ m.band(731, 812, 893) }}{{ m.track(40) }}
        {{ m.wavebar(80, 60, 40, 70) }}{{ m.age(80) }}
        {{ m.chip("OK", "done") }}{{ m.chip("wave", "want") }}{{ m.tag("x") }}
        {{ m.card_head("A") }}
        {{ m.button("Go", "i-chev", "btn--main", "go", data={"act": "go"}, disabled=True) }}
        {{ m.link_button("Open", "/board", "i-right") }}
        {% call m.field("PIN") %}<input class="field__box">{% endcall %}{% endblock %}
        {% block commands %}{{ m.command("Short", "WG:SHORT", "i-short", "off") }}
        {% endblock %}""",
    "card.html": """{% set prefixes = ["gate."] %}{% extends "base_paper.html" %}
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


def test_paper_is_bright_whatever_the_person_chose():
    html = render("card.html", "zh")

    assert 'data-theme="bright" data-theme-fixed' in html


def test_a_step_that_went_wrong_stands_between_done_and_to_come():
    html = render("bench.html", "en")
    steps = re.findall(r'<li(?: class="([\w-]+)")?', html[html.index('id="steps"') :])

    assert steps[:4] == ["was-done", "was-done", "bad", ""]


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
