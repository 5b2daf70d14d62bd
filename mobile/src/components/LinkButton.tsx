import { Linking } from "react-native";
import { Button } from "#/components/Button";
import { ORIGIN } from "#/lib/origin";

export type LinkButtonProps = {
  title: string;
  href: string;
  kind?: "primary" | "outline" | "line";
  onPress?: () => void;
};

/** Leaves the app by a link. On the web it is a real one. */
export function LinkButton({ title, href, kind = "primary", onPress }: LinkButtonProps) {
  return (
    <Button
      title={title}
      kind={kind === "line" ? "primary" : kind}
      onPress={() => {
        onPress?.();
        void Linking.openURL(ORIGIN + href);
      }}
    />
  );
}
