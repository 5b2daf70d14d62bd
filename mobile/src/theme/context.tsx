import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { Platform, useColorScheme } from "react-native";
import { colors, sizes, type Colors, type Scheme, type Size } from "#/theme/tokens";
import { keep, recall } from "#/lib/storage";

export type SchemeChoice = Scheme | "system";

export type Theme = {
  scheme: Scheme;
  colors: Colors;
  /** Font size in px, large text included. */
  font: (size: Size) => number;
  choice: SchemeChoice;
  choose: (choice: SchemeChoice) => void;
  isLargeText: boolean;
  setLargeText: (isLarge: boolean) => void;
};

const Context = createContext<Theme | null>(null);
const LARGE = 1.25;

export function ThemeProvider({ children }: { children: ReactNode }) {
  const system = useColorScheme();
  const [choice, setChoice] = useState<SchemeChoice>(() => {
    const kept = recall("scheme");
    return kept === "light" || kept === "dark" ? kept : "system";
  });
  const [isLargeText, setLarge] = useState(() => recall("largeText") === "1");

  const choose = useCallback((next: SchemeChoice) => {
    keep("scheme", next);
    setChoice(next);
  }, []);
  const setLargeText = useCallback((next: boolean) => {
    keep("largeText", next ? "1" : null);
    setLarge(next);
  }, []);

  const scheme: Scheme = choice === "system" ? (system === "light" ? "light" : "dark") : choice;
  useEffect(() => {
    if (Platform.OS !== "web") return;
    // The browser's own parts (scroll bars, form controls) and what shows behind an overscroll.
    document.documentElement.style.colorScheme = scheme;
    document.body.style.background = colors[scheme].ground;
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", colors[scheme].ground);
  }, [scheme]);

  const theme = useMemo<Theme>(
    () => ({
      scheme,
      colors: colors[scheme],
      font: (size) => Math.round(sizes[size] * (isLargeText ? LARGE : 1)),
      choice,
      choose,
      isLargeText,
      setLargeText,
    }),
    [scheme, choice, choose, isLargeText, setLargeText],
  );
  return <Context value={theme}>{children}</Context>;
}

/** What lies over a picture is dark in both schemes: wrap it in this. */
export function DarkGround({ children }: { children: ReactNode }) {
  return <Ground scheme="dark">{children}</Ground>;
}

/** Tables are read on light ground, unless she chose a scheme herself. */
export function LightGround({ children }: { children: ReactNode }) {
  const [isChosen] = useState(() => recall("scheme") !== null);
  return isChosen ? children : <Ground scheme="light">{children}</Ground>;
}

/** What is in it has this scheme, whatever the page's; changing it leaves what is inside as it is. */
export function Ground({ scheme, children }: { scheme: Scheme; children: ReactNode }) {
  const theme = useTheme();
  const own = useMemo<Theme>(() => ({ ...theme, scheme, colors: colors[scheme] }), [theme, scheme]);
  return <Context value={own}>{children}</Context>;
}

export function useTheme(): Theme {
  const theme = useContext(Context);
  if (theme === null) throw new Error("no ThemeProvider above");
  return theme;
}
