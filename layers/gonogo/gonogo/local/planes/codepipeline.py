"""CodePipeline: actions that wait for the result of a job, by Lambda, by worker, or by approval."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gonogo.local.planes.model import Model, Refused
from gonogo.local.planes.server import Params
from gonogo.ports import Clock

SILENT_SECONDS = 20 * 60.0
"""A Lambda action that says nothing for so long has failed."""
LONGEST_SECONDS = 24 * 3600.0
"""Of any action, however often it says that it goes on."""
AGAIN_SECONDS = 30.0
"""After a continuation token, about so long until the next job."""
MOST_VARIABLE_BYTES = 122_880
ACCOUNT = "111122223333"
STORE = "pipeline-artifacts"
Function = Callable[[Mapping[str, Any]], object]
Kind = Literal["lambda", "custom", "approval"]


@dataclass(slots=True)
class Action:
    """One execution of one action of a pipeline."""

    kind: Kind
    pipeline: str
    stage: str
    name: str
    configuration: Mapping[str, str] = field(default_factory=dict)
    provider: str = "Lambda"
    version: str = "1"
    function: Function | None = None
    outputs: tuple[str, ...] = ()
    """Its output artifacts."""
    key: str = ""
    """Of KMS, for them."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    execution: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "InProgress"
    started_at: float = 0.0
    heard_at: float = 0.0
    token: str = ""
    """Of an approval."""
    summary: str = ""
    link: str = ""
    """The id of the execution elsewhere, for the console's link."""
    percent: int | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    failure: Mapping[str, str] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether it has its end."""
        return self.status != "InProgress"


@dataclass(slots=True)
class Job:
    """What a worker or a function gets of an action; each answer ends one."""

    action: Action
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    nonce: str = field(default_factory=lambda: secrets.token_hex(8))
    status: str = "Queued"
    due_at: float = 0.0
    continuation: str = ""


@dataclass(slots=True)
class CodePipeline:
    """The service; `advance` is the time that passes in it."""

    clock: Clock
    jobs: dict[str, Job] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    model: Model = field(default_factory=lambda: Model("codepipeline"))

    def start(self, kind: Kind, pipeline: str, stage: str, name: str, **facts: Any) -> Action:
        """Begin an action; a Lambda's function is invoked by the next `advance`."""
        now = self.clock.now()
        action = Action(kind, pipeline, stage, name, started_at=now, heard_at=now, **facts)
        self.actions.append(action)
        if kind == "approval":
            action.token = str(uuid.uuid4())
        else:
            self._queue(action, now)
        return action

    def advance(self) -> None:
        """Functions that are due are invoked, silent actions fail."""
        now = self.clock.now()
        for action in self.actions:
            silent = action.kind == "lambda" and now - action.heard_at >= SILENT_SECONDS
            if not action.over and (silent or now - action.started_at >= LONGEST_SECONDS):
                self._end(action, "Failed", {"type": "JobFailed", "message": "It timed out."})
        for job in list(self.jobs.values()):
            ready = job.status == "Queued" and job.due_at <= now and not job.action.over
            if ready and job.action.function is not None:
                job.status = "InProgress"
                job.action.function(event_of(job))

    def abandon(self, action: Action) -> None:
        """Somebody stops the pipeline without waiting."""
        self._end(action, "Abandoned", {})

    def approval_message(self, action: Action) -> dict[str, Any]:
        """What the action publishes to its topic."""
        return {
            "region": "us-east-1",
            "consoleLink": "https://console.example/pipeline",
            "approval": {
                "pipelineName": action.pipeline,
                "stageName": action.stage,
                "actionName": action.name,
                "token": action.token,
                "expires": "2026-12-01T00:00Z",
                "externalEntityLink": None,
                "approvalReviewLink": "https://console.example/review",
                "customData": action.configuration.get("CustomData"),
            },
        }

    def _queue(self, action: Action, due_at: float, continuation: str = "") -> None:
        job = Job(action, due_at=due_at, continuation=continuation)
        self.jobs[job.id] = job

    def _end(self, action: Action, status: str, failure: Mapping[str, str]) -> None:
        action.status, action.failure = status, failure
        for job in self.jobs.values():
            if job.action is action and job.status not in ("Succeeded", "Failed"):
                job.status = "Failed" if status != "Succeeded" else "Succeeded"

    # ---- what the API answers --------------------------------------------------------------------

    def operations(self) -> Mapping[str, Callable[[Params], Params]]:
        """The operations by name."""
        return {
            "PollForJobs": self._poll,
            "AcknowledgeJob": self._acknowledge,
            "GetJobDetails": self._details,
            "PutJobSuccessResult": self._succeed,
            "PutJobFailureResult": self._fail,
            "PutApprovalResult": self._approve,
        }

    def _poll(self, params: Params) -> Params:
        wanted = params["actionTypeId"]
        if wanted["owner"] != "Custom":
            raise Refused("ActionTypeNotFoundException")
        now = self.clock.now()
        found = [
            job
            for job in self.jobs.values()
            if job.action.kind == "custom"
            and (job.action.provider, job.action.version) == (wanted["provider"], wanted["version"])
            and job.status in ("Queued", "Dispatched")
            and job.due_at <= now
        ][: params.get("maxBatchSize", 1)]
        for job in found:
            job.status = "Dispatched"
        return {
            "jobs": [
                {"id": job.id, "nonce": job.nonce, "accountId": ACCOUNT, "data": _worker_data(job)}
                for job in found
            ]
        }

    def _acknowledge(self, params: Params) -> Params:
        job = self._found(params)
        if params["nonce"] != job.nonce or job.status not in ("Queued", "Dispatched"):
            raise Refused("InvalidNonceException")
        job.status = "InProgress"
        return {"status": job.status}

    def _details(self, params: Params) -> Params:
        job = self._found(params)
        return {"jobDetails": {"id": job.id, "accountId": ACCOUNT, "data": _worker_data(job)}}

    def _succeed(self, params: Params) -> Params:
        job = self._open(params)
        variables = params.get("outputVariables", {})
        size = sum(len(key.encode()) + len(text.encode()) for key, text in variables.items())
        if size > MOST_VARIABLE_BYTES:
            raise Refused("OutputVariablesSizeExceededException")
        token = params.get("continuationToken", "")
        if token and variables:
            raise Refused("ValidationException", "output variables beside a continuation token")
        self._tell(job.action, params.get("executionDetails", {}))
        job.status = "Succeeded"
        if token:
            self._queue(job.action, self.clock.now() + AGAIN_SECONDS, token)
        else:
            job.action.variables = variables
            self._end(job.action, "Succeeded", {})
        return {}

    def _tell(self, action: Action, details: Params) -> None:
        action.heard_at = self.clock.now()
        action.summary = details.get("summary", action.summary)
        action.link = details.get("externalExecutionId", action.link)
        action.percent = details.get("percentComplete", action.percent)

    def _fail(self, params: Params) -> Params:
        job = self._open(params)
        failure = params["failureDetails"]
        job.action.link = failure.get("externalExecutionId", job.action.link)
        self._end(job.action, "Failed", failure)
        return {}

    def _approve(self, params: Params) -> Params:
        named = params["pipelineName"], params["stageName"], params["actionName"]
        known = [
            each
            for each in self.actions
            if each.kind == "approval" and (each.pipeline, each.stage, each.name) == named
        ]
        if not known:
            raise Refused("PipelineNotFoundException")
        action = next((each for each in known if each.token == params["token"]), None)
        if action is None:
            raise Refused("InvalidApprovalTokenException")
        if action.over:
            raise Refused("ApprovalAlreadyCompletedException")
        approved = params["result"]["status"] == "Approved"
        action.summary = params["result"]["summary"]
        action.status = "Succeeded" if approved else "Failed"
        return {}

    def _found(self, params: Params) -> Job:
        job = self.jobs.get(params["jobId"])
        if job is None:
            raise Refused("JobNotFoundException")
        return job

    def _open(self, params: Params) -> Job:
        job = self._found(params)
        if job.status != "InProgress":
            raise Refused("InvalidJobStateException")
        return job


def event_of(job: Job) -> dict[str, Any]:
    """What a Lambda action's function receives."""
    action = job.action
    configuration = {"FunctionName": "gonogo", **action.configuration}
    data: dict[str, Any] = {
        "actionConfiguration": {"configuration": configuration},
        **_artifacts(action),
    }
    if job.continuation:
        data["continuationToken"] = job.continuation
    return {"CodePipeline.job": {"id": job.id, "accountId": ACCOUNT, "data": data}}


def _worker_data(job: Job) -> dict[str, Any]:
    action = job.action
    category = "Test" if action.kind == "custom" else "Invoke"
    owner = "Custom" if action.kind == "custom" else "AWS"
    data: dict[str, Any] = {
        "actionTypeId": {
            "category": category,
            "owner": owner,
            "provider": action.provider,
            "version": action.version,
        },
        "actionConfiguration": {"configuration": dict(action.configuration)},
        "pipelineContext": {
            "pipelineName": action.pipeline,
            "stage": {"name": action.stage},
            "action": {"name": action.name, "actionExecutionId": action.id},
            "pipelineArn": f"arn:aws:codepipeline:us-east-1:{ACCOUNT}:{action.pipeline}",
            "pipelineExecutionId": action.execution,
        },
        **_artifacts(action),
    }
    if job.continuation:
        data["continuationToken"] = job.continuation
    return data


def _artifacts(action: Action) -> dict[str, Any]:
    """Where the action reads and writes, and with whose rights."""
    places = {
        name: {"bucketName": STORE, "objectKey": object_of(action)} for name in action.outputs
    }
    outputs = [
        {"name": name, "location": {"type": "S3", "s3Location": at}} for name, at in places.items()
    ]
    found = {
        "inputArtifacts": [],
        "outputArtifacts": outputs,
        "artifactCredentials": _credentials(),
    }
    return found | ({"encryptionKey": {"id": action.key, "type": "KMS"}} if action.key else {})


def object_of(action: Action) -> str:
    """The key of its first output artifact."""
    return f"{action.pipeline}/{action.outputs[0][:6]}/{action.id[:7]}"


def _credentials() -> dict[str, str]:
    """Canaries: nothing of them may ever be in a log."""
    return {
        "accessKeyId": "ASIACANARYACCESSKEY",
        "secretAccessKey": "canary-secret-access-key",
        "sessionToken": "canary-session-token",
    }
