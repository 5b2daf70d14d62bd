"""The recordings bucket over S3. botocore is loaded at first use (it takes 30 MB) and runs in threads.

Presigned addresses are kept and handed out again while they last, so that lists stay cheap and
players can cache.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_stream.application.ports import StoredObject
from nightmarket_stream.domain.errors import ObjectStoreUnavailable

log = get_logger(__name__)
KEPT: Final = 2000
MAX_OBJECTS: Final = 1000
TIMEOUT_S: Final = 3


class S3Store:
    def __init__(
        self, *, endpoint: str, bucket: str, access_key: str, secret_key: str, region: str
    ) -> None:
        self._endpoint = endpoint
        self._bucket = bucket
        self._keys = (access_key, secret_key)
        self._region = region
        self._lock = asyncio.Lock()
        self._signed: OrderedDict[tuple[str, int, str], tuple[float, str]] = OrderedDict()

    async def list(self, prefix: str) -> Sequence[StoredObject]:
        if in_transaction.get():
            raise RuntimeError("remote call inside a transaction: list")
        client = await self._ready()
        return await asyncio.to_thread(self._list, client, prefix)

    async def presigned_url(self, key: str, *, seconds: int, content_type: str) -> str:
        """Signed for twice as long, handed out again for the first half."""
        wanted = (key, seconds, content_type)
        good_until, url = self._signed.get(wanted, (0.0, ""))
        if good_until > time.monotonic():
            return url
        client = await self._ready()
        url = str(
            client.generate_presigned_url(
                "get_object",
                Params={"Bucket": self._bucket, "Key": key, "ResponseContentType": content_type},
                ExpiresIn=2 * seconds,
            )
        )
        self._signed[wanted] = (time.monotonic() + seconds, url)
        self._signed.move_to_end(wanted)
        if len(self._signed) > KEPT:
            self._signed.popitem(last=False)
        return url

    def _list(self, client: Any, prefix: str) -> Sequence[StoredObject]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - memory

        try:
            answer = client.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=MAX_OBJECTS)
        except (BotoCoreError, ClientError) as error:
            log.warning("object store did not answer", error=type(error).__name__)
            raise ObjectStoreUnavailable from error
        return [
            StoredObject(key=item["Key"], modified_at=item["LastModified"])
            for item in answer.get("Contents", ())
        ]

    async def _ready(self) -> Any:
        async with self._lock:
            return await asyncio.to_thread(lambda: self._client)

    @cached_property
    def _client(self) -> Any:
        from botocore.config import Config  # noqa: PLC0415 - memory, see above
        from botocore.session import Session  # noqa: PLC0415

        return Session().create_client(
            "s3",
            endpoint_url=self._endpoint,
            region_name=self._region,
            aws_access_key_id=self._keys[0],
            aws_secret_access_key=self._keys[1],
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=TIMEOUT_S,
                read_timeout=TIMEOUT_S,
                retries={"total_max_attempts": 2},
            ),
        )
