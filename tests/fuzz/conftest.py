"""The modules beside the tests are found as they are by soak.py, which is run as a program."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
