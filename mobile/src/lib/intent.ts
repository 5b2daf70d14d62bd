import { useRef } from "react";
import { newKey } from "#/api/client";

/** The key of what she means: the same for as long as that is the same, a new one when it changes. */
export function useIntent(): (what: string) => string {
  const held = useRef({ what: "", key: "" });
  return (what) => {
    if (held.current.key === "" || held.current.what !== what) held.current = { what, key: newKey() };
    return held.current.key;
  };
}
