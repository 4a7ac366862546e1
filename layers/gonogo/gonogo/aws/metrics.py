"""Metrics in the embedded format: one line in the log that CloudWatch reads (no call, no wait)."""

from __future__ import annotations

import json
import sys
import time

from gonogo.domain.gate import Gate

NAMESPACE = "gonogo"


def count_verdict(gate: Gate) -> None:
    """`GateVerdict` is 0 for go and 1 for no-go, so that an alarm on its maximum holds the rest.

    By kind and by what it is for; whoever deploys sets the alarm on its own application.
    """
    subject = "/".join(value for value in gate.subject.values() if value)
    line = {
        "_aws": {
            "Timestamp": int(time.time() * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": NAMESPACE,
                    "Dimensions": [["Kind"], ["Kind", "Subject"]],
                    "Metrics": [{"Name": "GateVerdict", "Unit": "Count"}],
                }
            ],
        },
        "Kind": gate.kind,
        "Subject": subject[:250] or "-",
        "GateVerdict": 0 if gate.answer == "go" else 1,
    }
    sys.stdout.write(json.dumps(line) + "\n")
