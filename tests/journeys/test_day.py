"""A small day with everything in it, through the command line, on both databases."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SKUS = [f"SKU-{n:02d}" for n in range(1, 13)]
HEAVY, SCARCE = SKUS[0], SKUS[-1]


def order(number: int, dice: random.Random) -> dict[str, Any]:
    wanted = dice.sample(SKUS[:-1], dice.randrange(1, 5))
    if number in {7, 19}:
        wanted = [SCARCE]
    if number == 4:
        wanted = [HEAVY, "SKU-05"]
    return {
        "source_platform": "shop",
        "external_order_no": f"N {number:03d}",  # no number for a path
        "created_at": f"2026-11-22T08:{number:02d}:00+08:00",
        "carrier": "SF" if number % 3 else "YTO",
        "recipient": {
            "name": "王小明",
            "phone": "13800138000",
            "country": "JP" if number == 5 else "CN",
            "city": "杭州市",
            "address": f"文三路 {number} 号",
        },
        "lines": [
            {
                "line_no": place,
                "sku": sku,
                "quantity": {SCARCE: 3, HEAVY: 40 if number == 4 else 1}.get(
                    sku, dice.randrange(1, 4)
                ),
            }
            for place, sku in enumerate(wanted, 1)
        ],
    }


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    dice = random.Random(3)
    orders = [order(number, dice) for number in range(1, 21)]
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in orders), "utf-8")
    products = tmp_path / "products.csv"
    rows = ["sku,name,barcode,unit_weight_g,length_mm,width_mm,height_mm,zone,bin,stock"]
    for n, sku in enumerate(SKUS, 1):
        stock = 4 if sku == SCARCE else 400
        grams = 900 if sku == HEAVY else 37 * n
        rows.append(f"{sku},Goods {n},{400000 + n},{grams},90,60,40,A,A-01-{n:02d}-1,{stock}")
    products.write_text("\n".join(rows) + "\n", "utf-8")
    return path, products


def play(
    folder: Path, url: str, files: tuple[Path, Path], *more: str
) -> tuple[dict[str, Any], list[str]]:
    """The report, and what the terminal was told."""
    report = folder / "report.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "app.cli", "simulate", "day"),
            *("--orders", str(files[0]), "--products", str(files[1])),
            *("--pickers", "3", "--benches", "2", "--seed", "5", "--report", str(report)),
            *more,
        ],
        cwd=folder,
        env=os.environ | {"WAVEGATE_DATABASE_URL": url, "WAVEGATE_DATA_DIR": str(folder / "v")},
        capture_output=True,
        check=False,
        text=True,
        timeout=280,
    )
    assert report.is_file(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    assert done.returncode == 0, found["violations"]
    return found, done.stdout.splitlines()


def test_a_day_with_faults_ends_with_every_invariant_and_all_that_could_ship_shipped(
    tmp_path, database_url, files
):
    faults = "kill=3,hub,network,duplicates"
    report, said = play(tmp_path, database_url, files, "--faults", faults)

    assert list(report["scan_ms"]) == ["p50", "p95", "p99"]
    assert report["invariants"] == dict.fromkeys(("I1", "I2", "I3", "I4", "I5", "I6"), True)
    assert (report["orders"], report["accepted"], report["refused"]) == (20, 20, 0)
    assert report["held"] == {"short_stock": 1}  # four units were there for twice three
    assert report["shipped"] == 19
    assert "not shipped: N 019 (short_stock)" in said
    assert report["labels_printed"] >= report["parcels"] > report["shipped"]
    assert report["hub_out_of_order"] == 0
    assert "the server was started again 3 times" in said
