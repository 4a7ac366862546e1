"""Where gonogo differs from Newman on purpose; `docs/reference/postman.md` says the same."""

UNDEFINED = "An undefined variable fails the step"
BEFORE = "A script before the request that fails keeps it from being sent"
ORDER = "The order of requests is fixed"
NETWORK = "Scripts have no network"
RANDOM = "Other `{{$random…}}` are letters, digits or numbers"
OBJECTS = "Objects and lists in a text are JSON"
NOTHING = "`null` in a text is empty"
SPACES = "Spaces inside the braces do not count"
ENCODED = "Some characters are encoded another way"
JAR = "`pm.cookies` does not show what the run keeps"
UNSENT = "Scripts after a request that got no answer do not run"
FORM = "A space in a form is `+`"

KEPT = {
    ("bodies", "form"): FORM,
    ("cookies", "sends"): JAR,
    ("dynamic", "people"): RANDOM,
    ("errors", "before-throws"): BEFORE,
    ("errors", "test-before"): BEFORE,
    ("errors", "undefined-variable"): UNDEFINED,
    ("errors", "undefined-in-a-header"): UNDEFINED,
    ("errors", "undefined-in-the-body"): UNDEFINED,
    ("errors", "calls-elsewhere"): NETWORK,
    ("errors", "refused"): UNSENT,
    ("flow", "first"): ORDER,
    ("flow", "second"): ORDER,
    ("flow", "third"): ORDER,
    ("flow", "fourth"): ORDER,
    ("scopes", "objects-as-text"): OBJECTS,
    ("scopes", "nothing-as-text"): NOTHING,
    ("scopes", "variables-in-names"): SPACES,
    ("urls", "query-written-out"): ENCODED,
}
"""By collection and request."""
