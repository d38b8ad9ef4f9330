"""Files with personal data, locked on the disk: labels and photos below the data folder.

A file is ``WGV1``, the id of the key that locked it, a nonce and AES-256-GCM of its content;
its path is sealed in, so that no locked file passes for another. Keys come from the site's
secrets by HKDF. The first key locks, every key opens: a secret is changed by putting the old
one into WAVEGATE_OLD_SECRET_KEYS and running ``wavegate archive lock``. Files from before
there were locks are read as they are. Hashes are always over the plain content.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import SECRET_FILE
from app.core import secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from app.config import Settings

MAGIC = b"WGV1"
ID_BYTES, NONCE_BYTES = 8, 12
HEAD_BYTES = len(MAGIC) + ID_BYTES + NONCE_BYTES
FOLDERS = ("labels", "photos")
"""What is locked, below the data folder."""


class LockedError(Exception):
    """A file cannot be opened: no key of the site fits, or it was changed on the disk."""


class Lock(StrEnum):
    """How a file lies on the disk."""

    PLAIN = "plain"  # from before there were locks
    OLD = "old"  # locked with a key that locks no more
    PRESENT = "present"
    FOREIGN = "foreign"  # no key of the site fits


@dataclass(frozen=True)
class _Key:
    id: bytes
    cipher: AESGCM


class Vault:
    """The locked files of a site.

    Args:
        data_dir: the folder that every path lies below.
        keys: the secrets of the site; the first locks, all open.
    """

    def __init__(self, data_dir: Path, keys: Sequence[bytes]) -> None:
        self.data_dir = data_dir
        made = [_derive(key) for key in keys]
        self._locks = made[0]
        self._opens = {key.id: key for key in reversed(made)}

    def write(self, path: str, content: bytes) -> str:
        """Lock *content* into a file, whole and on the disk for good before this returns.

        Returns:
            The SHA-256 of the plain content.
        """
        return self.write_all([(path, content)])[0]

    def write_all(self, files: Sequence[tuple[str, bytes]]) -> list[str]:
        """As :meth:`write`, (path, content) each; their folders are put on the disk once."""
        whole = [self.data_dir / path for path, _ in files]
        folders = {file.parent for file in whole}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            parts = [opened.enter_context(_part(file).open("wb")) for file in whole]
            for part, (path, content) in zip(parts, files, strict=True):
                part.write(self._locked(path, content))
                part.flush()
            for part in parts:
                os.fsync(part.fileno())
        for file in whole:
            _part(file).replace(file)
        for folder in folders:
            _sync_folders(folder, self.data_dir)
        return [hashlib.sha256(content).hexdigest() for _, content in files]

    def _locked(self, path: str, content: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = MAGIC + self._locks.id + nonce
        return head + self._locks.cipher.encrypt(nonce, content, _sealed_in(head, path))

    def read(self, path: str) -> bytes:
        """The plain content of a file.

        Raises:
            LockedError: no key fits, or it was changed on the disk.
            FileNotFoundError: it is not there, or not any more.
        """
        from cryptography.exceptions import InvalidTag

        stored = (self.data_dir / path).read_bytes()
        if not stored.startswith(MAGIC):
            return stored
        head = stored[:HEAD_BYTES]
        key = self._opens.get(_id_of(head))
        if key is None:
            raise LockedError(f"{path} was locked with a key that this site does not have")
        nonce = head[-NONCE_BYTES:]
        try:
            return key.cipher.decrypt(nonce, stored[HEAD_BYTES:], _sealed_in(head, path))
        except InvalidTag:
            raise LockedError(f"{path} was changed on the disk") from None

    def forget(self, *paths: str) -> int:
        """Delete files for good; how many were there."""
        gone = 0
        for path in paths:
            file = self.data_dir / path
            if file.is_file():
                file.unlink()
                _sync_folder(file.parent)
                gone += 1
        return gone

    def forms_of(self, path: str) -> list[str]:
        """The files with this one's stem: a label in every language that it was drawn in."""
        file = self.data_dir / path
        found = sorted(file.parent.glob(f"{file.stem}.*"))
        return [one.relative_to(self.data_dir).as_posix() for one in found]

    def files(self) -> Iterator[str]:
        """Every file there is, in order."""
        for folder in FOLDERS:
            for file in sorted((self.data_dir / folder).rglob("*")):
                if file.is_file() and not file.name.endswith(".part"):
                    yield file.relative_to(self.data_dir).as_posix()

    def days(self) -> Iterator[tuple[str, str]]:
        """Every day's folder and the day it stands for, ``yyyy-mm-dd``, the oldest first."""
        for top in FOLDERS:
            for folder in sorted((self.data_dir / top).glob("[0-9]*/[0-9]*/[0-9]*")):
                path = folder.relative_to(self.data_dir).as_posix()
                yield path, path.partition("/")[2].replace("/", "-")

    def clear(self, folder: str, kept: Collection[str]) -> int:
        """Delete a day's files but those whose stem is that of a *kept* path; how many.

        A folder that is empty then goes too.
        """
        stems = {Path(path).stem for path in kept}
        files = list((self.data_dir / folder).iterdir())
        strays = [
            file for file in files if file.name.lstrip(".").partition(".")[0] not in stems
        ]
        for file in strays:
            file.unlink()
        if len(strays) == len(files):
            (self.data_dir / folder).rmdir()
        return len(strays)

    def lock_of(self, path: str) -> Lock:
        """How a file lies on the disk."""
        with (self.data_dir / path).open("rb") as file:
            head = file.read(HEAD_BYTES)
        if not head.startswith(MAGIC):
            return Lock.PLAIN
        if _id_of(head) == self._locks.id:
            return Lock.PRESENT
        return Lock.OLD if _id_of(head) in self._opens else Lock.FOREIGN

    def lock_again(self, path: str) -> None:
        """Lock a plain file, or one of an old key, with the present key."""
        self.write(path, self.read(path))


def vault(settings: Settings) -> Vault:
    """The site's vault."""
    return Vault(settings.data_dir, keys(settings))


def keys(settings: Settings) -> list[bytes]:
    """The site's secrets, the present one first.

    The one that was made at first start stays good for reading when the site sets its own.
    """
    present = secret.signing_key(settings.secret_key, settings.data_dir)
    made = settings.data_dir / SECRET_FILE
    old = [key.encode() for key in settings.old_secret_keys]
    return [present, *old, *([made.read_bytes()] if made.is_file() else [])]


@lru_cache(maxsize=16)
def _derive(key: bytes) -> _Key:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    drawn = HKDF(SHA256(), 32 + ID_BYTES, salt=None, info=b"wavegate files v1").derive(key)
    return _Key(drawn[32:], AESGCM(drawn[:32]))


def _id_of(head: bytes) -> bytes:
    return head[len(MAGIC) : len(MAGIC) + ID_BYTES]


def _sealed_in(head: bytes, path: str) -> bytes:
    return head + path.encode()


def _part(file: Path) -> Path:
    """Where a file is written before it is whole."""
    return file.with_name(f".{file.name}.part")


def _sync_folders(folder: Path, top: Path) -> None:
    """A new name survives a power cut once its folder, and a new folder's folder, is synced."""
    for one in (folder, *folder.parents):
        _sync_folder(one)
        if one == top:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows writes a rename through by itself and opens no folder
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
