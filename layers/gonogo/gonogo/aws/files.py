"""Files in S3: bytes go there and back by signed addresses, never through a function."""

from __future__ import annotations

from urllib.parse import quote

from botocore.exceptions import ClientError

from gonogo.aws.clients import Clients
from gonogo.domain.ids import ProjectId

_KEYS_A_CALL = 1000


class S3Files:
    """The `Files` port."""

    def __init__(self, clients: Clients, bucket: str) -> None:
        self._clients = clients
        self._bucket = bucket

    def upload_url(self, name: str, size: int, seconds: int) -> str:
        """Where exactly so many bytes may be PUT: the length is a part of what is signed."""
        url: str = self._clients.s3.generate_presigned_url(
            "put_object", Params={**self._at(name), "ContentLength": size}, ExpiresIn=seconds
        )
        return url

    def download_url(self, name: str, filename: str, seconds: int) -> str:
        """Where the object can be got; browsers save it and never show it."""
        saved = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        url: str = self._clients.s3.generate_presigned_url(
            "get_object",
            Params={
                **self._at(name),
                "ResponseContentDisposition": saved,
                "ResponseContentType": "application/octet-stream",
            },
            ExpiresIn=seconds,
        )
        return url

    def put(self, name: str, content: bytes, media_type: str) -> None:
        """Store an object."""
        self._clients.s3.put_object(**self._at(name), Body=content, ContentType=media_type)

    def size(self, name: str) -> int | None:
        """The size of the object in bytes; None if there is none."""
        try:
            found = self._clients.s3.head_object(**self._at(name))
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        return int(found["ContentLength"])

    def delete(self, name: str) -> None:
        """Remove the object, if it is there."""
        self._clients.s3.delete_object(**self._at(name))

    def clear(self, project: ProjectId) -> None:
        """Remove every object of the project, as many at once as one call takes."""
        while True:
            listed = self._clients.s3.list_objects_v2(
                Bucket=self._bucket, Prefix=f"{project}/", MaxKeys=_KEYS_A_CALL
            )
            names = [{"Key": each["Key"]} for each in listed.get("Contents", ())]
            if not names:
                return
            self._clients.s3.delete_objects(
                Bucket=self._bucket, Delete={"Objects": names, "Quiet": True}
            )

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": name}
