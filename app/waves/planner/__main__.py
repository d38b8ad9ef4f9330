"""``python -m app.waves.planner`` compiles its loops, so that nobody waits for them later."""

import sys

from app.waves.planner import compiled

sys.exit(0 if compiled.build() else 1)
