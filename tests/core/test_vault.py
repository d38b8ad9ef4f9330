"""Labels and photos are locked on the disk; keys change, old files stay readable."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.config import Settings, load
from app.core import vault
from app.core.vault import Lock, LockedError, Vault

PDF = b"%PDF-1.4 Zhang San, 13800138000"
PATH = "labels/2026/11/22/a.pdf"


def raw(folder: Path, path: str = PATH) -> bytes:
    return (folder / path).read_bytes()


def test_a_locked_file_says_nothing_and_gives_its_content_back(tmp_path: Path) -> None:
    files = Vault(tmp_path, [b"secret"])

    digest = files.write(PATH, PDF)

    assert digest == hashlib.sha256(PDF).hexdigest()
    assert b"PDF" not in raw(tmp_path)
    assert b"138" not in raw(tmp_path)
    assert files.read(PATH) == PDF
    assert [one.name for one in (tmp_path / PATH).parent.iterdir()] == ["a.pdf"]


def test_the_same_content_never_looks_the_same_twice(tmp_path: Path) -> None:
    files = Vault(tmp_path, [b"secret"])
    files.write(PATH, PDF)
    first = raw(tmp_path)
    files.write(PATH, PDF)

    assert raw(tmp_path) != first


@pytest.mark.parametrize("at", [0, 5, 14, 30, -1])
def test_a_changed_file_is_refused(tmp_path: Path, at: int) -> None:
    files = Vault(tmp_path, [b"secret"])
    files.write(PATH, PDF)
    changed = bytearray(raw(tmp_path))
    changed[at] ^= 1
    (tmp_path / PATH).write_bytes(changed)

    if at == 0:  # no longer marked as locked: it is read as it is, and its hash tells
        assert hashlib.sha256(files.read(PATH)).digest() != hashlib.sha256(PDF).digest()
    else:
        with pytest.raises(LockedError, match=r"a\.pdf"):
            files.read(PATH)


def test_a_locked_file_in_anothers_place_is_refused(tmp_path: Path) -> None:
    files = Vault(tmp_path, [b"secret"])
    files.write(PATH, PDF)
    other = tmp_path / PATH.replace("a.pdf", "b.pdf")
    (tmp_path / PATH).rename(other)

    with pytest.raises(LockedError, match=r"b\.pdf was changed"):
        files.read(PATH.replace("a.pdf", "b.pdf"))


def test_a_file_from_before_there_were_locks_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_bytes(PDF)
    files = Vault(tmp_path, [b"secret"])

    assert files.lock_of(PATH) is Lock.PLAIN
    assert files.read(PATH) == PDF
    files.lock_again(PATH)

    assert files.lock_of(PATH) is Lock.PRESENT
    assert files.read(PATH) == PDF


def test_an_old_key_opens_and_a_foreign_one_does_not(tmp_path: Path) -> None:
    Vault(tmp_path, [b"old"]).write(PATH, PDF)
    both, stranger = Vault(tmp_path, [b"new", b"old"]), Vault(tmp_path, [b"new"])

    assert (both.lock_of(PATH), stranger.lock_of(PATH)) == (Lock.OLD, Lock.FOREIGN)
    assert both.read(PATH) == PDF
    with pytest.raises(LockedError, match="key that this site does not have"):
        stranger.read(PATH)
    both.lock_again(PATH)
    assert stranger.read(PATH) == PDF


def test_every_form_of_a_label_is_found_and_forgotten(tmp_path: Path) -> None:
    files = Vault(tmp_path, [b"secret"])
    forms = [PATH, PATH.replace(".pdf", ".png"), PATH.replace(".pdf", ".zpl")]
    for path in [*forms, "labels/2026/11/22/ab.pdf", "photos/2026/11/22/a.jpg"]:
        files.write(path, PDF)

    assert files.forms_of(PATH) == forms
    assert files.forget(*forms, "labels/none.pdf") == 3
    assert list(files.files()) == ["labels/2026/11/22/ab.pdf", "photos/2026/11/22/a.jpg"]


def test_the_key_that_was_made_opens_when_the_site_sets_its_own(tmp_path: Path) -> None:
    def site(**env: str) -> Settings:
        return load({"WAVEGATE_DATA_DIR": str(tmp_path)} | env, tmp_path)

    vault.vault(site()).write(PATH, PDF)

    own = vault.vault(site(WAVEGATE_SECRET_KEY="mine"))
    assert own.read(PATH) == PDF
    own.lock_again(PATH)
    later = vault.vault(site(WAVEGATE_SECRET_KEY="next", WAVEGATE_OLD_SECRET_KEYS="mine,older"))
    assert (later.lock_of(PATH), later.read(PATH)) == (Lock.OLD, PDF)
