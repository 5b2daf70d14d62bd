/** What browsers say about cameras, microphones and screens, in our words. */
import { CAPS, type Quality } from "#/features/broadcast/quality";

export type Source = "camera" | "screen";
export type Device = "camera" | "microphone" | "screen";

/**
 * `denied`: she or the system said no; `absent`: there is none; `taken`: another program has it;
 * `insecure`: browsers give none to a page without HTTPS; `unsupported`: this browser cannot;
 * `lost`: it was unplugged or taken away in the middle.
 */
export type Trouble = "denied" | "absent" | "taken" | "insecure" | "unsupported" | "lost";

export type Facing = "user" | "environment";

/** Ids are empty for whichever the browser likes best. */
export type Choice = { camera: string; microphone: string; facing: Facing; quality: Quality };

export function troubleOf(error: unknown): Trouble {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "absent";
  if (name === "NotReadableError" || name === "AbortError") return "taken";
  return "unsupported";
}

/** Asked before the browser is: what it would refuse without asking her. */
export function obstacle(source: Source): Trouble | null {
  if (!window.isSecureContext) return "insecure";
  const devices = (navigator as { mediaDevices?: Partial<MediaDevices> }).mediaDevices;
  const way = source === "screen" ? devices?.getDisplayMedia : devices?.getUserMedia;
  return way === undefined ? "unsupported" : null;
}

export function canShareScreen(): boolean {
  return obstacle("screen") === null;
}

function size(quality: Quality): MediaTrackConstraints {
  const { width, height, frameRate } = CAPS[quality];
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate, max: frameRate } };
}

export function cameraWish({ camera, facing, quality }: Choice): MediaTrackConstraints {
  return { ...size(quality), ...(camera ? { deviceId: { exact: camera } } : { facingMode: { ideal: facing } }) };
}

export function microphoneWish({ microphone }: Choice): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(microphone ? { deviceId: { exact: microphone } } : null),
  };
}

async function ask(wish: MediaStreamConstraints): Promise<MediaStreamTrack[]> {
  return (await navigator.mediaDevices.getUserMedia(wish)).getTracks();
}

/** What was remembered may not be there today: then any. */
async function orAny(name: "camera" | "microphone", choice: Choice): Promise<MediaStreamTrack[]> {
  const wish = (one: Choice): MediaStreamConstraints =>
    name === "camera" ? { video: cameraWish(one) } : { audio: microphoneWish(one) };
  try {
    return await ask(wish(choice));
  } catch (error) {
    if (choice[name] === "" || troubleOf(error) !== "absent") throw error;
    return ask(wish({ ...choice, [name]: "" }));
  }
}

export function openCamera(choice: Choice): Promise<MediaStreamTrack[]> {
  return orAny("camera", choice);
}

export function openMicrophone(choice: Choice): Promise<MediaStreamTrack[]> {
  return orAny("microphone", choice);
}

/** One question for both where both are there: she answers once. */
export async function openBoth(choice: Choice): Promise<MediaStreamTrack[]> {
  return ask({ video: cameraWish(choice), audio: microphoneWish(choice) });
}

export async function openScreen(quality: Quality): Promise<MediaStreamTrack[]> {
  const { width, height, frameRate } = CAPS[quality];
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: { width: { max: width }, height: { max: height }, frameRate: { max: frameRate } },
    audio: false,
  });
  for (const track of stream.getVideoTracks()) track.contentHint = "detail";
  return stream.getTracks();
}

export type Listed = { id: string; label: string };

export async function listed(kind: "videoinput" | "audioinput"): Promise<Listed[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((one) => one.kind === kind && one.deviceId !== "")
    .map((one) => ({ id: one.deviceId, label: one.label }));
}
