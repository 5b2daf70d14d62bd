import { useRouter } from "expo-router";
import { openAuthSessionAsync } from "expo-web-browser";
import { useState } from "react";
import { Button } from "#/components/Button";
import { ErrorNotice } from "#/components/Notice";
import { phoneLogin } from "#/features/login/phone";
import type { LineStart } from "#/features/login/return-to";
import { pathOfLink, schemeLink } from "#/lib/app-link";

export type LineButtonProps = LineStart & { title: string; onPress?: () => void };

/** Through the system browser: there she is signed in to LINE already, and we never see her password. */
export function LineButton({ title, onPress, ...start }: LineButtonProps) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const signIn = async () => {
    onPress?.();
    setBusy(true);
    setError(null);
    try {
      const url = await phoneLogin.start({ provider: "line", ...start });
      const result = await openAuthSessionAsync(url, schemeLink("/login/line"));
      const path = result.type === "success" ? pathOfLink(result.url) : null;
      if (path !== null) router.replace(path);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {error === null ? null : <ErrorNotice error={error} />}
      <Button title={title} busy={isBusy} onPress={() => void signIn()} />
    </>
  );
}
