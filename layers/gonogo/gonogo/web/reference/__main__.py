"""`python -m gonogo.web.reference`: writes the description and the table, from the root."""

import sys
from pathlib import Path

from gonogo.web.reference.files import write

if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
