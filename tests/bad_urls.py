"""URL forms that have led other fetchers to an address inside: one idea a group."""

# ruff: noqa: RUF001  look-alike characters are what the lists are made of

from __future__ import annotations

# name -> what a resolver would answer; each holds at least one forbidden address.
BAD_NAMES = {
    "loop.test": ["127.0.0.1"],
    "loop6.test": ["::1"],
    "ten.test": ["10.1.2.3"],
    "metadata.test": ["169.254.169.254"],
    "metadata6.test": ["fd00:ec2::254"],
    "shared.test": ["100.64.0.7"],
    "class-e.test": ["250.0.0.1"],
    "multicast.test": ["224.0.0.1"],
    "benchmark.test": ["198.18.0.9"],
    "platform.test": ["168.63.129.16"],
    "zero.test": ["0.0.0.0"],
    "zero6.test": ["::"],
    "nat64.test": ["64:ff9b::a9fe:a9fe"],
    "nat64-local.test": ["64:ff9b:1::a9fe:a9fe"],
    "sixtofour.test": ["2002:a9fe:a9fe::"],
    "teredo.test": ["2001:0:a9fe:a9fe::1"],
    "mapped.test": ["::ffff:169.254.169.254"],
    "compatible.test": ["::127.0.0.1"],
    "translated.test": ["::ffff:0:127.0.0.1"],
    "unique-local.test": ["fd12::1"],
    "link-local.test": ["fe80::1"],
    "zone.test": ["fe80::1%lo"],
    "site-local.test": ["fec0::1"],
    "future.test": ["4000::1"],
    "segment.test": ["5f00::1"],
    "mixed-first.test": ["127.0.0.1", "93.184.216.34"],
    "mixed-last.test": ["93.184.216.34", "127.0.0.1"],
    "mixed-family.test": ["93.184.216.34", "::1"],
    "mixed-nat64.test": ["2606:2800:220:1::1", "64:ff9b::7f00:1"],
    "mixed-many.test": ["93.184.216.34", "93.184.216.35", "93.184.216.36", "10.0.0.1"],
    "127.0.0.1.nip.test": ["127.0.0.1"],
    "169-254-169-254.sslip.test": ["169.254.169.254"],
    "xn--fa-hia.test": ["192.168.1.1"],
}

_LOOPBACK = """
http://127.0.0.1/ http://127.0.0.1:9001/2018-06-01/runtime/invocation/next http://127.0.0.2/
http://127.1.1.1/ http://127.255.255.255/ https://127.0.0.1/ http://127.0.0.1:2773/
http://localhost/ http://localhost./ http://LOCALHOST/ http://foo.localhost/ http://localhost:22/
http://localhost.localdomain/ http://0/ http://0.0.0.0/ http://0.0.0.0:80/ http://0.1.2.3/
http://[::]/ http://[::1]/ http://[0:0:0:0:0:0:0:1]/ http://[0000::1]:80/ http://[::]:22/
"""
_PRIVATE = """
http://10.0.0.1/ http://10.255.255.255/ http://172.16.0.1/ http://172.31.255.255/
http://192.168.0.1/ http://192.168.255.255/ http://100.64.0.1/ http://100.127.255.255/
http://198.18.0.1/ http://198.19.255.255/ http://192.0.0.8/ http://192.0.2.1/
http://198.51.100.1/ http://203.0.113.1/ http://192.88.99.1/ http://224.0.0.1/
http://239.255.255.250:1900/ http://240.0.0.1/ http://255.255.255.255/ http://192.31.196.1/
http://192.52.193.1/ http://192.175.48.1/ http://168.63.129.16/
"""
_ENCODED = """
http://2130706433/ http://017700000001/ http://0x7f000001/ http://0x7F000001/ http://0x7f.1/
http://0177.0.0.1/ http://0177.1/ http://127.1/ http://127.0.1/ http://0x7f.0x0.0x0.0x1/
http://00000177.0.0.1/ http://0x00000000007f.0.0.1/ http://2852039166/ http://0xa9fea9fe/
http://025177524776/ http://169.254.43518/ http://169.16689662/ http://0xa9.254.0251.254/
http://0251.0376.0251.0376/ http://0xA9.0xFE.0xA9.0xFE/ http://425.510.425.510/
http://7147006462/ http://0/ http://00/ http://0x0/ http://0.0/ http://127%2e0%2e0%2e1/
http://127.0.0.1%2f@example.com/ http://１２７.０.０.１/ http://①②⑦.⓪.⓪.①/ http://127。0。0。1/
http://127．0．0．1/ http://127｡0｡0｡1/ http://１６９。２５４。１６９。２５４/ http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
http://loc\u00adalhost/ http://local\u200bhost/ http://lo\u2060calhost/ http://ｌocalhost/
http://ſandbox.localdomain/ http://3232235777/ http://0xc0a80101/ http://10.1/ http://012.1/
http://0000000000000000000000000000177.1/ http://127.0.0.1./ http://2130706433./
"""
_IPV6 = """
http://[::ffff:127.0.0.1]/ http://[::ffff:a9fe:a9fe]/ http://[::ffff:7f00:1]/
http://[0:0:0:0:0:ffff:10.0.0.1]/ http://[::127.0.0.1]/ http://[::a9fe:a9fe]/
http://[::ffff:0:127.0.0.1]/ http://[64:ff9b::169.254.169.254]/ http://[64:ff9b::a9fe:a9fe]/
http://[64:ff9b:1:a00:0:100::]/ http://[64:ff9b:1::a9fe:a9fe]/ http://[2002:a9fe:a9fe::1]/
http://[2002:7f00:1::]/ http://[2001::1]/ http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
http://[fe80::1]/ http://[fe80::1%25lo]/ http://[fe80::1%lo]/ http://[fd00:ec2::254]/
http://[fd00:ec2::23]/ http://[fd00:ec2::253]/ http://[fd12:3456::1]/ http://[fc00::1]/
http://[fec0::1]/ http://[ff02::1]/ http://[100::1]/ http://[2001:db8::1]/ http://[3fff::1]/
http://[5f00::1]/ http://[2620:4f:8000::1]/ http://[4000::1]/ http://[::1%251]/
http://[::ffff:0.0.0.0]/ http://[1::]/ http://[2001:10::1]/ http://[2001:20::1]/
"""
_CLOUD = """
http://169.254.169.254/latest/meta-data/iam/security-credentials/ http://169.254.169.253/
http://169.254.169.123/ http://169.254.170.2/v2/credentials/ http://169.254.170.23/
http://169.254.100.1:9001/2018-06-01/runtime/invocation/next http://169.254.79.2:2000/
http://sandbox.localdomain:9001/ http://sandbox/ http://metadata/ http://metadata./
http://metadata.google.internal/computeMetadata/v1/ http://METADATA.google.internal/
http://instance-data/latest/ http://instance-data.ec2.internal/ http://100.100.100.200/
http://host.docker.internal/ http://gateway.docker.internal/ http://kubernetes/
http://kubernetes.default/ http://kubernetes.default.svc/ http://kubernetes.default.svc.cluster.local/
http://ip-10-0-0-1.ec2.internal/ http://ip-10-0-0-1.eu-west-1.compute.internal/
http://printer.local/ http://db.internal:5432/ http://169.254.169.250/ http://169.254.169.251/
"""
_CONFUSED = """
http://example.com@127.0.0.1/ http://127.0.0.1@example.com@127.0.0.1/ http://user:pass@10.0.0.1/
http://127.1.1.1:80\\@127.2.2.2:80/ http://127.1.1.1:80\\@@127.2.2.2:80/
http://127.1.1.1:80:\\@@127.2.2.2:80/ http://example.com\\@127.0.0.1/ http:127.0.0.1/
http:/127.0.0.1/ http:///127.0.0.1/ http:////127.0.0.1/ //127.0.0.1/ 127.0.0.1 127.0.0.1:80
http:\\\\127.0.0.1/ http:/\\127.0.0.1/ http://127.0.0.1#@example.com/ http://127.0.0.1?@example.com/
http://example.com#@127.0.0.1/../../ http://%31%32%37.0.0.1/ http://127.0.0.1%00.example.com/
http://localhost%23.example.com/ http://[127.0.0.1]/ http://[::1 http://::1]/ http://::1/
http://[::1]@example.com/ http://[::1].example.com/ http://127.0.0.1:99999/ http://127.0.0.1:0/
http://127.0.0.1:-80/ http://127.0.0.1:80a/ http://127.0.0.1:٨٠/ http:// http://. http://../
http://.127.0.0.1/ http://127..0.0.1/ http://:80/ http://@/ http://?/ http://#/ http://*/
http://$(id)/ http://;/ http://a,127.0.0.1/ http://127.0.0.1,example.com/ http://127.0.0.1;x/
http://xn--/ http://xn--a-ecp.ru-/%zz@127.0.0.1/ http://１２７.１
"""
_SCHEMES = """
file:///etc/passwd file:///proc/self/environ file://localhost/etc/passwd FILE:///etc/passwd
gopher://127.0.0.1:6379/_INFO dict://127.0.0.1:11211/stat ftp://127.0.0.1/ ftps://127.0.0.1/
sftp://127.0.0.1/ tftp://127.0.0.1/x ldap://127.0.0.1/ ldaps://127.0.0.1/ unix:///var/run/docker.sock
http+unix://%2Fvar%2Frun%2Fdocker.sock/info unix:/var/run/docker.sock:/info
jar:http://127.0.0.1!/ netdoc:///etc/passwd data:text/plain,hello ws://127.0.0.1/ wss://127.0.0.1/
javascript:alert(1) about:blank view-source:http://127.0.0.1/ url:http://127.0.0.1/
httpx://127.0.0.1/ https+insecure://127.0.0.1/ php://filter phar://x smb://127.0.0.1/ ssh://10.0.0.1
"""
_WITH_CONTROLS = [
    "",
    " ",
    " http://127.0.0.1/",
    "http://127.0.0.1/ ",
    "http ://127.0.0.1/",
    "http://127.0.0.1 .example.com/",
    "http://127.0.0.1\x00.example.com/",
    "http://example.com\x00@127.0.0.1/",
    "http://127.0.0.1\t/",
    "http://127.0\n.0.1/",
    "ht\ntp://127.0.0.1/",
    "http://127.0.0.1\r\nHost: example.com/",
    "http://127.0.0.1/\r\nX-Evil: 1",
    "http://example.com/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "http://127.0.0.1\x0b/",
    "http://127.0.0.1\x7f/",
    "http://local\x85host/",
    "http://local\xa0host/",
    "http://127.0.0.1\\",
    "\\\\127.0.0.1\\share",
    "http://127.0.0.1/" + "a" * 9000,
    "http://" + "a" * 300 + ".127.0.0.1/",
    "http://" + "a" * 64 + ".test/",
]

_GROUPS = (_LOOPBACK, _PRIVATE, _ENCODED, _IPV6, _CLOUD, _CONFUSED, _SCHEMES)
BAD_URLS = tuple(
    dict.fromkeys(
        [
            *[url for group in _GROUPS for url in group.split()],
            *_WITH_CONTROLS,
            *[f"http://{name}/" for name in BAD_NAMES],
            *[f"https://{name}.:8443/x" for name in BAD_NAMES],
        ]
    )
)

_PUBLIC = """
http://example.com/ https://example.com/ http://EXAMPLE.com/ https://example.com:8443/a
http://example.com./ https://www.example.co.uk/?a=b https://example.com/#part
https://example.com?x=1 https://sub-domain.example.com/ https://a_b.example.com/
https://münchen.example/ https://例え.テスト/ https://xn--mnchen-3ya.example/ https://EXÄMPLE.com/
http://93.184.216.34/ http://93.184.216.34:8080/ http://1.1.1.1/ http://8.8.8.8/ http://9.255.1.1/
http://11.0.0.1/ http://100.63.255.255/ http://100.128.0.1/ http://126.255.255.255/
http://128.0.0.1/ http://169.253.1.1/ http://169.255.1.1/ http://172.15.255.255/
http://172.32.0.1/ http://192.0.1.1/ http://192.167.1.1/ http://192.169.1.1/ http://198.17.1.1/
http://198.20.0.1/ http://203.0.112.1/ http://223.255.255.254/ http://16843009/
http://[2606:2800:220:1:248:1893:25c8:1946]/ http://[2600::]/ https://[2a00:1450:4001::64]:443/
http://[2001:4860:4860::8888]/ http://[::ffff:93.184.216.34]/ http://[2620:fe::fe]/
https://api.sandbox.example.com/ https://sandbox.example.com/ https://localhost.example.com/
https://local.example.com/ https://metadata.example.com/ https://internal.example.com/
https://example.com/a%20b?q=%7B%7D https://example.com/ä?q=ü https://example.com/a|b?x={y}
https://example.com//double//slash https://example.com/@user https://example.com/?u=http://127.0.0.1/
https://kubernetes.example.com/ https://127.0.0.1.example.com/
"""
PUBLIC_URLS = tuple(_PUBLIC.split())
