"""Every character is drawn by a font that has it, or named."""

import subprocess
import sys

import pytest

from labels import NoFontError, fonts
from tests.labels import samples


@pytest.fixture
def bare_machine(tmp_path):
    with samples.bare_machine(tmp_path) as folder:
        yield folder


def test_chinese_latin_and_signs_are_printable():
    assert fonts.unprintable("张三丰 㙍 Íñigo Peña ® ™ × → … · – Ω Ж 1,234") == []


def test_a_character_that_no_font_has_is_named_once():
    assert fonts.unprintable("𠮷野家 👍👍") == ["𠮷", "👍"]


@pytest.mark.parametrize("char", ["\x07", "\ud800", "\ue000", "ع", "א", "\u0301"])
def test_what_cannot_be_drawn_alone_counts_as_unprintable(char):
    assert fonts.unprintable(f"a{char}") == [char]


def test_bold_latin_has_its_own_font_and_bold_chinese_is_thickened():
    (latin, _), (chinese, text) = fonts.runs("A8 杭州", bold=True)

    assert latin.bold
    assert not chinese.bold
    assert text == "杭州"


def test_without_a_chinese_font_the_error_says_what_to_install(bare_machine):
    assert fonts.unprintable("Íñigo ®") == []
    with pytest.raises(NoFontError, match="apt-get install -y fonts-wqy-microhei"):
        fonts.unprintable("张")


def test_a_font_with_postscript_outlines_or_damage_is_passed_over(bare_machine):
    (bare_machine / "wqy-microhei.ttc").write_bytes(b"OTTO" + bytes(400))

    assert fonts.unprintable("a") == []


def test_all_fonts_together_take_little_memory():
    program = (
        "import psutil; from labels import fonts, raster\n"
        "before = psutil.Process().memory_info().rss\n"
        "fonts.unprintable('王𠮷')  # asks every font there is\n"
        "print(psutil.Process().memory_info().rss - before)"
    )
    found = subprocess.check_output([sys.executable, "-c", program], text=True)

    assert int(found) < 45e6  # 70 MB as reportlab keeps them, 27 MB packed
