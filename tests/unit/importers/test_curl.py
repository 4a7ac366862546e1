"""Command lines as people and browsers write them, and what each would send."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.errors import Invalid
from gonogo.importers._contract import Imported, Options, Source
from gonogo.importers.curl import IMPORTER

URL = "http://a.test/"


def steps(text: str) -> list[dict[str, Any]]:
    """The steps of the one test, without what all have."""
    [test] = imported(text).document["tests"]
    unsaid: dict[str, object] = {"type": "request", "follow_redirects": False}
    return [{k: v for k, v in step.items() if unsaid.get(k) != v} for step in test["steps"]]


def imported(text: str) -> Imported:
    """What comes of a command line."""
    return IMPORTER.read(Source(text, "file"), Options())


def get(url: str = URL, **more: Any) -> dict[str, Any]:
    """A step that asks."""
    return {"method": "GET", "url": url, **more}


def post(body: str, kind: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
    """A step that sends a text."""
    return {"method": "POST", "url": URL, "headers": {"Content-Type": kind}, "body": body}


JSON = {"Content-Type": "application/json", "Accept": "application/json"}
SHAPES = {
    f"curl {URL}": get(),
    f"curl -L {URL}": get(follow_redirects=True),
    f"curl --compressed -sS {URL} -o x": get(),
    f"curl -X delete {URL}": {"method": "DELETE", "url": URL},
    f"curl {URL} -d a=1 -d b=2": post("a=1&b=2"),
    f"curl {URL} --data-raw '@a'": post("@a"),
    f"curl {URL} --data-raw $'a\\'b\\n\\u00e9\\x41\\041'": post("a'b\néA!"),
    f'curl {URL} -d "a\\"b\\$c"': post('a"b$c'),
    f"curl {URL} -d 'it'\\''s'": post("it's"),
    f"curl {URL} -d a\\ b": post("a b"),
    f"curl {URL} \\\n  -H 'X: 1' \\\r\n -H 'Y;'": get(headers={"X": "1", "Y": ""}),
    f"curl {URL} `\n -H 'X: 1'": get(headers={"X": "1"}),
    f"curl {URL} -H 'Host:'": get(),
    f"curl {URL} --data-urlencode 'q=a b&c'": post("q=a+b%26c"),
    f"curl -G {URL} -d a=1 --data-urlencode 'b=x y'": get(URL + "?a=1&b=x+y"),
    f"curl {URL}?z=0 --url-query 'a=x y' --url-query +b=%20": get(URL + "?z=0&a=x%20y&b=%20"),
    f"curl {URL} --json '{{\"a\":1}}'": post('{"a":1}') | {"headers": JSON},
    f"curl {URL} -b 'a=1; b=2'": get(headers={"Cookie": "a=1; b=2"}),
    f"curl {URL} -A me -e {URL}x": get(headers={"User-Agent": "me", "Referer": URL + "x"}),
    f"curl {URL} -r 0-9": get(headers={"Range": "bytes=0-9"}),
    f"curl -u a:b:c {URL}": get(auth={"type": "basic", "username": "a", "password": "b:c"}),
    f"curl --digest -u a:b {URL}": get(auth={"type": "digest", "username": "a", "password": "b"}),
    f"curl --oauth2-bearer t {URL}": get(auth={"type": "bearer", "token": "t"}),
    f"curl {URL} -F a=1 -F 'j={{}};type=application/json'": {
        "method": "POST",
        "url": URL,
        "multipart": [
            {"name": "a", "value": "1"},
            {"name": "j", "value": "{}", "content_type": "application/json"},
        ],
    },
    f"curl {URL} --form-string 'a=@x;type=y'": {
        "method": "POST",
        "url": URL,
        "multipart": [{"name": "a", "value": "@x;type=y"}],
    },
    f"curl {URL}$path -H \"T: ${{TOKEN}}\" -H 'D: $x'": get(
        URL + "{{path}}", headers={"T": "{{TOKEN}}", "D": "$x"}
    ),
    'curl ^"http://a.test/?a=1^&b=2^" ^\r\n  -H ^"accept: */*^" ^\r\n  --compressed': get(
        URL + "?a=1&b=2", headers={"accept": "*/*"}
    ),
    f'curl "{URL}" ^\n -H "X: a^b" ^\n --data-raw "{{\\"a\\":1}}"': post('{"a":1}')
    | {"headers": {"X": "a^b", "Content-Type": "application/x-www-form-urlencoded"}},
    f'curl ^"{URL}^" ^\n --data-raw ^"^{{^\\^"a^\\^":^\\^"x ^%^41^\n\ny^\\^"^}}^"': post(
        '{"a":"x %41\ny"}'
    ),
}


@pytest.mark.parametrize("line", SHAPES, ids=list(SHAPES))
def test_a_command_line_is_what_it_sends(line: str) -> None:
    assert steps(line) == [SHAPES[line]]


def test_a_script_has_many_commands() -> None:
    text = (
        f"# curl is good\nX=1 curl {URL}1 | jq .; /usr/bin/curl {URL}2 && curl {URL}3 --next {URL}4"
    )
    assert [step["url"][-1] for step in steps(text)][-4:] == ["1", "2", "3", "4"]


def test_every_command_insecure_is_an_environment_that_is() -> None:
    found = imported(f"curl -k {URL}")
    assert found.document["environments"] == [{"name": "curl", "verify_tls": False}]
    told = imported(f"curl -k {URL}; curl {URL}").notes.found
    assert [note.what for note in told] == ["-k; set `verify_tls: false` in an environment"]


def test_signing_for_aws_takes_the_user() -> None:
    [step] = steps(f"curl --aws-sigv4 aws:amz:eu-west-1:s3 -u K:S {URL}")
    assert step["auth"] == {
        **{"type": "aws_sigv4", "access_key": "K", "secret_key": "S"},
        **{"region": "eu-west-1", "service": "s3"},
    }


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("-d @body.json", "body.json"),
        ("-F f=@pic.png", "form field f"),
        ("-T up.bin", "up.bin"),
        ("-b jar.txt", "jar.txt"),
        ("-H @head.txt", "head.txt"),
        ("--cacert ca.pem", "ca.pem"),
        ("-E me.pem", "me.pem"),
        ("--ntlm -u a:b", "--ntlm"),
        ("--socks5 127.0.0.1:1", "--socks5"),
    ],
)
def test_what_is_not_carried_is_named(options: str, named: str) -> None:
    found = imported(f"curl {options} {URL}")
    assert any(named in note.what for note in found.notes.found if note.kind == "lost")
    assert found.document["tests"][0]["steps"][0]["url"] == URL


@pytest.mark.parametrize(
    "text", ["curl 'http://a.test", 'curl "x', "wget x", "curl -H", 'curl ^"x']
)
def test_what_is_no_command_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        imported(text)


@pytest.mark.parametrize(
    "said", ["-d @a.json", "-F f=@a.png", "--json @a", "--data-urlencode q@a", "--data-binary @a"]
)
def test_a_body_that_is_not_here_is_still_posted(said: str) -> None:
    """Without it the step would ask, and be answered."""
    [step] = steps(f"curl {URL} {said}")
    assert step["method"] == "POST"


def test_braces_that_become_a_variable_are_told() -> None:
    notes = imported(f"curl {URL} -d '{{{{name}}}}' -H \"X: $OWN\"").notes
    said = [each.what for each in notes.found if "read as a variable" in each.what]
    assert said == ["{{name}} stands in it and is read as a variable"]
