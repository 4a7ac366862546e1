"""The programs that the guide shows verify what gonogo sends, and nothing else."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gonogo.domain.webhook import new_webhook_secret
from gonogo.notifiers.webhook import standard

PAGE = (Path(__file__).parents[2] / "docs/guide/webhooks.md").read_text(encoding="utf-8")
PROGRAMS = dict(re.findall(r"```\w+\n(?:#|//) (verify\.\w+)\n(.*?)```", PAGE, re.DOTALL))
HOSTS = {"verify.py": sys.executable, "verify.mjs": "node", "verify.sh": "bash"}
BODY = '{"event": "batch.finished", "note": "zwölf & €"}\n'.encode()
SECRET = new_webhook_secret()
NEWER = new_webhook_secret()
ID = "batch_06fd1217-2800-8017-8eb9-24f5f5d487c7_0123456789abcdef"


def verified(
    program: str,
    folder: Path,
    *,
    body: bytes = BODY,
    secret: str = SECRET,
    signature: str | None = None,
    at: int | None = None,
) -> bool:
    """Whether a program of the guide takes it."""
    at = int(time.time()) if at is None else at
    path = folder / program
    path.write_text(PROGRAMS[program], encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "WEBHOOK_SECRET": secret,
        "WEBHOOK_ID": ID,
        "WEBHOOK_TIMESTAMP": str(at),
        "WEBHOOK_SIGNATURE": signature or standard(SECRET, ID, at, BODY),
    }
    done = subprocess.run(  # noqa: S603 - a program of our own page
        [HOSTS[program], str(path)], input=body, env=environment, capture_output=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("program", HOSTS)
def test_the_programs_of_the_guide_verify(program: str, tmp_path: Path) -> None:
    """What was sent is taken, what was changed, is old or is of another secret is not."""
    now = int(time.time())
    both = f"{standard(NEWER, ID, now, BODY)} {standard(SECRET, ID, now, BODY)}"
    assert verified(program, tmp_path)
    assert verified(program, tmp_path, signature=both, at=now)
    assert not verified(program, tmp_path, body=BODY + b" ")
    assert not verified(program, tmp_path, at=now - 400)
    assert not verified(program, tmp_path, secret=NEWER)
    assert not verified(program, tmp_path, signature="v1,AAAA")


@pytest.mark.parametrize(
    ("secret", "id", "seconds", "body", "wanted"),
    [
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1731705121,
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
    ],
)
def test_the_published_vectors(
    secret: str, id: str, seconds: int, body: bytes, wanted: str
) -> None:
    """Those of the specification and of its first implementation."""
    assert standard(secret, id, seconds, body) == wanted


def test_a_fresh_secret_reads_alike_in_both_alphabets() -> None:
    """33 bytes, and no character that base64url writes otherwise."""
    made = {new_webhook_secret() for _ in range(50)}
    assert len(made) == 50
    for secret in made:
        text = secret.removeprefix("whsec_")
        assert text.isalnum()
        assert base64.b64decode(text) == base64.urlsafe_b64decode(text)
        assert len(base64.b64decode(text)) == 33
