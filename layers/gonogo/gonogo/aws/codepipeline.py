"""CodePipeline, as its gates need it (`contracts/aws.md` 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.aws.clients import Clients
from gonogo.aws.planes import Refused, call, cut
from gonogo.gates._contract import Denied, Job, Late, Lost, Told

SUMMARY, REASON, LINK, VARIABLE, APPROVAL = 2048, 5000, 1500, 4000, 512
"""Most characters of each text that it takes."""


class CodePipeline:
    """The `PipelinePlane`; `action_type` is our own: provider and version."""

    def __init__(self, clients: Clients, provider: str, version: str) -> None:
        self._clients = clients
        self._provider, self._version = provider, version

    def poll(self, most: int) -> tuple[Job, ...]:
        """Jobs of our own action type that nobody has claimed; none where there is no such type."""
        if not self._provider:
            return ()
        kind = {
            "category": "Test",
            "owner": "Custom",
            "provider": self._provider,
            "version": self._version,
        }
        poll = self._clients.codepipeline.poll_for_jobs
        answer = call(poll, actionTypeId=kind, maxBatchSize=most)
        return tuple(
            _job(each["id"], each.get("data", {}), each.get("nonce", ""))
            for each in answer.get("jobs", ())
        )

    def acknowledge(self, job: str, nonce: str) -> bool:
        """Claim a job; False if it was claimed before."""
        try:
            call(self._clients.codepipeline.acknowledge_job, jobId=job, nonce=nonce)
        except Refused as refused:
            if refused.name == "InvalidNonceException":
                return False
            raise
        return True

    def details(self, job: str) -> Job:
        """Of which pipeline a job is; bare where that cannot be found out."""
        try:
            answer = call(self._clients.codepipeline.get_job_details, jobId=job)
        except (Late, Lost, Denied):
            return Job(id=job)
        return _job(job, answer.get("jobDetails", {}).get("data", {}))

    def deliver(self, job: str, archive: bytes) -> None:
        """Put a zip where the job's output artifact is to be, with the credentials of the job.

        They are fetched now and kept nowhere: a job may be hours old.
        """
        found = call(self._clients.codepipeline.get_job_details, jobId=job)
        data = found.get("jobDetails", {}).get("data", {})
        lent, outputs = data.get("artifactCredentials"), data.get("outputArtifacts")
        if not lent or not outputs:
            raise Lost("The job has no output artifact, or no credentials for it.")
        at = outputs[0]["location"]["s3Location"]
        # The store that CodePipeline makes takes nothing that is not encrypted by KMS.
        key = data.get("encryptionKey")
        sealed = {"ServerSideEncryption": "aws:kms", **({"SSEKMSKeyId": key["id"]} if key else {})}
        call(
            self._clients.s3_lent(lent).put_object,
            Bucket=at["bucketName"],
            Key=at["objectKey"],
            Body=archive,
            ContentType="application/zip",
            **sealed,
        )

    def answer(self, job: str, told: Told, *, go: bool) -> None:
        """Answer a job: yes with variables for what follows, no with the reasons."""
        if go:
            variables = {n: cut(v, VARIABLE) for n, v in told.variables.items() if v}
            self._go_on(job, told, outputVariables=variables)
            return
        failure = {"type": "JobFailed", "message": cut(told.reason or "no-go", REASON)}
        if told.link:
            failure["externalExecutionId"] = cut(told.link, LINK)
        call(self._clients.codepipeline.put_job_failure_result, jobId=job, failureDetails=failure)

    def put_off(self, job: str, told: Told, token: str) -> None:
        """Not yet: another job asks again, and brings the token."""
        self._go_on(job, told, continuationToken=token)

    def _go_on(self, job: str, told: Told, **more: object) -> None:
        details: dict[str, Any] = {
            "summary": cut(told.summary or "gonogo", SUMMARY),
            "externalExecutionId": cut(told.link, LINK),
        }
        if told.percent is not None:
            details["percentComplete"] = told.percent
        put = self._clients.codepipeline.put_job_success_result
        call(put, jobId=job, executionDetails=details, **more)

    def approve(
        self, pipeline: str, stage: str, action: str, token: str, told: Told, *, go: bool
    ) -> None:
        """Answer a manual approval."""
        summary = cut(told.summary if go else told.reason, APPROVAL)
        call(
            self._clients.codepipeline.put_approval_result,
            pipelineName=pipeline,
            stageName=stage,
            actionName=action,
            token=token,
            result={"summary": summary, "status": "Approved" if go else "Rejected"},
        )


def _job(id: str, data: Mapping[str, Any], nonce: str = "") -> Job:
    of = data.get("pipelineContext") or {}
    action = of.get("action") or {}
    return Job(
        id=id,
        nonce=nonce,
        token=data.get("continuationToken", ""),
        configuration=(data.get("actionConfiguration") or {}).get("configuration") or {},
        pipeline=of.get("pipelineName", ""),
        stage=(of.get("stage") or {}).get("name", ""),
        action=action.get("name", ""),
        action_execution=action.get("actionExecutionId", ""),
        execution=of.get("pipelineExecutionId", ""),
        wants_report=bool(data.get("outputArtifacts")),
    )
