"""`python -m costs`: measures anew, and writes what was measured and the page of it.

With `--page` only the page is written, from what was measured before.
"""

import json
import sys

from costs.fitting import measured
from costs.page import write
from gonogo.cli.costing import MEASURED

if "--page" not in sys.argv[1:]:
    MEASURED.write_text(json.dumps(measured(), indent=1) + "\n")
write()
