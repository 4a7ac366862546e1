"""What a script can use: its own names, the libraries, and Postman's."""

from __future__ import annotations

import pytest

from tests.scripts import REQUEST, RESPONSE, script

LIBRARIES = {
    "_.VERSION": "1.13.6",
    "_.pluck([{ a: 1 }, { a: 2 }], 'a')": "[1,2]",
    "chai.version": "4.3.8",
    "moment.version": "2.29.4",
    "moment.utc(0).format('YYYY-MM-DD')": "1970-01-01",
    "moment().valueOf()": "1700000000000",
    "CryptoJS.MD5('a')": "0cc175b9c0f1b6a831c399e269772661",
    "CryptoJS.HmacSHA256('a', 'k').toString(CryptoJS.enc.Base64).length": "44",
    "CryptoJS.AES.decrypt(CryptoJS.AES.encrypt('a', 'k'), 'k').toString(CryptoJS.enc.Utf8)": "a",
    "encode_base64('Zoë')": "Wm/Dqw==",
    "decode_base64('Wm/Dqw==')": "Zoë",
    "atob(btoa('a'))": "a",
    "xmltojson('<a b=\"1\"><c>x</c><c>y</c></a>')": '{"a":{"$":{"b":"1"},"c":["x","y"]}}',
    "runscope_xml2json('<a>x</a>').a": "x",
    "new DOMParser().parseFromString('<a><b>x</b></a>', 'text/xml').documentElement.tagName": "a",
    "response.status + response.reason + response.headers['X-Two'][1]": "200OKb",
    "JSON.parse(response.body).name": "Zoë",
    "request.method + request.params[0].value + request.headers['X-One'][0]": "POST11",
    "variables.get('a') + typeof variables.get('b')": "1undefined",
    "pm.response.json().items[1]": "2",
    "pm.response.code + pm.response.status + pm.response.headers.get('x-two')": "200OKb",
    "pm.variables.replaceIn('{{a}} {{b}}')": "1 {{b}}",
    "(pm.environment.set('n', 5), pm.environment.get('n') + 1)": "6",
    "(pm.globals.set('o', { a: 1 }), pm.environment.get('o').a + variables.get('o'))": '1{"a":1}',
    "pm.variables.replaceIn('{{$guid}}').length": "36",
    "pm.request.url.query.get('a') + pm.request.url.getHost()": "1api.test",
    "require('crypto-js') === CryptoJS": "true",
    "pm.info.eventName + pm.info.requestName": "testhello",
    "responseCode.code + postman.getResponseHeader('x-two')": "200b",
    "JSON.parse(responseBody).items.length + responseTime": "14",
    "environment.a + postman.getEnvironmentVariable('a') + postman.getGlobalVariable('a')": "111",
}
HOLD = [
    "assert.equal(response.status, 200)",
    "expect([1]).to.be.an('array').with.lengthOf(1)",
    "response.status.should.equal(200)",
    "assert.jsonSchema({ a: 1 }, { required: ['a'] })",
    "expect({ a: [1] }).to.be.like({ a: [1] })",
    "pm.response.to.have.status(200); pm.response.to.have.status('OK')",
    "pm.response.to.be.ok; pm.response.to.be.success; pm.response.to.be.json",
    "pm.response.to.not.be.error; pm.response.to.not.have.header('X-Three')",
    "pm.response.to.have.header('x-two', 'b')",
    "pm.response.to.have.jsonBody('items[0]', 1)",
    "pm.expect(1).to.be.ok; pm.response.to.have.body(/Zoë/)",
    "tests['status'] = responseCode.code === 200",
    "pm.test('done', (done) => { Promise.resolve().then(() => done()) })",
    "pm.response.to.have.jsonSchema({ required: ['name'] })",
    "pm.test('later', async () => { await null; pm.expect(1).to.equal(1) })",
]
FAIL = {
    "assert.equal(1, 2)": "AssertionError: expected 1 to equal 2",
    "throw new TypeError('x')": "TypeError: x",
    "throw 'words'": "words",
    "nowhere()": "ReferenceError: nowhere is not defined",
    "let a b": "SyntaxError",
    "pm.response.to.have.status(404)": "expected the status 404, not 200",
    "pm.response.to.be.notFound": "expected the status to be 404, not 200",
    "pm.test('t', () => pm.expect(1).to.equal(2))": "t: AssertionError: expected 1 to equal 2",
    "pm.test('t', async () => { await null; throw new Error('late') })": "t: Error: late",
    "pm.test('t', () => new Promise(() => {}))": "1 asynchronous test(s) never ended",
    "tests['is ok'] = false": "is ok: is false",
    "Promise.reject(1)": "a promise was rejected",
    "assert.jsonSchema({}, { required: ['a'] })": "Missing required property: a",
    "pm.sendRequest('x')": "pm.sendRequest is not supported",
    "pm.test('t', (done) => {})": "1 asynchronous test(s) never ended",
    "pm.test('t', (done) => { done(new Error('no')) })": "t: Error: no",
    "pm.response.to.have.jsonSchema({ required: ['x'] })": "Missing required property: x",
    "require('fs')": "there is no fs; there are chai, moment",
    "postman.setNextRequest('x')": "another request cannot be chosen",
}


@pytest.mark.parametrize("expression", LIBRARIES)
def test_a_name_does_what_its_library_says(expression: str) -> None:
    given = {"variables": {"a": "1"}, "info": {"requestName": "hello"}}
    outcome = script(f"log({expression})", **given)
    assert (outcome.error, outcome.output) == (None, LIBRARIES[expression] + "\n")


@pytest.mark.parametrize("source", HOLD)
def test_what_holds_passes(source: str) -> None:
    assert script(source).error is None


@pytest.mark.parametrize("source", FAIL)
def test_what_does_not_hold_fails_with_its_reason(source: str) -> None:
    outcome = script(source)
    assert not outcome.passed
    assert FAIL[source] in (outcome.error or "")


@pytest.mark.parametrize("broken", ["null.x", "assert.fail()", "JSON.parse('{')", "let a b"])
def test_an_error_names_its_line(broken: str) -> None:
    assert (script(f"// one\n\n{broken}").error or "").endswith(" (line 3)")


def test_every_test_of_a_script_stands_in_its_output() -> None:
    outcome = script("pm.test('a', () => {}); pm.test('b', () => { throw 1 }); tests.c = true")
    assert outcome.output == "✓ a\n✗ b: 1\n✓ c\n"
    assert outcome.error == "b: 1"


@pytest.mark.parametrize("scope", ["environment", "globals", "collectionVariables", "variables"])
def test_all_scopes_are_one(scope: str) -> None:
    """gonogo has one set of variables."""
    source = f"pm.{scope}.set('b', 2); pm.{scope}.unset('a'); log(pm.variables.get('b'))"
    outcome = script(source, variables={"a": "1"})
    assert (outcome.changes, outcome.output) == ({"b": "2", "a": None}, "2\n")


def test_variables_are_texts() -> None:
    source = "variables.set('n', 1); variables.set('o', { a: [1] }); variables.set('u')"
    assert script(source).changes == {"n": "1", "o": '{"a":[1]}', "u": ""}


def test_what_cannot_be_stored_is_replaced() -> None:
    outcome = script("log('a\\0b\\ud800'); variables.set('x', '\\udc00')")
    assert (outcome.output, outcome.changes) == ("ab\ufffd\n", {"x": "\ufffd"})


def test_only_a_script_before_the_request_can_change_it() -> None:
    source = "request.url = 'http://other.test/'; response.status = 500"
    changed = script(source, event="prerequest", response=RESPONSE).request
    assert changed is not None
    assert changed["url"] == "http://other.test/"
    assert script(source, request=REQUEST).request is None
