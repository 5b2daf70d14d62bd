import { useQueryClient } from "@tanstack/react-query";
import { useLocalSearchParams, useRouter } from "expo-router";
import { useEffect } from "react";
import { ApiError } from "#/api/errors";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import { phoneLogin } from "#/features/login/phone";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";

/** Back from the provider: open the session and go on where she was. */
export function FinishLogin({ provider }: { provider: string }) {
  const { state = "", code = "", error = "" } = useLocalSearchParams<{ state?: string; code?: string; error?: string }>();
  const { t } = useI18n();
  const router = useRouter();
  const queries = useQueryClient();

  useEffect(() => {
    let isHere = true;
    const refuse = (reason: string) => {
      if (isHere) router.replace(`/login?reason=${encodeURIComponent(reason)}`);
    };
    phoneLogin.finish({ provider, state, code, error }).then(
      async (outcome) => {
        if ("reason" in outcome) {
          refuse(outcome.reason);
          return;
        }
        await queries.resetQueries(); // what guests saw may look otherwise now
        if (isHere) router.replace(outcome.returnTo);
      },
      (caught: unknown) => {
        refuse(caught instanceof ApiError ? caught.reason : reasonOf(caught));
      },
    );
    return () => {
      isHere = false;
    };
  }, [provider, state, code, error, router, queries]);

  return (
    <Page title={t("login.title")} up="/">
      <Waiting rows={1} />
    </Page>
  );
}
