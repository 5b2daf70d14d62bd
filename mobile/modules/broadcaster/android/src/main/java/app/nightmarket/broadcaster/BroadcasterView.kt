package app.nightmarket.broadcaster

import android.annotation.SuppressLint
import android.content.Context
import android.view.SurfaceView
import com.pedro.common.ConnectChecker
import com.pedro.encoder.input.sources.audio.MicrophoneSource
import com.pedro.encoder.input.sources.video.Camera2Source
import com.pedro.library.rtmp.RtmpStream
import com.pedro.library.util.BitrateAdapter
import expo.modules.kotlin.AppContext
import expo.modules.kotlin.types.Enumerable
import expo.modules.kotlin.viewevent.EventDispatcher
import expo.modules.kotlin.views.ExpoView

/** The encoder takes the size lying down and turns it by 90°. */
enum class Quality(val value: String, val width: Int, val height: Int, val bitrate: Int) : Enumerable {
  LOW("low", 854, 480, 1_200_000),
  MEDIUM("medium", 1280, 720, 2_500_000),
  HIGH("high", 1920, 1080, 4_500_000),
}

/**
 * RootEncoder 2.8.0 behind the words of src/types.ts. Used as its own example does:
 * app/src/main/java/com/pedro/streamer/rotation/CameraFragment.kt (2.8.0). Every call comes from,
 * and every answer of RtmpClient goes to, the main thread (rtmp/…/RtmpClient.kt `onMainThread`).
 */
@SuppressLint("ViewConstructor")
class BroadcasterView(context: Context, appContext: AppContext) :
  ExpoView(context, appContext), ConnectChecker {
  private val onFact by EventDispatcher<Map<String, String>>()
  private val onFigures by EventDispatcher<Map<String, Any>>()

  // encoder/…/sources/video/Camera2Source.kt, sources/audio/MicrophoneSource.kt (2.8.0)
  private val camera = Camera2Source(context)
  private val microphone = MicrophoneSource()
  private val stream = RtmpStream(context, this, camera, microphone)
  private val surface = SurfaceView(context)

  // library/…/util/BitrateAdapter.java (2.8.0)
  private val adapter = BitrateAdapter { stream.setVideoBitrateOnFly(it) }
  private var quality: Quality? = null
  private var isPrepared = false
  private var frames = 0

  init {
    surface.layoutParams = LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.MATCH_PARENT)
    addView(surface)
    camera.switchCamera() // not running yet: it only starts with the front one, as on iOS
    stream.getStreamClient().setReTries(0) // who tries again, and when, is decided in one place: JS
    stream.getStreamClient().setLogs(false) // they hold the key
    stream.setFpsListener { frames = it }
  }

  fun setQuality(wanted: Quality) {
    if (wanted == quality || stream.isStreaming) return
    quality = wanted
    prepare(wanted)
  }

  /** library/…/base/StreamBase.kt (2.8.0): prepare first, then preview; `autoHandle` follows the surface. */
  private fun prepare(wanted: Quality) {
    if (stream.isOnPreview) stream.stopPreview(true)
    isPrepared = try {
      stream.prepareVideo(wanted.width, wanted.height, wanted.bitrate, FPS, KEYFRAME_S, UPRIGHT) &&
        stream.prepareAudio(SAMPLE_RATE, true, AUDIO_BITRATE, echoCanceler = true, noiseSuppressor = true)
    } catch (_: IllegalArgumentException) {
      false // no camera has this size
    }
    adapter.setMaxBitrate(wanted.bitrate + AUDIO_BITRATE)
    if (isPrepared) stream.startPreview(surface, true) else tell("refused")
  }

  fun start(url: String, key: String) {
    if (stream.isStreaming) return
    if (!isPrepared) return tell("refused")
    adapter.reset()
    stream.startStream("${url.trimEnd('/')}/$key")
  }

  fun stop() {
    if (stream.isStreaming) isPrepared = stream.stopStream()
  }

  fun flip() = camera.switchCamera()

  fun setTorch(isOn: Boolean) = if (isOn) camera.enableLantern() else camera.disableLantern()

  fun setMuted(isMuted: Boolean) = if (isMuted) microphone.mute() else microphone.unMute()

  fun release() = stream.release()

  // ConnectChecker: common/…/ConnectChecker.kt, BitrateChecker (2.8.0). Reasons may hold the
  // address and so the key: they go nowhere.
  override fun onConnectionStarted(url: String) = Unit

  override fun onConnectionSuccess() = tell("connected")

  override fun onConnectionFailed(reason: String) {
    stop()
    tell("lost")
  }

  override fun onDisconnect() = Unit // by our own stop()

  override fun onAuthError() {
    stop()
    tell("refused")
  }

  override fun onAuthSuccess() = Unit

  override fun onNewBitrate(bitrate: Long) {
    adapter.adaptBitrate(bitrate, stream.getStreamClient().hasCongestion())
    onFigures(mapOf("bitsPerSecond" to bitrate.toDouble(), "framesPerSecond" to frames))
  }

  private fun tell(type: String) = onFact(mapOf("type" to type))

  private companion object {
    const val FPS = 30
    const val KEYFRAME_S = 2
    const val UPRIGHT = 90
    const val SAMPLE_RATE = 48_000
    const val AUDIO_BITRATE = 128_000
  }
}
