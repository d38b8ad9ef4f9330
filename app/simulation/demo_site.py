"""The site of a demo: what was asked for, and the folder and settings that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.lock import AlreadyRunningError, only_one
from app.simulation import kit, seed
from app.simulation.order_files import DayWork
from app.simulation.site import Site


@dataclass(frozen=True)
class Wish:
    """What the command was asked for.

    Attributes:
        folder: of the demo's site; it is emptied.
        bind: address and port of the server.
        work: real orders; None for the built-in shop.
        goods: what they need; None for the built-in catalogue.
        speed: how many times faster than people the colleagues work.
    """

    folder: Path
    bind: str
    work: DayWork | None
    goods: seed.Goods | None
    speed: float
    with_people: bool
    language: str
    extra: Mapping[str, str]


def refuse_played(folder: Path) -> None:
    """Refuse a folder in which a demo plays: it would be emptied under its feet.

    Raises:
        AlreadyRunningError: with what to do.
    """
    if not folder.is_dir():
        return
    try:
        with only_one(folder):
            pass
    except AlreadyRunningError:
        raise AlreadyRunningError(
            f"a demo plays in {folder} already: end that one first, or start this one from "
            "another folder"
        ) from None


def carriers(work: DayWork | None) -> list[dict[str, Any]]:
    """Rows of the carriers that the orders name; those of the built-in shop for None."""
    if work is None:
        return [
            row | {"name": name}
            for row, name in zip(
                kit.carriers(["SF", "YTO"]), ("顺丰速运", "圆通速递"), strict=True
            )
        ]
    return kit.carriers(sorted({order.get("carrier") or "OWN" for order in work.orders}))


def made_for(wish: Wish, hub_url: str, secret: str) -> Site:
    """The site that the wish describes, reporting to this hub."""
    host, _, port = wish.bind.rpartition(":")
    here = "127.0.0.1" if host in {"0.0.0.0", "::", "[::]"} else host  # noqa: S104  asked for
    settings = {
        "WAVEGATE_DATABASE_URL": f"sqlite:///{(wish.folder / 'wavegate.db').resolve()}",
        "WAVEGATE_DATA_DIR": str(wish.folder.resolve()),
        "WAVEGATE_BIND": wish.bind,
        "WAVEGATE_HUB_URL": hub_url,
        "WAVEGATE_HUB_SECRET": secret,
        "WAVEGATE_HUB_RETRY_S": kit.HUB_RETRY_S,
        "WAVEGATE_LANGUAGE": wish.language,
    }
    start_file = (wish.folder / "start.json").resolve()
    return Site(wish.folder, settings | dict(wish.extra), f"http://{here}:{port}", start_file)
