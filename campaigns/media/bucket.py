"""The shelf that is a bucket of any S3: Amazon's, MinIO, Ceph, Garage ...

Large files go in parts, so that memory stays flat; the other side checks the SHA-256 of each part
before it takes it. A free name is written only if it is still free (If-None-Match). Every call has
a limit of time. botocore itself honours HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and
REQUESTS_CA_BUNDLE.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound, Unreachable
from campaigns.kernel.settings import S3
from campaigns.media.arriving import waiting_room
from campaigns.media.folder import NOTHING
from campaigns.media.shelf import CHUNK_BYTES, Lying

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES = 16 * 1024 * 1024
READ_TRIES = 3
AWAY = "The place where files are kept did not answer. Nothing was changed; try again in a moment."
_GONE = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchUpload"})
_TAKEN = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})
_TIMES = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "max_attempts": 4},
    max_pool_connections=32,
)


class _IfFree(TypedDict, total=False):
    """Write only under a name that is free."""

    IfNoneMatch: str


class _Upload(TypedDict):
    """What an upload in parts is called."""

    Bucket: str
    Key: str
    UploadId: str


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _asking() -> Iterator[None]:
    """Turn what goes wrong on the way into our own words."""
    try:
        yield
    except ClientError as error:
        if _code(error) in _GONE:
            raise NotFound(NOTHING) from None
        raise Unreachable(f"{AWAY} ({_code(error)})") from error
    except (BotoCoreError, HTTPError) as error:
        raise Unreachable(AWAY) from error


def _sum_of(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


class Bucket:
    """A bucket; names are keys in it as they are."""

    def __init__(self, given: S3) -> None:
        self._given = given
        self._name = given.bucket

    @cached_property
    def _client(self) -> "S3Client":
        given = self._given
        client: S3Client = boto3.client(
            "s3",
            endpoint_url=given.endpoint or None,
            region_name=given.region or None,
            aws_access_key_id=given.access_key or None,
            aws_secret_access_key=given.secret_key or None,
            verify=next(iter(settings.current().trusted), None),
            config=_TIMES,
        )
        return client

    def put(self, path: Path, name: str, *, instead: bool) -> None:
        """Send a file of this machine; what took the name meanwhile has the same bytes."""
        free: _IfFree = {} if instead else {"IfNoneMatch": "*"}
        with _asking():
            try:
                if path.stat().st_size <= PART_BYTES:
                    content = path.read_bytes()
                    self._client.put_object(
                        Bucket=self._name,
                        Key=name,
                        Body=content,
                        ChecksumAlgorithm="SHA256",
                        ChecksumSHA256=_sum_of(content),
                        **free,
                    )
                else:
                    self._put_in_parts(path, name, free)
            except ClientError as error:
                if _code(error) not in _TAKEN:
                    raise

    def _put_in_parts(self, path: Path, name: str, free: _IfFree) -> None:
        begun = self._client.create_multipart_upload(
            Bucket=self._name, Key=name, ChecksumAlgorithm="SHA256"
        )
        which: _Upload = {"Bucket": self._name, "Key": name, "UploadId": begun["UploadId"]}
        try:
            parts = self._send_parts(path, which)
            self._client.complete_multipart_upload(
                **which,
                MultipartUpload={"Parts": parts},
                **free,
            )
        except BaseException:
            with suppress(BotoCoreError, ClientError):  # the sweep clears it away later
                self._client.abort_multipart_upload(**which)
            raise

    def _send_parts(self, path: Path, which: _Upload) -> "list[CompletedPartTypeDef]":
        parts: list[CompletedPartTypeDef] = []
        with path.open("rb") as file:
            while content := file.read(PART_BYTES):
                number, check = len(parts) + 1, _sum_of(content)
                done = self._client.upload_part(
                    **which,
                    PartNumber=number,
                    Body=content,
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=check,
                )
                parts.append({"PartNumber": number, "ETag": done["ETag"], "ChecksumSHA256": check})
        return parts

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield bytes; a connection that breaks off is taken up again where it broke."""
        whole = self.size(name)
        return self._read(name, start, whole if end is None else min(end, whole))

    def _read(self, name: str, start: int, end: int) -> Iterator[bytes]:
        tries = 0
        while start < end:
            try:
                for chunk in self._chunks(name, start, end):
                    start += len(chunk)
                    tries = 0
                    yield chunk
            except Unreachable:
                tries += 1
                if tries == READ_TRIES:
                    raise

    def _chunks(self, name: str, start: int, end: int) -> Iterator[bytes]:
        with _asking():
            got = self._client.get_object(
                Bucket=self._name, Key=name, Range=f"bytes={start}-{end - 1}"
            )
            body = got["Body"]
            try:
                while chunk := body.read(CHUNK_BYTES):
                    yield chunk
            finally:
                body.close()

    def size(self, name: str) -> int:
        """Return how many bytes lie under a name."""
        with _asking():
            return int(self._client.head_object(Bucket=self._name, Key=name)["ContentLength"])

    def renew(self, name: str) -> bool:
        """Copy it onto itself: the only way to move the time that a bucket keeps."""
        try:
            with _asking():
                self._client.copy_object(
                    Bucket=self._name,
                    Key=name,
                    CopySource={"Bucket": self._name, "Key": name},
                    MetadataDirective="REPLACE",
                )
        except NotFound:
            return False
        return True

    def remove(self, name: str, unless_put_after: datetime) -> bool:
        """Take it away, unless it was put or renewed meanwhile."""
        try:
            with _asking():
                found = self._client.head_object(Bucket=self._name, Key=name)
                if found["LastModified"] > unless_put_after:
                    return False
                self._client.delete_object(Bucket=self._name, Key=name)
        except NotFound:
            return False
        return True

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """Bring it here, and let it go afterwards."""
        chunks = self.read(name)
        waiting_room().mkdir(parents=True, exist_ok=True)
        path = waiting_room() / secrets.token_hex(16)
        try:
            with path.open("xb") as file:
                for chunk in chunks:
                    file.write(chunk)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def lying(self) -> Iterator[Lying]:
        """Yield all that lies here."""
        with _asking():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name):
                for each in page.get("Contents", []):
                    yield Lying(each["Key"], each["Size"], each["LastModified"])

    def clear_broken_off(self, before: datetime) -> int:
        """Abort uploads in parts that never came to their end."""
        cleared = 0
        with _asking():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._name)
            for each in (each for page in pages for each in page.get("Uploads", [])):
                if each["Initiated"] < before:
                    self._client.abort_multipart_upload(
                        Bucket=self._name, Key=each["Key"], UploadId=each["UploadId"]
                    )
                    cleared += 1
        return cleared
