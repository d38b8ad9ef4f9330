"""A day on a site that has a past."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ORDERS = [
    {
        "source_platform": "shop",
        "external_order_no": f"S{n}",
        "created_at": f"2026-11-22T08:0{n}:00+08:00",
        "recipient": {
            "name": "Ann Lee",
            "phone": "13800138000",
            "country": "CN",
            "address": "1 Road",
        },
        "lines": [{"line_no": 1, "sku": "RED", "quantity": n}],
    }
    for n in (1, 2)
]


def play(folder: Path, url: str) -> dict[str, Any]:
    (folder / "orders.jsonl").write_text("\n".join(map(json.dumps, ORDERS)), "utf-8")
    report = folder / "report.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "app.cli", "simulate", "day", "--orders", "orders.jsonl"),
            *("--pickers", "1", "--benches", "1", "--seed", "1", "--report", str(report)),
        ],
        cwd=folder,
        env=os.environ | {"WAVEGATE_DATABASE_URL": url, "WAVEGATE_DATA_DIR": str(folder / "v")},
        capture_output=True,
        check=False,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def test_a_second_day_on_the_same_orders_finds_everything_done(tmp_path, database_url):
    first = play(tmp_path, database_url)
    again = play(tmp_path, database_url)

    assert (first["replayed"], first["shipped"], first["parcels"]) == (0, 2, 2)
    assert (again["replayed"], again["shipped"], again["parcels"]) == (2, 2, 0)
    assert again["hub_out_of_order"] == 0
