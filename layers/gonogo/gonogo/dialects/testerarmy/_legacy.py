"""What older clients call: a prompt for an agent, and a test of a deployment that they wait for."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, known
from gonogo.dialects.testerarmy._error import refusal
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._run_document import PROMPT, ci_document
from gonogo.dialects.testerarmy._steps import NEEDS_AGENT
from gonogo.dialects.testerarmy._times import iso
from gonogo.dialects.testerarmy._wanted import Wanted
from gonogo.domain.commands import BatchView, ReadBatch, Start, Started, StoredTest, VariableSet
from gonogo.domain.commands.defining import ListTests, PutTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, TriggerId
from gonogo.domain.project import Project
from gonogo.domain.test import TestHead

MAX_WAIT = 25
"""Seconds: the gateway hangs up at 30."""
PROMPTS = "Prompts"
"""The disabled test of a project that stands for every prompt: its one step is for an agent."""
BYPASS = "x-vercel-protection-bypass"


def _prompt(request: Request, links: Links, asking: Caller) -> Talk:
    fields = Fields(any_json(request))
    prompt = fields.needed_text("prompt", most=10_000)
    fields.children("credentials", most=20)
    webhook = fields.uri("webhookUrl")
    project = asking.only_project()
    test = yield from _prompts(project, asking)
    started: Started = yield Start(
        key=asking.key,
        project=project.id,
        kind="test",
        target=test,
        sets=(VariableSet(variables={PROMPT: prompt}),),
        webhooks=(webhook,) if webhook else (),
        dialect=VENDOR,
    )
    run = started.runs[0]
    document = {"id": run.id, "status": "queued", "createdAt": iso(run.created_at)}
    return json_reply(202, document)


def _prompts(project: Project, asking: Caller) -> Asking[TestId]:
    """The test that stands for prompts, made with the first of them."""
    listed = yield ListTests(key=asking.key, project=project.id)
    for head in listed.tests:
        if head.name == PROMPTS and not head.enabled:
            found: TestId = head.id
            return found
    head = TestHead(id=TestId(""), number=0, name=PROMPTS, trigger=TriggerId(""), enabled=False)
    step = {
        "type": "unsupported",
        "kind": "act",
        "note": "{{prompt}}",
        "content": {"title": "{{prompt}}"},
        "reason": "A prompt needs an agent, and gonogo has none.",
        "code": NEEDS_AGENT,
    }
    own = Environment(id=EnvironmentId(""), name="Test Settings")
    test = StoredTest(head=head, steps=(step,), own=(own,))
    # Two first prompts at once make two of them: either will do from then on.
    view = yield PutTest(key=asking.key, project=project.id, test=test)
    made: TestId = view.test.head.id
    return made


def _ci(request: Request, links: Links, asking: Caller) -> Talk:
    wanted = _deployment(Fields(any_json(request)))
    started: Started = yield Start(
        key=asking.key,
        project=asking.only_project().id,
        kind="project",
        terms=wanted.terms(),
        dialect=VENDOR,
    )
    batch = started.batch.id
    view: BatchView = yield ReadBatch(key=asking.key, batch=batch, wait=MAX_WAIT, results=True)
    if not view.batch.over:
        message = f"The tests did not end in {MAX_WAIT} seconds. Read the run {batch} later."
        return refusal(504, message, more={"runId": batch})
    return json_reply(200, _answer(view))


def _deployment(fields: Fields) -> Wanted:
    """What is to be tested. Credentials are not taken over: they belong into secrets."""
    url = fields.uri("url")
    if url is None:
        raise fields.wrong("url", "Required")
    context = fields.needed_child("context")
    title = context.needed_text("title", most=500)
    about = {
        "title": title,
        "description": context.text("description", least=0, null=True),
        "changedFiles": context.items("changedFiles", most=3000) or [],
    }
    credentials = fields.child("credentials")
    if credentials is not None:
        credentials.needed_text("email")
        credentials.needed_text("password")
    token = fields.text("vercelBypassToken")
    return Wanted(
        kept={"type": "ci", "title": title, "input": {"context": _brief(about)}},
        url=url,
        headers=((BYPASS, token),) if token else (),
    )


def _brief(about: dict[str, Any]) -> dict[str, Any]:
    """Of the changes, as much as may be kept with a batch."""
    files = [str(each)[:200] for each in about["changedFiles"][:100]]
    return {**about, "description": (about["description"] or "")[:2000], "changedFiles": files}


def _answer(view: BatchView) -> dict[str, Any]:
    document = ci_document(view)
    title = str(view.batch.terms.kept.get("title", ""))
    output = document["output"] or {
        "featureName": title,
        "result": "FAILED",
        "description": document.get("error", {}).get("message", f"It was {document['status']}."),
        "screenshots": [],
    }
    return {
        "output": {**output, "playwrightCode": ""},
        "testPlan": {
            "instructions": f"Run the {view.batch.total} tests of the project.",
            "focusAreas": [part.run.test_name for part in view.runs][:20],
            "complexity": "simple",
        },
        "duration": document["durationMs"] or 0,
    }


ROUTES = (
    Conversation(
        ("POST",),
        "/runs",
        known(_prompt),
        "Run a prompt, which needs an agent: it is errored.",
        support="stored",
    ),
    Conversation(
        ("POST",), "/ci/test", known(_ci), "Test a deployment, and wait for it up to 25 seconds."
    ),
)
