package app.nightmarket.broadcaster

import android.Manifest.permission.CAMERA
import android.Manifest.permission.RECORD_AUDIO
import expo.modules.interfaces.permissions.Permissions
import expo.modules.kotlin.Promise
import expo.modules.kotlin.modules.Module
import expo.modules.kotlin.modules.ModuleDefinition

class BroadcasterModule : Module() {
  override fun definition() = ModuleDefinition {
    Name("Broadcaster")

    AsyncFunction("requestPermissions") { promise: Promise ->
      Permissions.askForPermissionsWithPermissionsManager(
        appContext.permissions, promise, CAMERA, RECORD_AUDIO,
      )
    }

    View(BroadcasterView::class) {
      Events("onFact", "onFigures")
      Prop("quality") { view: BroadcasterView, quality: Quality -> view.setQuality(quality) }
      AsyncFunction("start") { view: BroadcasterView, url: String, key: String -> view.start(url, key) }
      AsyncFunction("stop") { view: BroadcasterView -> view.stop() }
      AsyncFunction("flip") { view: BroadcasterView -> view.flip() }
      AsyncFunction("setTorch") { view: BroadcasterView, isOn: Boolean -> view.setTorch(isOn) }
      AsyncFunction("setMuted") { view: BroadcasterView, isMuted: Boolean -> view.setMuted(isMuted) }
      OnViewDestroys { view: BroadcasterView -> view.release() }
    }
  }
}
