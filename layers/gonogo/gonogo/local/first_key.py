"""Makes a deployment's first admin key, for whoever may write its catalog; prints the secret."""

from __future__ import annotations

import sys

from gonogo.services.keys import issue
from gonogo.wiring import Parts


def main() -> None:
    """The deployment is the one that the environment's variables name."""
    parts = Parts()
    made = issue(parts.keys, parts.clock, name="local admin", role="admin")
    sys.stdout.write(made.secret + "\n")


if __name__ == "__main__":
    main()
