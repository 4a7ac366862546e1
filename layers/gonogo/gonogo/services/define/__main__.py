"""`python -m gonogo.services.define docs/reference`: writes the schema and the generated pages."""

import sys
from pathlib import Path

from gonogo.services.define.engine_page import PAGE, engine_page
from gonogo.services.define.reference import write

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference")
    write(folder)
    (folder / PAGE).write_text(engine_page(folder.resolve().parents[1]), encoding="utf-8")
