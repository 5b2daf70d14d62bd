import AVFoundation
import ExpoModulesCore
import HaishinKit
import RTMPHaishinKit
import UIKit
import VideoToolbox

/// HaishinKit 2.2 (asked for: 2.2.5) behind the words of src/types.ts. Its parts are actors: what the screen asks for
/// is done in order by one task chain, and only the last broadcast may speak.
final class BroadcasterView: ExpoView {
  let onFact = EventDispatcher()
  let onFigures = EventDispatcher()

  // HaishinKit/Sources/Mixer/MediaMixer.swift (2.2): it suspends camera and microphone in the
  // background and during calls by itself.
  private let mixer = MediaMixer()
  // HaishinKit/Sources/View/MTHKView.swift (read at 2.0.5)
  private let preview = MTHKView(frame: .zero)
  private var quality = Quality.medium
  private var position = AVCaptureDevice.Position.front
  private var broadcast: Broadcast?
  private var work = Task<Void, Never> {}
  private var isPrepared = false
  private var interruptions: Task<Void, Never>?

  required init(appContext: AppContext? = nil) {
    super.init(appContext: appContext)
    preview.videoGravity = .resizeAspectFill
    addSubview(preview)
    listenToInterruptions()
  }

  override func layoutSubviews() {
    super.layoutSubviews()
    preview.frame = bounds
  }

  override func willMove(toWindow window: UIWindow?) {
    super.willMove(toWindow: window)
    window == nil ? tearDown() : prepareOnce()
  }

  deinit {
    interruptions?.cancel()
  }

  func setQuality(_ quality: Quality) {
    guard broadcast == nil else { return }
    self.quality = quality
    guard isPrepared else { return }
    then { [mixer] in await mixer.setSessionPreset(quality.preset) }
  }

  func start(_ url: String, _ key: String) {
    guard broadcast == nil else { return }
    let broadcast = Broadcast(quality: quality)
    self.broadcast = broadcast
    then { [weak self, mixer] in
      do {
        try await broadcast.start(url, key, from: mixer) { figures in
          Task { @MainActor [weak self] in
            guard self?.broadcast === broadcast else { return }
            self?.onFigures(figures)
          }
        }
        self?.tell("connected", of: broadcast)
        self?.watch(broadcast)
      } catch {
        await broadcast.stop(from: mixer)
        self?.tell(Broadcast.isRefusal(error) ? "refused" : "lost", of: broadcast)
      }
    }
  }

  func stop() {
    guard let broadcast else { return }
    self.broadcast = nil
    then { [mixer] in await broadcast.stop(from: mixer) }
  }

  func flip() {
    position = position == .front ? .back : .front
    then { [mixer, position] in await Self.attachCamera(position, to: mixer) }
  }

  func setTorch(_ isOn: Bool) {
    then { [mixer] in await mixer.setTorchEnabled(isOn) }
  }

  func setMuted(_ isMuted: Bool) {
    then { [mixer] in
      var settings = await mixer.audioMixerSettings
      settings.isMuted = isMuted
      await mixer.setAudioMixerSettings(settings)
    }
  }

  private func prepareOnce() {
    guard !isPrepared else { return }
    isPrepared = true
    then { [mixer, preview, position, quality] in
      let session = AVAudioSession.sharedInstance()
      try? session.setCategory(.playAndRecord, mode: .videoRecording, options: [.defaultToSpeaker, .allowBluetooth])
      try? session.setActive(true)
      await mixer.setSessionPreset(quality.preset)
      await mixer.setVideoOrientation(.portrait)
      await Self.attachCamera(position, to: mixer)
      try? await mixer.attachAudio(AVCaptureDevice.default(for: .audio))
      await mixer.addOutput(preview)
      await mixer.startRunning()
    }
  }

  private func tearDown() {
    stop()
    guard isPrepared else { return }
    isPrepared = false
    then { [mixer] in
      await mixer.stopRunning()
      try? await mixer.attachVideo(nil)
      try? await mixer.attachAudio(nil)
      try? AVAudioSession.sharedInstance().setActive(false, options: .notifyOthersOnDeactivation)
    }
  }

  private static func attachCamera(_ position: AVCaptureDevice.Position, to mixer: MediaMixer) async {
    let camera = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: position)
    // Not mirrored: viewers read what is written on the goods.
    try? await mixer.attachVideo(camera)
  }

  /// RTMPConnection.close() yields connectClosed or connectFailed when the socket ends.
  private func watch(_ broadcast: Broadcast) {
    Task { @MainActor [weak self] in
      await broadcast.untilItEnds()
      self?.tell("lost", of: broadcast)
    }
  }

  private func listenToInterruptions() {
    interruptions = Task { @MainActor [weak self] in
      for await note in NotificationCenter.default.notifications(named: AVAudioSession.interruptionNotification) {
        guard
          let raw = note.userInfo?[AVAudioSessionInterruptionTypeKey] as? UInt,
          let type = AVAudioSession.InterruptionType(rawValue: raw)
        else { continue }
        self?.onFact(["type": type == .began ? "interrupted" : "resumed"])
      }
    }
  }

  @MainActor
  private func tell(_ type: String, of one: Broadcast) {
    guard broadcast === one else { return }
    if type != "connected" {
      broadcast = nil
      then { [mixer] in await one.stop(from: mixer) }
    }
    onFact(["type": type])
  }

  private func then(_ step: @escaping @MainActor () async -> Void) {
    let before = work
    work = Task { @MainActor in
      await before.value
      await step()
    }
  }
}
