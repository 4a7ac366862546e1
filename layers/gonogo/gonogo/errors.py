"""Every error that gonogo raises on purpose.

    GonogoError
    ├── Invalid            the caller's input cannot be taken; names the field and what would be
    │   ├── TooLarge           more bytes than the operation takes
    │   ├── WrongFormat        a body of a media type that the operation does not read
    │   ├── WrongMethod        the address is known, and not for this method
    │   └── InvalidDefinition  a definition document has mistakes; names every one of them
    ├── Unauthorized       no key, or one that opens nothing
    ├── Forbidden          a good key without the right to do this
    ├── NotFound           no such thing for this caller
    ├── Unavailable        something gonogo stands on did not answer
    ├── Internal           not foreseen: an id, and the rest in the log
    ├── Conflict           the state of the thing refuses it; the caller may look and try again
    │   ├── AlreadyThere   a conditional write found that it had been done before
    │   └── IdempotencyMismatch  an idempotency key that was used for something else
    ├── RateLimited        too many calls; says when to come back
    ├── Looping            tests start tests through the API without an end
    ├── Unjudged           a run that can be neither passed nor failed
    │   ├── UndefinedVariable
    │   ├── UndefinedSecret
    │   ├── Unsupported
    │   ├── ScriptFailed
    │   └── RunTimeout
    └── HttpFailure        an outgoing request got no usable answer
        ├── Blocked            the address policy refused it; carries the rule, never the address
        ├── BadRequest         it could not be sent as written
        ├── ConnectFailed      no connection: name, route, refusal, TLS
        ├── DeadlinePassed     the wall-clock limit was over
        ├── ProtocolFailure    the answer was not HTTP, or broke a limit of it
        └── TooManyRedirects

No HTTP status and no AWS name stands here: a dialect decides how an error looks outside.
"""

from __future__ import annotations


class GonogoError(Exception):
    """Base of all; `code` is stable, `message` is one sentence for people.

    `permanent` says whether the same call can ever succeed; a retry reads it.
    """

    code = "error"
    permanent = True

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(GonogoError):
    """The input cannot be taken. `field` is its path, `accepted` what would be."""

    code = "invalid"

    def __init__(
        self, message: str, *, field: str | None = None, accepted: str | None = None
    ) -> None:
        super().__init__(message)
        self.field = field
        self.accepted = accepted


class InvalidDefinition(Invalid):
    """A definition document has mistakes. `problems` has one sentence for each, in order."""

    code = "invalid_definition"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class TooLarge(Invalid):
    """The input has more bytes than the operation takes."""

    code = "too_large"


class WrongFormat(Invalid):
    """The body's media type is none that the operation reads; `accepted` lists those."""

    code = "wrong_format"


class WrongMethod(Invalid):
    """The address is known, and not for this method; `accepted` lists those that it knows."""

    code = "wrong_method"


class Unauthorized(GonogoError):
    """No key, or one that is malformed, unknown, expired or revoked: all look the same."""

    code = "unauthorized"


class Forbidden(GonogoError):
    """The key is good, and may not do this in its own project."""

    code = "forbidden"


class NotFound(GonogoError):
    """Unknown, or another project's: the caller cannot tell which."""

    code = "not_found"


class Conflict(GonogoError):
    """The thing's present state refuses the call."""

    code = "conflict"


class AlreadyThere(Conflict):
    """A conditional write found the effect done before."""

    code = "already_there"


class IdempotencyMismatch(Conflict):
    """The idempotency key came before, and what was asked for with it was something else."""

    code = "idempotency_mismatch"


class RateLimited(GonogoError):
    """More calls than the limit allows; `retry_after` is in whole seconds, at least 1."""

    code = "rate_limited"
    permanent = False

    def __init__(self, message: str, *, limit: int, window: int, retry_after: int) -> None:
        super().__init__(message)
        self.limit = limit
        self.window = window
        self.retry_after = retry_after


class Looping(GonogoError):
    """The start came from a run that was started by a run, and so on: it is taken for a loop."""

    code = "looping"


class Unavailable(GonogoError):
    """Something gonogo stands on did not answer; the same call may succeed later."""

    code = "unavailable"
    permanent = False


class Unjudged(GonogoError):
    """The test could be called neither passed nor failed."""

    code = "unjudged"


class UndefinedVariable(Unjudged):
    """A `{{name}}` that nothing defines; `where` is the place that used it."""

    code = "undefined_variable"

    def __init__(self, name: str, where: str) -> None:
        super().__init__(f"{where} uses {{{{{name}}}}}, and no variable of that name is defined.")
        self.name = name
        self.where = where


class UndefinedSecret(Unjudged):
    """A `{{get_secret(name)}}` of a secret that is not there; `where` is the place that used it."""

    code = "undefined_secret"

    def __init__(self, name: str, where: str) -> None:
        super().__init__(
            f"{where} uses {{{{get_secret({name})}}}}, and there is no secret of that name."
        )
        self.name = name
        self.where = where


class Unsupported(Unjudged):
    """The test asks for something that this version does not do."""

    code = "unsupported"


class ScriptFailed(Unjudged):
    """A script that prepares the run broke; the message says which, and what it threw."""

    code = "script_failed"


class RunTimeout(Unjudged):
    """The run's own deadline passed."""

    code = "run_timeout"


class HttpFailure(GonogoError):
    """An outgoing request got no usable answer."""

    code = "http_failure"
    permanent = False


class Blocked(HttpFailure):
    """The address policy refused the target. `rule` names the rule, never the address."""

    code = "blocked"
    permanent = True

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


class BadRequest(HttpFailure):
    """The request cannot be put on the wire as written: URL, method, header, body."""

    code = "bad_request"
    permanent = True


class ConnectFailed(HttpFailure):
    """No connection: the name, the route, a refusal or TLS said no."""

    code = "connect_failed"


class DeadlinePassed(HttpFailure):
    """The wall-clock limit of the whole exchange was over."""

    code = "deadline_passed"


class ProtocolFailure(HttpFailure):
    """What came back was not HTTP, or broke one of its limits."""

    code = "protocol_failure"


class TooManyRedirects(HttpFailure):
    """The redirect limit was reached."""

    code = "too_many_redirects"
    permanent = True


class Internal(GonogoError):
    """Something that was not foreseen; the id finds it in the log."""

    code = "internal"
    permanent = False
