import { useFocusEffect } from "expo-router";
import { useCallback } from "react";
import { Platform } from "react-native";
import { useI18n } from "#/i18n/context";

/** What is on the screen, innermost last: screens underneath stay alive and must not speak. */
const titles: { text: string }[] = [];

function tell() {
  const last = titles.at(-1);
  if (last) document.title = last.text;
}

/** The page's name in the browser's tab, its history and a screen reader's first words. */
export function usePageTitle(title = ""): void {
  const app = useI18n().t("common.appName");
  const text = title === "" ? app : `${title} · ${app}`;
  useFocusEffect(
    useCallback(() => {
      if (Platform.OS !== "web") return;
      const mine = { text };
      titles.push(mine);
      tell();
      return () => {
        titles.splice(titles.indexOf(mine), 1);
        tell();
      };
    }, [text]),
  );
}
