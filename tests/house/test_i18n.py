"""The texts keep their promises: both languages, the same parameters, words that fit."""

from __future__ import annotations

import importlib
import logging
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from app.i18n import LANGUAGES, Catalogue, Message, Tone
from app.i18n.common import MESSAGES, VERDICTS

APP = Path(__file__).parents[2] / "app"
CONTRACT_VERDICTS = (
    *("ok", "task_done", "list_done", "wrong_bin", "wrong_item", "wrong_tote"),
    *("over_quantity", "unknown_code", "ambiguous", "other_order", "already_done", "bounce"),
    *("expired_lot", "serial_needed", "intercepted", "reassigned", "not_claimed"),
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def catalogues() -> dict[str, dict[str, Message]]:
    """Every MESSAGES of the house, by module."""
    rooms = sorted(path.parent.name for path in APP.glob("*/messages.py"))
    modules = ["app.i18n.common", *(f"app.{room}.messages" for room in rooms)]
    return {name: importlib.import_module(name).MESSAGES for name in modules}


def everything() -> list[tuple[str, Message]]:
    return [item for messages in catalogues().values() for item in messages.items()]


def parameters(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_every_code_has_a_sentence_in_both_languages():
    bare = [code for code, m in everything() if not (m.zh.strip() and m.en.strip())]

    assert bare == []


def test_no_english_sentence_is_left_in_chinese_characters():
    mixed = [
        code
        for code, message in everything()
        if CHINESE.search(message.en) and code != "ui.other_language"
    ]

    assert mixed == []


def test_a_sentence_takes_the_same_parameters_in_both_languages():
    uneven = [
        code
        for code, message in everything()
        if set(parameters(message.zh)) != set(parameters(message.en))
    ]

    assert uneven == []


def test_parameters_are_named_never_counted():
    unnamed = [
        code
        for code, message in everything()
        if any(not name.isidentifier() for name in parameters(message.zh + message.en))
    ]

    assert unnamed == []


def test_no_two_rooms_share_a_code():
    catalogue = Catalogue()
    for messages in catalogues().values():
        catalogue.add(messages)

    assert len(catalogue.codes()) == len(everything())


def test_a_code_is_dotted_and_in_small_letters():
    dotted = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
    crooked = [code for code, _ in everything() if not dotted.fullmatch(code)]

    assert crooked == []


def test_every_text_a_page_asks_for_is_written():
    scripts = [*APP.glob("client/*.js"), *APP.glob("*/client/*.js")]
    pages = [*APP.glob("templates/*.html"), *APP.glob("*/templates/**/*.html"), *scripts]
    asked = re.compile(r"""\bt\(\s*['"]([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)['"]""")
    known = {code for code, _ in everything()}

    missing = {
        f"{page.name}: {code}"
        for page in pages
        for code in asked.findall(page.read_text(encoding="utf-8"))
        if code not in known
    }

    assert missing == set()


@pytest.mark.parametrize("verdict", [*CONTRACT_VERDICTS, "offline", "server_error"])
def test_every_verdict_has_a_word_and_a_tone(verdict):
    message = MESSAGES[f"verdict.{verdict}"]

    assert message.tone is not Tone.NONE


@pytest.mark.parametrize("code", sorted(VERDICTS))
def test_a_verdicts_word_is_one_line_on_a_handheld(code):
    message = VERDICTS[code]

    assert len(CHINESE.findall(message.zh)) <= 6
    assert len(message.zh) <= 8
    assert len(message.en) <= 14


def test_a_refusal_carries_a_status_of_its_own_kind():
    odd = [code for code, message in everything() if not 200 <= message.status < 600]

    assert odd == []


def test_a_code_is_refused_when_it_is_taken():
    catalogue = Catalogue()
    catalogue.add({"a.b": Message("甲", "A")})

    with pytest.raises(ValueError, match=r"a\.b"):
        catalogue.add({"a.b": Message("乙", "B")})


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "还有 3 条"), ("en", "3 left"), ("fr", "还有 3 条")]
)
def test_a_sentence_is_said_in_the_language_asked_for(lang, said):
    catalogue = Catalogue()
    catalogue.add({"a.left": Message("还有 {n} 条", "{n} left")})

    assert catalogue.say("a.left", lang, n=3) == said


@pytest.mark.parametrize("code", ["a.left", "a.nobody_wrote_this", "a.broken"])
def test_a_missing_text_or_parameter_says_the_code_and_is_logged(code, caplog):
    catalogue = Catalogue()
    catalogue.add({"a.left": Message("还有 {n} 条", "{n} left"), "a.broken": Message("{", "{")})

    with caplog.at_level(logging.ERROR):
        said = catalogue.say(code, "en")

    assert said == code
    assert code in caplog.text


def test_the_browser_gets_only_the_texts_it_asks_for():
    catalogue = Catalogue()
    catalogue.add({"ui.a": Message("甲", "A"), "pick.b": Message("乙", "B")})
    catalogue.add({"x.c": Message("丙", "C")})

    assert catalogue.texts("en", ["ui.", "pick."]) == {"ui.a": "A", "pick.b": "B"}
    assert catalogue.texts("en", []) == {}


def test_an_unknown_code_sounds_like_nothing():
    assert Catalogue().tone("a.nobody_wrote_this") is Tone.NONE


def test_the_house_speaks_two_languages():
    assert LANGUAGES == ("zh", "en")
