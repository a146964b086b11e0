"""Lets every test import what all share, and Hypothesis take its time on a busy machine."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
# An example that is slow because the machine is busy is no fault of the program.
settings.register_profile("khaldun", deadline=None)
settings.load_profile("khaldun")
