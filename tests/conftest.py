"""Lets every test import the strategies that all share, in `tests/strategies.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
