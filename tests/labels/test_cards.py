"""Cards and sheets: every code on them can be scanned, every page is there."""

from datetime import datetime

import pypdfium2
import pytest

import labels
from app.people.rules import PEOPLE_ROLES
from labels import Handed, Manifest, badge_cards, command_card, manifest, verify
from labels.cards import CardBox

COMMANDS = ["WG:CONFIRM", "WG:SHORT", "WG:UNDO", "WG:PARK", "WG:REPRINT", "WG:SUPERVISOR"]


def people(count):
    return [
        {"badge": f"WG-{n:04d}", "name": f"王芳{n}", "roles": ["picker", "packer"]}
        for n in range(count)
    ]


def said(pdf, page=0):
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage().get_text_range()
    document.close()
    return text


def test_every_badge_of_a_sheet_scans():
    cards = badge_cards(people(10), site="华东一仓")

    assert verify.decode(cards) == [f"WG-{n:04d}" for n in range(10)]
    assert "华东一仓" in said(cards)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (10, 1), (11, 2)])
def test_ten_badges_stand_on_a_sheet(count, pages):
    assert len(pypdfium2.PdfDocument(badge_cards(people(count)))) == pages


def test_roles_are_told_in_the_language_asked_for():
    assert "拣货、打包" in said(badge_cards(people(1))) or "打包、拣货" in said(
        badge_cards(people(1))
    )
    assert "Packer, Picker" in said(badge_cards(people(1), lang="en"))


@pytest.mark.parametrize("role", sorted(PEOPLE_ROLES))
def test_every_role_that_people_have_is_told_in_words(role):
    person = {"badge": "B1", "name": "王芳", "roles": [role]}

    for lang in ("zh", "en"):
        assert role not in said(badge_cards([person], lang=lang))


@pytest.mark.parametrize(
    "badge", [{"badge": "工牌", "name": "x"}, {"badge": "B1"}, {"badge": "B1", "name": ""}]
)
def test_a_badge_that_cannot_be_scanned_is_refused(badge):
    with pytest.raises(labels.LabelInvalidError):
        badge_cards([badge])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("boxes", [0, 4, 10])
def test_every_command_and_carton_scans(lang, boxes):
    cartons = [CardBox(code=str(n), size="230×170×120 mm") for n in range(boxes)]

    assert verify.decode(command_card(lang, cartons)) == COMMANDS + [
        f"WG:BOX:{n}" for n in range(boxes)
    ]


def test_a_card_has_room_for_ten_cartons():
    with pytest.raises(labels.LabelInvalidError, match="boxes"):
        command_card("zh", [{"code": str(n)} for n in range(11)])


def sheet(count):
    return Manifest(
        number="M-20261122-003",
        carrier="北辰速运",
        vehicle="浙A·8F21K",
        site="华东一仓",
        closed_at=datetime(2026, 11, 22, 18, 30),  # noqa: DTZ001 - the site's wall clock
        parcels=tuple(Handed(f"BC{n:012d}", f"P-{n:06d}", 1000) for n in range(count)),
        handed_by="周敏",
    )


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (30, 1), (31, 2), (95, 4)])
def test_a_manifest_lists_every_parcel_once(count, pages):
    made = manifest(sheet(count))

    text = "".join(said(made, page) for page in range(pages))
    assert len(pypdfium2.PdfDocument(made)) == pages
    assert [text.count(f"BC{n:012d}") for n in range(count)] == [1] * count
    assert f"共 {count} 件，{count * 1000:,} g" in text
    assert verify.decode(made) == ["M-20261122-003"]


def test_a_manifest_speaks_english_too():
    text = said(manifest(sheet(2), lang="en"))

    assert "2 parcels, 2,000 g in all" in text
    assert "Received by driver" in text
