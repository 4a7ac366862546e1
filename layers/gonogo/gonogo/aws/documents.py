"""Documents inside items: compact JSON, in whichever of four forms is smallest.

DynamoDB bills each kilobyte written. A short result gains most from a dictionary of the words that
nearly every result holds, a long one from a stronger method and from its steps in columns.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from gonogo.aws.columns import to_columns, to_rows

_WORDS = b"\x01"
_STRONG = b"\x02"
_COLUMNS = b"\x03"
"""First byte of a packed document; a plain one begins with a bracket."""
_STRONG_FROM, _STRONG_TO = 8_000, 4_000_000
"""Plain bytes for which the stronger method is tried: below it cannot win, above it is slow."""


def pack(document: Any) -> bytes:
    """A document (object or list) as bytes.

    >>> pack({"a": 1})
    b'{"a":1}'
    """
    plain = _text(document)
    compressor = zlib.compressobj(9, zdict=DICTIONARY)
    forms = [plain, _WORDS + compressor.compress(plain) + compressor.flush()]
    if _STRONG_FROM <= len(plain) <= _STRONG_TO:
        if isinstance(document, dict) and isinstance(document.get("steps"), list):
            steps = document["steps"]
            forms.append(
                _COLUMNS + _lzma(_text({**document, "steps": [len(steps), to_columns(steps)]}))
            )
        else:
            forms.append(_STRONG + _lzma(plain))
    return min(forms, key=len)


def _text(document: Any) -> bytes:
    # A lone surrogate, which an answer may hold, has no strict UTF-8 form.
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> Any:
    """The document back.

    >>> unpack(pack({"a": "x" * 1000})) == {"a": "x" * 1000}
    True
    """
    plain = packed
    if packed.startswith(_WORDS):
        plain = zlib.decompressobj(zdict=DICTIONARY).decompress(packed[1:])
    elif packed.startswith((_STRONG, _COLUMNS)):
        import lzma

        plain = lzma.decompress(packed[1:], lzma.FORMAT_ALONE)
    document = json.loads(plain.decode("utf-8", "surrogatepass"))
    if packed.startswith(_COLUMNS):
        count, columns = document["steps"]
        document["steps"] = to_rows(columns, count)
    return document


def _lzma(plain: bytes) -> bytes:
    import lzma

    settings = {"id": lzma.FILTER_LZMA1, "preset": 6, "lc": 0, "lp": 0, "pb": 0}
    return lzma.compress(plain, lzma.FORMAT_ALONE, filters=[settings])


# Never to be changed: what was packed with it can be read only with it. A better one gets a first
# byte of its own. What is most frequent stands last, where it is cheapest to refer to.
DICTIONARY = (
    b'"Access-Control-Allow-Origin","*","Strict-Transport-Security",'
    b'"max-age=31536000; includeSubDomains","X-Frame-Options","DENY","SAMEORIGIN",'
    b'"X-XSS-Protection","1; mode=block","X-Content-Type-Options","nosniff","Referrer-Policy",'
    b'"Content-Security-Policy","X-Cache","Via","1.1 ","cloudfront","X-Powered-By","Express",'
    b'"cf-ray","cf-cache-status","DYNAMIC","alt-svc","Last-Modified","Expires","Pragma","Age",'
    b'"Location","Set-Cookie","; Path=/; HttpOnly; Secure; SameSite=Lax","X-RateLimit-Limit",'
    b'"X-RateLimit-Remaining","Apigw-Requestid","x-amzn-RequestId","X-Amzn-Trace-Id","Root=1-",'
    b'"ETag","W/\\"","Vary","Accept-Encoding","Origin","Content-Encoding","gzip",'
    b'"Transfer-Encoding","chunked","application/problem+json","text/html; charset=utf-8",'
    b'"text/plain","application/x-www-form-urlencoded","X-Request-Id","Authorization","Bearer ",'
    b'"Server","nginx","Connection","keep-alive","close","Cache-Control","no-cache, no-store,'
    b' max-age=0, must-revalidate","Content-Length","application/json; charset=utf-8",'
    b'"Content-Type","application/json","Date","Sat, Sun, Mon, Tue, Wed, Thu, Fri,'
    b' Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec 2026 2027 2028 GMT",{\\"id\\":1,'
    b'\\"name\\":\\"\\",\\"status\\":\\"\\",\\"error\\":null,'
    b'\\"message\\":\\"\\"created_at\\":\\"2026-01-01T00:00:00Z\\",\\"items\\":[{\\"id\\": \\"},'
    b'{\\"type\\": \\"data\\": true,false,null}]}"problem":["connect_failed","deadline_passed",'
    b'"undefined_variable",""s":"failed","s":"errored","s":"skipped","f":1,'
    b'"e":"{"s":"response_headers","p":"content-type","c":"contains","x":"application/json",'
    b'"a":"{"s":"response_text","c":"does_not_contain","not_empty","is_null","has_key",'
    b'"has_value","{"s":"response_size","c":"is_less_than_or_equal","is_greater_than",'
    b'"is_a_number","{"status":"passed","start":17,"end":1,'
    b'"initial":{"base_url":"https://api."},'
    b'"variables":{""steps":[{"i":"00000000-0000-5000-8000-000000000000","t":"request",'
    b'"n":"Get the list","m":"DELETE","PUT","PATCH","POST","GET","u":"http://localhost:8080/",'
    b'"https://www.api.example.com/v1/","a":1,"d":1,"q":[{"h":["Host","api.","User-Agent",'
    b'"gonogo/","Accept","*/*","Accept-Encoding","gzip, deflate"],"b":"{\\"}],"r":[{"s":404,'
    b'"n":"Not Found","s":201,"n":"Created","s":200,"n":"OK","h":["Date","Content-Type",'
    b'"application/json","Content-Length","],"z":,"t":[1.0,null],"b":"{\\""}],'
    b'"c":[{"s":"response_status","c":"equal_number","x":"200"},{"s":"response_time",'
    b'"c":"is_less_than","x":"1000","a":"},{"s":"response_json","c":"equal","x":"","p":""}],'
    b'"v":[{"n":"id","s":"response_json","v":"","p":"id"}]},{"i":"'
)
