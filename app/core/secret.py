"""The site's signing key: from the settings, else made at first start and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.config import SECRET_FILE


def signing_key(secret_key: str, data_dir: Path) -> bytes:
    """The key that signs what leaves on paper.

    Args:
        secret_key: WAVEGATE_SECRET_KEY, empty when the site has not set one.
        data_dir: where a key that was made is kept, readable by its owner alone.
    """
    if secret_key:
        return secret_key.encode()
    path = data_dir / SECRET_FILE
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return _make(path)


def _make(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = path.with_name(f".{SECRET_FILE}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(mine, path)  # never over a key that another process made meanwhile
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        if not path.exists():
            mine.rename(path)
    mine.unlink(missing_ok=True)
    return path.read_bytes()
