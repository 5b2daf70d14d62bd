/**
 * The picture and the sound that a host prepares before she goes on air, and changes while she is.
 * There is one MediaStream for good: tracks come and go in it.
 */
import {
  listed,
  obstacle,
  openBoth,
  openCamera,
  openMicrophone,
  openScreen,
  cameraWish,
  troubleOf,
  type Choice,
  type Device,
  type Listed,
  type Source,
  type Trouble,
} from "#/features/broadcast/devices";
import { USUAL, isQuality, type Quality } from "#/features/broadcast/quality";
import { keep, recall } from "#/lib/storage";

export type Setting = {
  source: Source | null;
  isOpening: boolean;
  trouble: { what: Trouble; device: Device } | null;
  cameras: readonly Listed[];
  microphones: readonly Listed[];
  choice: Choice;
  hasSound: boolean;
  isMuted: boolean;
  /** The camera is off: viewers see black. */
  isDark: boolean;
  /** What shows oneself is shown as in a mirror; viewers see it the right way round. */
  isMirrored: boolean;
  /** Counts changes of tracks. */
  version: number;
};

type Kind = "video" | "audio";

function remembered(): Choice {
  const quality = recall("broadcast.quality");
  return {
    camera: recall("broadcast.camera") ?? "",
    microphone: recall("broadcast.microphone") ?? "",
    facing: recall("broadcast.facing") === "environment" ? "environment" : "user",
    quality: isQuality(quality) ? quality : USUAL,
  };
}

export class Capture {
  readonly stream = new MediaStream();
  /** A track was put in or taken out. */
  onTrack: (kind: Kind) => void = () => undefined;
  private readonly listeners = new Set<() => void>();
  private isOver = false;
  private setting: Setting = {
    source: null,
    isOpening: false,
    trouble: null,
    cameras: [],
    microphones: [],
    choice: remembered(),
    hasSound: false,
    isMuted: false,
    isDark: false,
    isMirrored: false,
    version: 0,
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  look = (): Setting => this.setting;

  async open(source: Source): Promise<void> {
    const video: Device = source;
    await this.opening(video, async () => {
      const { choice } = this.setting;
      const hasSound = this.stream.getAudioTracks().length > 0;
      if (source === "screen") this.put(await openScreen(choice.quality));
      else if (hasSound) this.put(await openCamera(choice));
      else await this.openAll(choice);
      if (source === "screen" && !hasSound) await this.addSound(choice);
      this.change({ source, isDark: false });
    });
  }

  async chooseCamera(camera: string): Promise<void> {
    keep("broadcast.camera", camera);
    await this.reopen({ camera });
  }

  async flip(): Promise<void> {
    const facing = this.setting.choice.facing === "user" ? "environment" : "user";
    keep("broadcast.facing", facing);
    keep("broadcast.camera", null);
    await this.reopen({ facing, camera: "" });
  }

  async chooseMicrophone(microphone: string): Promise<void> {
    keep("broadcast.microphone", microphone);
    this.choose({ microphone });
    await this.opening("microphone", async () => {
      this.put(await openMicrophone(this.setting.choice));
    });
  }

  async chooseQuality(quality: Quality): Promise<void> {
    keep("broadcast.quality", quality);
    this.choose({ quality });
    const track = this.stream.getVideoTracks()[0];
    // A camera that cannot goes on as it does; the encoder's limits follow all the same.
    if (this.setting.source === "camera") await track?.applyConstraints(cameraWish(this.setting.choice)).catch(() => undefined);
  }

  toggleMuted(): void {
    const isMuted = !this.setting.isMuted;
    for (const track of this.stream.getAudioTracks()) track.enabled = !isMuted;
    this.change({ isMuted });
  }

  toggleDark(): void {
    const isDark = !this.setting.isDark;
    for (const track of this.stream.getVideoTracks()) track.enabled = !isDark;
    this.change({ isDark });
  }

  close(): void {
    this.isOver = true;
    for (const kind of ["video", "audio"] as const) this.drop(kind);
  }

  list = async (): Promise<void> => {
    if (obstacle("camera") !== null) return;
    const [cameras, microphones] = await Promise.all([listed("videoinput"), listed("audioinput")]);
    this.change({ cameras, microphones });
  };

  private async reopen(choice: Partial<Choice>): Promise<void> {
    this.choose(choice);
    await this.opening("camera", async () => {
      // Phones give out one camera at a time.
      this.drop("video");
      this.put(await openCamera(this.setting.choice));
      this.change({ source: "camera", isDark: false });
    });
  }

  private async openAll(choice: Choice): Promise<void> {
    try {
      this.put(await openBoth(choice));
    } catch (error) {
      if (troubleOf(error) !== "absent") throw error;
      this.put(await openCamera(choice));
      await this.addSound(choice);
    }
  }

  /** A picture without sound is a picture still. */
  private async addSound(choice: Choice): Promise<void> {
    try {
      this.put(await openMicrophone(choice));
    } catch (error) {
      this.change({ trouble: { what: troubleOf(error), device: "microphone" } });
    }
  }

  private async opening(device: Device, work: () => Promise<void>): Promise<void> {
    if (this.setting.isOpening) return;
    const what = obstacle(device === "screen" ? "screen" : "camera");
    if (what !== null) {
      this.change({ trouble: { what, device } });
      return;
    }
    this.change({ isOpening: true, trouble: null });
    try {
      await work();
      await this.list();
    } catch (error) {
      this.change({ trouble: { what: troubleOf(error), device } });
    } finally {
      this.change({ isOpening: false });
    }
  }

  private put(tracks: readonly MediaStreamTrack[]): void {
    for (const track of tracks) {
      if (this.isOver) {
        track.stop(); // she left while the browser asked
        continue;
      }
      const kind: Kind = track.kind === "video" ? "video" : "audio";
      this.drop(kind);
      if (kind === "audio") track.enabled = !this.setting.isMuted;
      track.addEventListener("ended", () => {
        this.ended(kind, track);
      });
      this.stream.addTrack(track);
      this.tracked(kind);
    }
  }

  private drop(kind: Kind): void {
    for (const track of this.stream.getTracks()) {
      if (track.kind !== kind) continue;
      this.stream.removeTrack(track);
      track.stop();
    }
  }

  private ended(kind: Kind, track: MediaStreamTrack): void {
    if (!this.stream.getTracks().includes(track)) return;
    this.drop(kind);
    const isScreen = kind === "video" && this.setting.source === "screen";
    if (kind === "video") this.change({ source: null });
    this.change({ trouble: { what: "lost", device: isScreen ? "screen" : kind === "video" ? "camera" : "microphone" } });
    this.tracked(kind);
  }

  private tracked(kind: Kind): void {
    const video = this.stream.getVideoTracks()[0];
    const shows = video?.getSettings() ?? {};
    this.change({
      hasSound: this.stream.getAudioTracks().length > 0,
      isMirrored: video !== undefined && !("displaySurface" in shows) && shows.facingMode !== "environment",
      version: this.setting.version + 1,
    });
    this.onTrack(kind);
  }

  private choose(part: Partial<Choice>): void {
    this.change({ choice: { ...this.setting.choice, ...part } });
  }

  private change(part: Partial<Setting>): void {
    this.setting = { ...this.setting, ...part };
    for (const listener of this.listeners) listener();
  }
}
