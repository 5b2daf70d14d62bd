import AVFoundation
import ExpoModulesCore

enum Quality: String, Enumerable {
  case low
  case medium
  case high

  /// Upright.
  var size: CGSize {
    switch self {
    case .low: CGSize(width: 480, height: 854)
    case .medium: CGSize(width: 720, height: 1280)
    case .high: CGSize(width: 1080, height: 1920)
    }
  }

  var bitRate: Int {
    switch self {
    case .low: 1_200_000
    case .medium: 2_500_000
    case .high: 4_500_000
    }
  }

  var preset: AVCaptureSession.Preset {
    switch self {
    case .low, .medium: .hd1280x720
    case .high: .hd1920x1080
    }
  }
}

public final class BroadcasterModule: Module {
  public func definition() -> ModuleDefinition {
    Name("Broadcaster")

    AsyncFunction("requestPermissions") { () async -> [String: [String: Bool]] in
      let camera = await AVCaptureDevice.requestAccess(for: .video)
      let microphone = await AVCaptureDevice.requestAccess(for: .audio)
      return ["camera": ["granted": camera], "microphone": ["granted": microphone]]
    }

    View(BroadcasterView.self) {
      Events("onFact", "onFigures")
      Prop("quality") { (view: BroadcasterView, quality: Quality) in view.setQuality(quality) }
      AsyncFunction("start") { (view: BroadcasterView, url: String, key: String) in view.start(url, key) }
      AsyncFunction("stop") { (view: BroadcasterView) in view.stop() }
      AsyncFunction("flip") { (view: BroadcasterView) in view.flip() }
      AsyncFunction("setTorch") { (view: BroadcasterView, isOn: Bool) in view.setTorch(isOn) }
      AsyncFunction("setMuted") { (view: BroadcasterView, isMuted: Bool) in view.setMuted(isMuted) }
    }
  }
}
