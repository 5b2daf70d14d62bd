/** Picture in picture: the standard's way, and Safari's on an iPhone. */
type Presented = HTMLVideoElement & {
  webkitSupportsPresentationMode?: (mode: string) => boolean;
  webkitSetPresentationMode?: (mode: string) => void;
  webkitPresentationMode?: string;
};

const MODE = "picture-in-picture";

export function canPip(video: HTMLVideoElement): boolean {
  const presented: Presented = video;
  return document.pictureInPictureEnabled || presented.webkitSupportsPresentationMode?.(MODE) === true;
}

export function isInPip(video: HTMLVideoElement): boolean {
  return document.pictureInPictureElement === video || (video as Presented).webkitPresentationMode === MODE;
}

/** A refusal (no picture yet, another app's rule) leaves everything as it is; there is nothing to say. */
export function togglePip(video: HTMLVideoElement): void {
  const presented: Presented = video;
  if (document.pictureInPictureEnabled) {
    const done: Promise<unknown> = isInPip(video) ? document.exitPictureInPicture() : video.requestPictureInPicture();
    done.catch(() => undefined);
  } else presented.webkitSetPresentationMode?.(isInPip(video) ? "inline" : MODE);
}
