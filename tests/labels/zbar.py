"""A second decoder that shares no code with the first: zbar, as WebAssembly in Chromium.

    python -m tests.labels.zbar PNG...      prints a JSON list: the codes read on each picture

A process of its own, because a test run may have Playwright open already.
"""

import base64
import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
ZBAR = Path(__file__).parents[2] / "app/node_modules/@undecaf/zbar-wasm/dist/inlined/index.js"
READ = """async (png) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const dots = pen.getImageData(0, 0, image.width, image.height);
  const found = await zbarWasm.scanImageData(dots);
  return found.map((code) => [code.typeName, code.decode()]);
}"""


def read(pictures):
    """The type and text of every code on each picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=ZBAR)
        told = [
            page.evaluate(READ, base64.b64encode(Path(each).read_bytes()).decode())
            for each in pictures
        ]
        browser.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(sys.argv[1:])))
