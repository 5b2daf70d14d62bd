import Foundation
import HaishinKit
import RTMPHaishinKit
import VideoToolbox

/// One connection and its stream, from start to end; the next broadcast is a new one.
final class Broadcast: @unchecked Sendable {
  // RTMPHaishinKit/Sources/RTMP/RTMPConnection.swift, RTMPStream.swift (2.2)
  private let connection = RTMPConnection()
  private let stream: RTMPStream
  private let quality: Quality
  private var ends: AsyncStream<RTMPStatus>?
  private var isOver = false

  init(quality: Quality) {
    self.quality = quality
    stream = RTMPStream(connection: connection)
  }

  func start(
    _ url: String, _ key: String, from mixer: MediaMixer,
    onFigures: @escaping @Sendable ([String: Any]) -> Void
  ) async throws {
    // HaishinKit/Sources/Codec/VideoCodecSettings.swift (read at 2.0.5; the 2.2 stream's setters throw).
    // No reordering: B-frames delay the picture, and browsers cannot play them by WHEP.
    try await stream.setVideoSettings(
      VideoCodecSettings(
        videoSize: quality.size,
        bitRate: quality.bitRate,
        profileLevel: kVTProfileLevel_H264_Main_AutoLevel as String,
        maxKeyFrameIntervalDuration: 2,
        allowFrameReordering: false
      )
    )
    try await stream.setAudioSettings(AudioCodecSettings(bitRate: 128_000))
    await stream.setBitRateStrategy(Adapting(quality.bitRate, stream: stream, onFigures: onFigures))
    await mixer.addOutput(stream)
    ends = await connection.status // asked for before there is anything to miss
    _ = try await connection.connect(url)
    _ = try await stream.publish(key)
  }

  func untilItEnds() async {
    guard let ends else { return }
    let codes = [RTMPConnection.Code.connectClosed.rawValue, RTMPConnection.Code.connectFailed.rawValue]
    for await status in ends where codes.contains(status.code) { return }
  }

  func stop(from mixer: MediaMixer) async {
    guard !isOver else { return }
    isOver = true
    await mixer.removeOutput(stream)
    try? await connection.close()
  }

  /// The server's own "no": another try with the same key gets the same answer.
  static func isRefusal(_ error: any Error) -> Bool {
    if case RTMPStream.Error.requestFailed = error { return true }
    if case RTMPConnection.Error.requestFailed(let response) = error {
      return response.status?.code == RTMPConnection.Code.connectRejected.rawValue
    }
    return false
  }
}

/// HaishinKit's own adaptive strategy, and what the network did, told once a second.
/// Read at 2.0.5 as HKStream/HKStreamBitRateStrategy.swift; 2.2 dropped the HK of the names and calls
/// the stream StreamConvertible. "mamimum" is how it is spelled there.
private final class Adapting: StreamBitRateStrategy, @unchecked Sendable {
  let mamimumVideoBitRate: Int
  let mamimumAudioBitRate = 0
  private let inner: StreamVideoAdaptiveBitRateStrategy
  private weak var rtmp: RTMPStream?
  private let onFigures: @Sendable ([String: Any]) -> Void

  init(_ most: Int, stream: RTMPStream, onFigures: @escaping @Sendable ([String: Any]) -> Void) {
    mamimumVideoBitRate = most
    inner = StreamVideoAdaptiveBitRateStrategy(mamimumVideoBitrate: most)
    rtmp = stream
    self.onFigures = onFigures
  }

  func adjustBitrate(_ event: NetworkMonitorEvent, stream: some StreamConvertible) async {
    switch event {
    case .status(let report), .publishInsufficientBWOccured(let report):
      onFigures([
        "bitsPerSecond": report.currentBytesOutPerSecond * 8,
        "framesPerSecond": Int(await rtmp?.currentFPS ?? 0),
      ])
    case .reset:
      break
    }
    await inner.adjustBitrate(event, stream: stream)
  }
}
