"""Postman's variables and dynamic variables, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gonogo.formats.placeholders import rewrite, variable_name
from gonogo.formats.plain import mappings, text
from gonogo.importers._contract import Notes

DYNAMIC: Mapping[str, str] = {
    "$guid": "{{uuid}}",
    "$randomUUID": "{{uuid}}",
    "$timestamp": "{{timestamp}}",
    "$isoTimestamp": "{{utc_datetime}}",
    "$randomInt": "{{random_int(0, 1000)}}",
    "$randomAlphaNumeric": "{{random_string(1)}}",
    "$randomPassword": "{{random_string(15)}}",
}
"""The same meaning."""
ALIKE: Mapping[str, str] = {
    "$randomEmail": "{{random_string(10)}}@example.com",
    "$randomExampleEmail": "{{random_string(10)}}@example.com",
    "$randomUserName": "{{random_string(10)}}",
    "$randomUrl": "https://{{random_string(10)}}.example.com",
    "$randomDomainName": "{{random_string(10)}}.example.com",
    "$randomIP": "192.0.2.{{random_int(1, 254)}}",
    "$randomPrice": "{{random_int(1, 999)}}.{{random_int(10, 99)}}",
    "$randomPhoneNumber": "555-{{random_int(100, 999)}}-{{random_int(1000, 9999)}}",
    "$randomBankAccount": "{{random_int(10000000, 99999999)}}",
    "$randomBoolean": "true",
    "$randomLatitude": "{{random_int(0, 89)}}.{{random_int(1000, 9999)}}",
    "$randomLongitude": "{{random_int(0, 179)}}.{{random_int(1000, 9999)}}",
    "$randomHexColor": "#{{random_int(100000, 999999)}}",
    "$randomSemver": "{{random_int(0, 9)}}.{{random_int(0, 9)}}.{{random_int(0, 9)}}",
    "$randomDateFuture": "{{timestamp_offset(86400)}}",
    "$randomDatePast": "{{timestamp_offset(-86400)}}",
    "$randomDateRecent": "{{timestamp_offset(-3600)}}",
    "$randomHexadecimal": "0x{{random_int(1, 9)}}",
}
"""The same kind of value; every other `$random…` becomes letters and digits."""


@dataclass(frozen=True, slots=True)
class Values:
    """What texts of a collection are rewritten with."""

    known: Mapping[str, str]
    notes: Notes

    def fill(self, raw: object, where: str) -> str:
        """A text with our names in its placeholders."""
        return rewrite(text(raw), lambda name: _placeholder(name, where, self.notes))


def variables_of(raw: object, where: str, notes: Notes) -> dict[str, str]:
    """Variables by the names that we accept; disabled ones are left out, as Postman does."""
    found: dict[str, str] = {}
    for entry in mappings(raw):
        name = text(entry.get("key") or entry.get("id"))
        if not name or entry.get("disabled") is True or entry.get("enabled") is False:
            continue
        accepted = variable_name(name)
        if accepted != name:
            notes.changed(f"{where}, variable {name}", f"is called {accepted}")
        if entry.get("type") == "secret" and text(entry.get("value")):
            notes.check(f"{where}, variable {name}", "is a secret and stands in the file")
        value = text(entry.get("value"))
        found[accepted] = rewrite(value, lambda inner: _placeholder(inner, where, notes))
    return found


def _placeholder(name: str, where: str, notes: Notes) -> str:
    if name in DYNAMIC:
        return DYNAMIC[name]
    if name.startswith("$"):
        instead = ALIKE.get(name, "{{random_string(8)}}")
        if name.startswith("$random"):
            notes.changed(where, f"{{{{{name}}}}} is {instead}")
            return instead
        notes.lost(where, f"the dynamic variable {{{{{name}}}}}")
    return f"{{{{{variable_name(name)}}}}}"
