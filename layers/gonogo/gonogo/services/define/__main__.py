"""`python -m gonogo.services.define docs/reference`: writes the schema and the page's tables."""

import sys
from pathlib import Path

from gonogo.services.define.reference import write

if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
