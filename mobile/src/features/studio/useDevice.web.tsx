import { useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { BroadcastPanel, canBroadcast } from "#/features/broadcast/BroadcastPanel";
import type { Device } from "#/features/studio/device";
import { Ground } from "#/theme/context";
import type { Scheme } from "#/theme/tokens";

/** `panel` is put once, high up in the page; `device.slot` wherever it is to be seen. */
export function useDevice(showId: string, scheme: Scheme) {
  const [box] = useState(() => document.createElement("div"));
  const [isOpen, setOpen] = useState(false);
  const device: Device = {
    isThere: canBroadcast,
    isOpen,
    open: () => {
      setOpen(true);
    },
    slot: <Slot box={box} />,
  };
  const panel = isOpen ? (
    <Ground scheme={scheme}>{createPortal(<BroadcastPanel showId={showId} />, box)}</Ground>
  ) : null;
  return { device, panel };
}

/** Takes the box over from the slot before; a moving picture moves along. */
function Slot({ box }: { box: HTMLElement }) {
  const place = useRef<HTMLDivElement | null>(null);
  useLayoutEffect(() => {
    place.current?.append(box);
  }, [box]);
  return <div ref={place} />;
}
