import { useEffect, useRef, type ReactNode } from "react";
import { useI18n } from "#/i18n/context";
import { radius } from "#/theme/tokens";

type Props = { stream: MediaStream; version: number; isMirrored: boolean; isHidden: boolean; children?: ReactNode };

/** What goes out, as in a mirror where that is what people expect of themselves. */
export function Preview({ stream, version, isMirrored, isHidden, children }: Props) {
  const i18n = useI18n();
  const video = useRef<HTMLVideoElement | null>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    element.play().catch(() => undefined); // autoplay of a silent video; another change follows
  }, [stream, version]);
  return (
    <div style={{ position: "relative", aspectRatio: "16 / 9", maxHeight: "60vh", background: "#000", borderRadius: radius.s, overflow: "hidden" }}>
      <video
        ref={video}
        aria-label={i18n.t("broadcast.preview")}
        muted
        playsInline
        autoPlay
        style={{
          position: "absolute",
          inset: 0,
          width: "100%",
          height: "100%",
          objectFit: "contain",
          transform: isMirrored ? "scaleX(-1)" : "none",
          visibility: isHidden ? "hidden" : "visible",
        }}
      />
      {children}
    </div>
  );
}
