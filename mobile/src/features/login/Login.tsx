import { useLocalSearchParams, useRouter } from "expo-router";
import { useEffect } from "react";
import { StyleSheet, View } from "react-native";
import { ApiError } from "#/api/errors";
import { useMe } from "#/api/queries/me";
import { Text } from "#/components";
import { Notice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { LineButton } from "#/features/login/LineButton";
import { safeReturn } from "#/features/login/return-to";
import { useI18n } from "#/i18n/context";
import { messageOf } from "#/i18n/reasons";
import { keep, recall } from "#/lib/storage";
import { space } from "#/theme/tokens";

const RETURN = "login.returnTo";
const RETRIED = "login.retried";

/**
 * A refused log-in comes back here with its reason alone, so where she was is kept on the device.
 * Auto log-in can come back in another browser (STATE_INVALID): then it is switched off once.
 */
export function Login() {
  const params = useLocalSearchParams<{ return_to?: string; reason?: string }>();
  const reason = params.reason ?? "";
  const returnTo = safeReturn(params.return_to ?? recall(RETURN));
  const isStale = reason === "STATE_INVALID";
  const { t, tag, ...i18n } = useI18n();
  const router = useRouter();
  const me = useMe();
  const isIn = Boolean(me.data);

  useEffect(() => {
    keep(RETURN, returnTo === "/" ? null : returnTo);
  }, [returnTo]);

  useEffect(() => {
    if (!isIn) return;
    keep(RETURN, null);
    keep(RETRIED, null);
    router.replace(returnTo);
  }, [isIn, returnTo, router]);

  const isAgain = isStale && recall(RETRIED) !== null;
  const message = reason === "" ? "" : messageOf(new ApiError({ reason }), { ...i18n, t });
  return (
    <Page title={t("login.title")} up={returnTo}>
      <View style={styles.box}>
        <Text tone="quiet">{returnTo === "/" ? t("login.why") : t("login.whyReturn")}</Text>
        {message ? (
          <Notice tone={reason === "USER_CANCELLED" ? "amber" : "signal"} text={message} code={reason}>
            {isStale ? <Text size="s">{isAgain ? t("login.stateAgain") : t("login.stateRetry")}</Text> : null}
          </Notice>
        ) : null}
        <LineButton
          title={isStale ? t("login.lineRetry") : t("login.line")}
          returnTo={returnTo}
          locale={tag}
          withoutAutoLogin={isStale}
          onPress={() => {
            keep(RETRIED, isStale ? "1" : null);
          }}
        />
        <Text size="s" tone="quiet">
          {t("login.shared")}
        </Text>
      </View>
    </Page>
  );
}

const styles = StyleSheet.create({
  box: { gap: space.l, paddingTop: space.l, maxWidth: 420, width: "100%", alignSelf: "center" },
});
