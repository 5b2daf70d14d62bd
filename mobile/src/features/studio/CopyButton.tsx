import { useEffect, useState } from "react";
import { Platform, Share } from "react-native";
import { Button } from "#/components";
import { useI18n } from "#/i18n/context";

const SAID_MS = 2000;

type Props = { title: string; text: string; label?: string };

/** Copies where there is a clipboard; phones offer what they have. */
export function CopyButton({ title, text, label }: Props) {
  const { t } = useI18n();
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");
  useEffect(() => {
    if (state === "ready") return;
    const timer = setTimeout(() => {
      setState("ready");
    }, SAID_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);
  const copy = async () => {
    try {
      if (Platform.OS === "web") await navigator.clipboard.writeText(text);
      else await Share.share({ message: text });
      setState("copied");
    } catch {
      setState("refused"); // not for insecure pages; what is on the screen can be marked by hand
    }
  };
  return (
    <Button
      kind="outline"
      icon={state === "copied" ? "check" : "copy"}
      title={state === "copied" ? t("studio.copied") : state === "refused" ? t("studio.copyByHand") : title}
      label={state === "ready" ? label : undefined}
      onPress={() => void copy()}
    />
  );
}
