"""Set Wavegate up and start it, with nothing but Python.

    python3 run.py setup        make .venv, install what is pinned, build the browser files
    python3 run.py demo [...]   the same, then a demo floor on http://127.0.0.1:8000
    python3 run.py test [...]   the same, then every test; anything more goes to pytest

The syntax is that of Python 3.6, so that an old Python gets a sentence and not a traceback.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Wavegate needs Python 3.11 or newer, and this is Python {}.{}. Install a newer one "
        "and start it by its name, like this: python3.11 run.py demo".format(*sys.version_info)
    )

import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "wavegate.stamp"
UV = "uv==0.13.9"

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
ROOM = 2 << 30  # bytes; the tests need less than half of it at a time
NO_FONT = 3
INTERRUPTED = 130
# asked of labels, in .venv's Python: it alone knows which fonts it can print with
ASK_FONT = f"""
import sys
from labels import errors, fonts
try:
    fonts.unprintable("\\u4e2d")
except errors.NoFontError:
    sys.exit({NO_FONT})
"""


class Part(NamedTuple):
    """What pip cannot bring, and the line that does, by the machine's package manager."""

    name: str
    install: dict[str, str]


VENV_MODULE = Part(
    "python3-venv, which makes .venv",
    {"apt-get": "apt-get install -y python3-venv"},
)
CHROMIUM = Part(
    "Chromium, for the tests in a browser",
    {
        "apt-get": "apt-get install -y chromium",
        "dnf": "dnf install -y chromium",
        "pacman": "pacman -S chromium",
        "brew": "brew install --cask google-chrome",
        "winget": "winget install --exact --id Google.Chrome",
    },
)
FONT = Part(
    "a TrueType font with Chinese characters, for the labels",
    {
        "apt-get": "apt-get install -y fonts-wqy-microhei fonts-wqy-zenhei",
        "dnf": "dnf install -y wqy-microhei-fonts",
        "pacman": "pacman -S wqy-microhei",
        "brew": "brew install --cask font-wenquanyi-micro-hei",
    },
)


class StopError(Exception):
    """The set-up cannot go on; the text says what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks for, and answer with the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    if command not in ("setup", "demo", "test") or (command == "setup" and rest):
        print(
            "usage: python3 run.py setup | demo [arguments] | test [arguments]", file=sys.stderr
        )
        return 2
    try:
        return obey(command, rest)
    except StopError as stop:
        print(stop, file=sys.stderr)
    except OSError as error:
        print(f"Wavegate has to write into {ROOT}, and could not: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. Start the same command again when you like.", file=sys.stderr)
        return INTERRUPTED
    return 1


def obey(command: str, arguments: list[str]) -> int:
    """Set up, see to the parts that the command needs, and start it."""
    give_a_home()
    keep_bytecode()
    set_up()
    if command == "setup":
        print(f"Wavegate is set up. Its command is {SCRIPTS / 'wavegate'}")
        return 0
    need(FONT, has_font)
    if command == "demo":
        return demo(arguments)
    need(CHROMIUM, lambda: chromium() is not None)
    return test(arguments)


def set_up() -> None:
    """Bring .venv to what the lock and the browser files ask for; at once when it is there."""
    if STAMP.is_file() and STAMP.read_text() == fingerprint():
        return
    make_venv()
    os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # a company network may have its own CA
    install = [bring_uv(), "pip", "install", "--python", str(PYTHON)]
    if not sys.stderr.isatty():
        install.append("--quiet")
    print("Installing what requirements.lock pins...", flush=True)
    run([*install, "--require-hashes", "-r", str(ROOT / "requirements.lock")])
    print("Installing Wavegate and building its browser files...", flush=True)
    run([*install, "--no-deps", "--reinstall-package", "wavegate", "-e", str(ROOT)])
    print("Compiling the planner's loops...", flush=True)
    # Where that cannot be done they run as they are, slower.
    subprocess.run([str(PYTHON), "-m", "app.waves.planner"], check=False, cwd=ROOT)
    STAMP.write_text(fingerprint())


def fingerprint() -> str:
    """One hash over all that decides what .venv and the browser files hold."""
    names = ["run.py", "requirements.lock", "pyproject.toml", "app/hatch_build.py"]
    names += ["app/package.json", "app/package-lock.json", "app/.npmrc", "app/build.mjs"]
    files = [ROOT / name for name in names]
    for folder in [ROOT / "app" / "client", *sorted(ROOT.glob("app/*/client"))]:
        files += sorted(path for path in folder.rglob("*") if path.is_file())
    built = (ROOT / "app" / "static" / "dist" / "manifest.json").is_file()
    total = hashlib.sha256(f"{ROOT} {venv_version()} {built}\n".encode())
    for path in files:
        content = path.read_bytes()
        total.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return total.hexdigest()


def venv_version() -> str:
    """The version of the Python in .venv; empty when there is none that runs."""
    ask = "import platform; print(platform.python_version())"
    try:
        return subprocess.check_output([str(PYTHON), "-c", ask], text=True).strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def make_venv() -> None:
    """Make .venv, unless one is there that runs; one that lost its pip gets it again."""
    runs = bool(venv_version())
    if runs and (find_uv() or has_pip()):
        return
    if VENV.exists() and not runs:
        shutil.rmtree(str(VENV))
    uv = shutil.which("uv")
    if uv is not None:
        run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        return
    need(VENV_MODULE, has_ensurepip)
    run([sys.executable, "-m", "venv", str(VENV)])


def find_uv() -> str | None:
    """The machine's own uv; else the one in .venv; None where neither is."""
    own = SCRIPTS / ("uv.exe" if WINDOWS else "uv")
    return shutil.which("uv") or (str(own) if own.is_file() else None)


def bring_uv() -> str:
    """The uv to install with; put into .venv when there is none."""
    if find_uv() is None:
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, UV])
    return str(find_uv())


def has_pip() -> bool:
    """Whether .venv has its pip: a set-up that was broken off may have left it without."""
    return subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def give_a_home() -> None:
    """Lend the tools a home folder when this account has none to write in.

    uv, npm and Chromium all keep caches there, and npm takes an empty HOME for a folder "~".
    """
    if WINDOWS:
        return
    home = os.environ.get("HOME")
    if home is None:
        home = os.path.expanduser("~")
    if not (home and os.access(home, os.W_OK)):
        lent = ROOT / ".home"
        lent.mkdir(exist_ok=True)
        os.environ["HOME"] = str(lent)


def keep_bytecode() -> None:
    """Let Python keep what it compiled, in .venv, also where it is told to leave nothing.

    Imports, servers and workers are processes of their own, and compiling the libraries takes
    each of them longer than its work.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(VENV / "bytecode")


def need(part: Part, is_there: Callable[[], bool]) -> None:
    """See that a part of the system is there, or stop and name the line that brings it."""
    if is_there():
        return
    manager = next((name for name in part.install if shutil.which(name)), None)
    line = part.install[manager] if manager else ""
    if manager == "apt-get" and os.geteuid() == 0:
        print(f"Installing {part.name}...", flush=True)
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        run(["apt-get", "-qq", "update"])
        run([*line.split(), "-qq", "--no-install-recommends"])
        if is_there():
            return
    if manager in ("apt-get", "dnf", "pacman"):
        line = "sudo " + line
    how = f"Install it with:  {line}" if line else "Install it with this system's own packages."
    raise StopError(f"This machine lacks {part.name}.\n{how}\nThen start this command again.")


def has_ensurepip() -> bool:
    """Whether this Python can put pip into a .venv (Debian ships that part apart)."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def has_font() -> bool:
    """Whether the labels find a font for Chinese."""
    return subprocess.call([str(PYTHON), "-c", ASK_FONT], cwd=str(ROOT)) != NO_FONT


def chromium() -> str | None:
    """The Chromium or Chrome of this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def demo(arguments: list[str]) -> int:
    """Start the demo floor; it ends with Ctrl-C."""
    command = [str(SCRIPTS / ("wavegate.exe" if WINDOWS else "wavegate")), "demo", *arguments]
    if not WINDOWS:
        sys.stdout.flush()
        os.execv(command[0], command)  # signals then reach the demo itself
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 0


def test(arguments: list[str]) -> int:
    """Run the tests; a skipped one is a failure, for it hides that a part is missing."""
    with tempfile.TemporaryDirectory(
        prefix="wavegate-tests-", dir=in_memory(), ignore_cleanup_errors=True
    ) as folder:
        report = Path(folder) / "report.xml"
        # four on two cores: they wait for cables, processes and the browser most of the time
        command = [str(PYTHON), "-m", "pytest", "-n", "4", "--dist=worksteal"]
        command += ["-o", "tmp_path_retention_policy=failed"]  # memory is not to fill up
        command += [f"--junitxml={report}", f"--basetemp={Path(folder) / 'tmp'}", *arguments]
        # servers and browsers write there, too: PostgreSQL copies a database in a third of
        # the time that it takes on a disk
        code = subprocess.call(command, cwd=str(ROOT), env=dict(os.environ, TMPDIR=folder))
        cases = ET.parse(str(report)).iter("testcase") if code == 0 else iter(())
        skipped = [
            f"{case.get('classname')} {case.get('name')}"
            for case in cases
            if case.find("skipped") is not None
        ]
    if skipped:
        print("Skipped, which counts as a failure:", *skipped, sep="\n  ", file=sys.stderr)
    return code or min(len(skipped), 1)


def in_memory() -> str | None:
    """A folder that is no disk, where no commit waits for one; None when there is no room."""
    memory = "/dev/shm"  # noqa: S108  a folder of a random name is made in it
    try:
        roomy = shutil.disk_usage(memory).free >= ROOM
    except OSError:
        return None
    return memory if roomy and os.access(memory, os.W_OK) else None


def run(command: list[str]) -> None:
    """Run one step of the set-up, or stop with its name."""
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise StopError(
            f"The set-up stopped at:  {' '.join(command)}\n"
            "Mend what its last lines say (often the network) and start this command again. "
            "When that does not help, remove the folder .venv first."
        ) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
