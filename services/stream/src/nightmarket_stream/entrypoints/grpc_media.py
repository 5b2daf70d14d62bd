"""The media server's questions and hooks, as the gateway passes them on."""

from datetime import datetime, timedelta
from typing import Any

import grpc

from nightmarket.stream.v1 import media_service_pb2, media_service_pb2_grpc
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import IdInvalid
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_stream.application.authorize_media import (
    AuthorizePublish,
    authorize_publish,
    authorize_read,
)
from nightmarket_stream.application.ports import LiveProvider, UowFactory
from nightmarket_stream.application.queries import StreamQueries
from nightmarket_stream.application.record import RecordingReport, report_recording
from nightmarket_stream.application.report_media import (
    MediaReport,
    report_available,
    report_unavailable,
)

Context = grpc.aio.ServicerContext[Any, Any]
MAX_NAME = 200


class MediaServicer(media_service_pb2_grpc.MediaServiceServicer):
    def __init__(
        self,
        *,
        uow: UowFactory,
        queries: StreamQueries,
        media: LiveProvider,
        clock: Clock,
        resume_for: timedelta,
    ) -> None:
        self._uow = uow
        self._queries = queries
        self._media = media
        self._clock = clock
        self._resume_for = resume_for

    async def AuthorizeMedia(
        self, request: media_service_pb2.AuthorizeMediaRequest, context: Context
    ) -> media_service_pb2.AuthorizeMediaResponse:
        path = _named(request.path, "path")
        if request.action == media_service_pb2.MEDIA_ACTION_READ:
            show_id = await authorize_read(
                path, key=request.key, queries=self._queries, clock=self._clock
            )
        elif request.action == media_service_pb2.MEDIA_ACTION_PUBLISH:
            connection_id = request.connection_id
            command = AuthorizePublish(
                media_path=path,
                key=request.key,
                connection_id=connection_id and _named(connection_id, "connection_id"),
            )
            show_id = await authorize_publish(
                command, uow=self._uow, media=self._media, clock=self._clock
            )
        else:
            raise IdInvalid("action is not a known one", field="action")
        return media_service_pb2.AuthorizeMediaResponse(show_id=show_id)

    async def ReportMedia(
        self, request: media_service_pb2.ReportMediaRequest, context: Context
    ) -> media_service_pb2.ReportMediaResponse:
        path = _named(request.path, "path")
        at = from_timestamp(request.occur_time) if request.HasField("occur_time") else None
        match request.event:
            case media_service_pb2.MEDIA_EVENT_AVAILABLE:
                report = self._report(request, at)
                await report_available(report, uow=self._uow, media=self._media, clock=self._clock)
            case media_service_pb2.MEDIA_EVENT_UNAVAILABLE:
                await report_unavailable(
                    self._report(request, at),
                    uow=self._uow,
                    clock=self._clock,
                    resume_for=self._resume_for,
                )
            case media_service_pb2.MEDIA_EVENT_RECORDING:
                key = _named(request.segment_path, "segment_path")
                if not key.startswith(f"{path}/") or ".." in key:
                    raise IdInvalid("segment_path is not below path", field="segment_path")
                recording = RecordingReport(
                    media_path=path,
                    key=key,
                    duration=max(request.segment_duration.ToTimedelta(), timedelta(0)),
                    at=at or self._clock.now(),
                )
                await report_recording(recording, uow=self._uow)
            case _:
                raise IdInvalid("event is not a known one", field="event")
        return media_service_pb2.ReportMediaResponse()

    def _report(
        self, request: media_service_pb2.ReportMediaRequest, at: datetime | None
    ) -> MediaReport:
        return MediaReport(
            media_path=request.path,
            source_id=_named(request.source_id, "source_id"),
            at=at or self._clock.now(),
        )


def _named(text: str, field: str) -> str:
    if not 0 < len(text) <= MAX_NAME:
        raise IdInvalid(f"{field} is empty or too long", field=field)
    return text
