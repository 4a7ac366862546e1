"""Starting something natively: by key and name, or by a trigger's address alone."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request, json_reply
from gonogo.dialects.native import _documents
from gonogo.dialects.native._fields import Fields, flat_variables, key_of, read_body, read_query
from gonogo.dialects.native._terms import (
    PARAMETERS,
    selection_in,
    selection_of,
    terms_in,
    terms_of,
)
from gonogo.domain.commands import Start, StartByTrigger, Started, VariableSet
from gonogo.domain.commands.history import Rerun
from gonogo.domain.commands.previewing import Preview, Previewed, PreviewedRun
from gonogo.domain.http import Headers
from gonogo.domain.project import TargetKind
from gonogo.errors import Invalid, WrongFormat

MAX_SETS = 50
MAX_LOCATIONS = 20
MAX_WEBHOOKS = 10
RESERVED = "gonogo_"
_NAMES = ("gonogo_environment", "gonogo_location", "gonogo_webhook", *PARAMETERS)
_FORM = "application/x-www-form-urlencoded"


def decode_project(request: Request) -> Start:
    """Every test of a project; or the suite or test that the body names.

    A name may hold a slash, which the gateway would take for the path's own.
    """
    return _start(request, "project", None)


def decode_preview(request: Request) -> Preview:
    """The same body as a start of the project, or of what it names."""
    return Preview(start=decode_project(request))


def decode_suite(request: Request) -> Start:
    """One suite."""
    return _start(request, "suite", request.params["suite"])


def decode_test(request: Request) -> Start:
    """One test."""
    return _start(request, "test", request.params["test"])


def _start(request: Request, kind: TargetKind, target: str | None) -> Start:
    read_query(request)
    fields = Fields(read_body(request))
    common = _variable_set(fields)
    sets = tuple(_merge(common, part) for part in fields.objects("sets", most=MAX_SETS))
    locations = fields.texts("locations", most=MAX_LOCATIONS)
    webhooks = fields.urls("webhooks", most=MAX_WEBHOOKS)
    selection, terms = selection_in(fields), terms_in(fields)
    if kind == "project":
        kind, target = _named(fields)
    fields.end()
    return Start(
        key=key_of(request),
        project=request.params["project"],
        kind=kind,
        target=target,
        sets=sets or (common,),
        locations=locations,
        webhooks=webhooks,
        selection=selection,
        terms=terms,
    )


def _named(fields: Fields) -> tuple[TargetKind, str | None]:
    """What of the project is meant: all of it, unless a suite or a test is named."""
    suite, test = fields.text("suite"), fields.text("test")
    if suite and test:
        raise Invalid("One start is of one thing.", field="test", accepted="a suite or a test")
    if suite:
        return "suite", suite
    return ("test", test) if test else ("project", None)


def _variable_set(fields: Fields) -> VariableSet:
    return VariableSet(
        variables=fields.variables("variables"), environment=fields.text("environment")
    )


def _merge(common: VariableSet, part: Fields) -> VariableSet:
    """One of `sets`: over what stands beside them."""
    own = _variable_set(part)
    part.end()
    return VariableSet(
        variables={**common.variables, **own.variables},
        environment=own.environment or common.environment,
    )


def decode_trigger(request: Request) -> StartByTrigger:
    """What the trigger names: one `curl` line, with variables as query, form or flat JSON."""
    pairs = request.query + _body_pairs(request)
    _refuse_unknown(pairs)
    environments = [value for name, value in pairs if name == "gonogo_environment" and value]
    webhooks = tuple(value for name, value in pairs if name == "gonogo_webhook")
    if not all(url.startswith(("https://", "http://")) for url in webhooks):
        raise Invalid("A webhook is a web address.", field="gonogo_webhook", accepted="https://…")
    variables = {name: value for name, value in pairs if not name.startswith(RESERVED)}
    environment = environments[-1] if environments else None
    return StartByTrigger(
        trigger=request.params["trigger"].lower(),
        kinds=("project", "suite", "test"),
        sets=(VariableSet(variables=variables, environment=environment),),
        locations=tuple(value for name, value in pairs if name == "gonogo_location"),
        webhooks=webhooks,
        selection=selection_of(pairs),
        terms=terms_of(pairs),
    )


def decode_rerun(request: Request) -> Rerun:
    """A batch by id or number; `only_failed` leaves out what passed."""
    read_query(request)
    fields = Fields(read_body(request))
    only_failed = fields.flag("only_failed") or False
    fields.end()
    return Rerun(key=key_of(request), batch=request.params["batch"], only_failed=only_failed)


def _body_pairs(request: Request) -> Headers:
    if request.method == "GET" or not request.body.strip():
        return ()
    if request.content_type == _FORM:
        return request.form()
    try:
        document = read_body(request)
    except WrongFormat as error:
        raise WrongFormat(error.message, accepted=f"application/json, {_FORM}") from None
    return tuple(flat_variables(document, "body").items())


def _refuse_unknown(pairs: Headers) -> None:
    for name, _ in pairs:
        if name.startswith(RESERVED) and name not in _NAMES:
            raise Invalid(
                f"There is no parameter {name[:64]!r}.",
                field=name[:64],
                accepted=", ".join(_NAMES),
            )


def encode_preview(previewed: Previewed, request: Request, links: Links) -> Reply:
    """200: the runs that there would be."""
    document = {
        "project": {"id": previewed.project.id, "name": previewed.project.name},
        "target": previewed.target,
        "total": len(previewed.runs),
        "refused": previewed.refused,
        "runs": [_previewed(run) for run in previewed.runs],
    }
    return json_reply(200, document)


def _previewed(run: PreviewedRun) -> _documents.Document:
    environment = {"id": run.environment, "name": run.environment_name}
    return {
        "test": {"id": run.test.id, "name": run.test.name},
        "tags": list(run.test.tags),
        "environment": environment if run.environment else None,
        "location": run.location,
        "phase": run.phase,
        "blocking": run.blocking,
    }


def encode_started(started: Started, request: Request, links: Links) -> Reply:
    """201: the batch and its runs are stored and can be read at the addresses given."""
    document = {
        "batch": _documents.batch(started.batch, links),
        "runs": [_documents.run(run, links) for run in started.runs],
        "refused": started.refused,
        "skipped": list(started.skipped),
    }
    location = _documents.batch_url(started.batch.id, links)
    return json_reply(201, document, ("Location", location))
