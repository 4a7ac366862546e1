"""What each name that a script finds means, for the reference; a test asks the machine."""

from __future__ import annotations

from collections.abc import Mapping

OBJECTS: Mapping[str, str] = {
    "request": "the request as it was sent; a script before it may change it",
    "response": "the answer; after it",
    "variables": "the run's variables: `get`, `set`",
    "log": "writes a line of the script's output",
    "console": "`log`, `info`, `warn`, `error`, `debug`: all write a line",
    "get_secret": "one of the project's secrets; the output of a script that asks is hidden",
    "encode_base64": "a text's UTF-8 bytes in base64",
    "decode_base64": "the text that base64 stands for",
    "btoa": "a text's characters, each a byte, in base64",
    "atob": "the bytes that base64 stands for, each a character",
    "xmltojson": "an XML document as an object: attributes under `$`, text under `_`",
    "runscope_xml2json": "the same under Runscope's name",
    "xml2Json": "the same under Postman's name",
    "DOMParser": "parses XML to a document (xmldom)",
    "XMLSerializer": "a document as XML (xmldom)",
    "_": "Underscore",
    "chai": "Chai, with its plugins",
    "assert": "Chai's assert",
    "expect": "Chai's expect",
    "should": "Chai's should, which every value has",
    "moment": "Moment",
    "CryptoJS": "CryptoJS",
    "tv4": "JSON Schema, draft 4",
    "pm": "Postman's object",
    "require": "the libraries, by the names that Postman has for them",
    "tests": "Postman's older tests: `tests[name] = true`",
    "environment": "the variables as they were at first, by name",
    "globals": "the variables as they were at first, by name",
    "data": "the variables as they were at first, by name",
    "iteration": "0: a run is one iteration",
    "postman": "Postman's older functions for variables and headers",
    "responseBody": "the answer's body",
    "responseCode": "the answer's `code` and `name`",
    "responseTime": "milliseconds that the answer took",
    "responseHeaders": "the answer's headers by name",
    "responseCookies": "the answer's cookies, each with `name` and `value`",
}
"""Globals beyond the language's own."""
POSTMAN: Mapping[str, str] = {
    "test": "a named check, which may be asynchronous",
    "expect": "Chai's expect",
    "response": "the answer: `code status headers json() text() to`",
    "request": "the request: `method url headers body`",
    "environment": "the run's variables",
    "globals": "the run's variables",
    "collectionVariables": "the run's variables",
    "variables": "the run's variables, with `replaceIn`",
    "iterationData": "the run's variables",
    "info": "`eventName requestName requestId iteration iterationCount`",
    "cookies": "the answer's cookies: `get has toObject`",
    "require": "the libraries, by the names that Postman has for them",
    "visualizer": "`set` and `clear` do nothing: nothing is drawn here",
    "sendRequest": "throws: scripts have no network",
    "execution": "throws: the order of requests is fixed",
}
"""Members of `pm`."""
LIBRARIES: Mapping[str, str] = {
    "@xmldom/xmldom": "XML documents",
    "chai": "assertions",
    "chai-fuzzy": "assertions on what is alike",
    "chai-json-schema": "assertions by JSON Schema",
    "crypto-js": "digests, signatures, ciphers",
    "moment": "dates and times",
    "underscore": "lists and objects",
}
"""Published packages, by their names in `package.json`, which has their versions."""
