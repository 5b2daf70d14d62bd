import { useRouter } from "expo-router";
import { Pressable, StyleSheet, View } from "react-native";
import { useEndSession, useLogOut, useMe, useSessions } from "#/api/queries/me";
import { useWorksHere } from "#/api/queries/shops";
import type { Session } from "#/api/types";
import { Badge, Button, ErrorState, Icon, ProductImage, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { Appearance } from "#/features/account/Appearance";
import { MyChat } from "#/features/account/MyChat";
import { Notifications } from "#/features/account/Notifications";
import { deviceOf } from "#/features/account/device";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { MoreWords, useI18n } from "#/i18n/context";
import { LOCALES, NAMES, TAGS } from "#/i18n/locales";
import { useTheme } from "#/theme/context";
import { TARGET, space } from "#/theme/tokens";

export function Account() {
  const { t } = useI18n();
  return (
    <Page title={t("common.account")}>
      <MoreWords of="account" meanwhile={<Waiting />}>
        <SignedIn returnTo="/account">
          <Me />
          <Devices />
          <Notifications />
          <MyChat />
        </SignedIn>
        <Language />
        <Appearance />
      </MoreWords>
    </Page>
  );
}

function Me() {
  const { t } = useI18n();
  const router = useRouter();
  const me = useMe();
  const logOut = useLogOut();
  const worksHere = useWorksHere();
  if (!me.data) return null;
  return (
    <Card>
      <View style={styles.row}>
        <ProductImage url={me.data.picture_url} title="" size={56} />
        <View style={styles.grow}>
          <Text size="l" weight="medium" numberOfLines={2}>
            {me.data.display_name}
          </Text>
          <Text size="s" tone="quiet">
            {t("account.withLine")}
          </Text>
        </View>
      </View>
      <Button
        kind="quiet"
        title={t("account.myOrders")}
        onPress={() => {
          router.push("/orders");
        }}
      />
      <Button
        kind="quiet"
        title={t("delivery.addresses")}
        onPress={() => {
          router.push("/addresses");
        }}
      />
      {worksHere ? (
        <Button
          kind="quiet"
          icon="cameraOn"
          title={t("common.studio")}
          onPress={() => {
            router.push("/studio");
          }}
        />
      ) : null}
      <Button
        kind="outline"
        title={t("account.logOut")}
        busy={logOut.isPending}
        onPress={() => {
          logOut.mutate(undefined, {
            onSuccess: () => {
              router.replace("/");
            },
          });
        }}
      />
      {logOut.isError ? <ErrorNotice error={logOut.error} /> : null}
    </Card>
  );
}

function Devices() {
  const { t } = useI18n();
  const sessions = useSessions();
  const end = useEndSession();
  return (
    <Card title={t("account.devices")}>
      <Text size="s" tone="quiet">
        {t("account.devicesBody")}
      </Text>
      {sessions.isPending ? <Waiting rows={1} /> : null}
      {sessions.isError ? <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} /> : null}
      {sessions.data?.sessions.map((session) => (
        <Device
          key={session.session_id}
          session={session}
          isEnding={end.isPending && end.variables === session.session_id}
          onEnd={() => {
            end.mutate(session.session_id);
          }}
        />
      ))}
      {end.isError ? <ErrorNotice error={end.error} /> : null}
    </Card>
  );
}

function Device({ session, isEnding, onEnd }: { session: Session; isEnding: boolean; onEnd: () => void }) {
  const { t, when } = useI18n();
  const { colors } = useTheme();
  const name = deviceOf(session.device_name) || t("account.unknownDevice");
  return (
    <View style={[styles.row, styles.line, { borderTopColor: colors.line }]}>
      <View style={styles.grow}>
        <Text numberOfLines={1}>{name}</Text>
        <Text size="s" tone="quiet">
          {t("account.lastUsed", { when: when(session.refresh_time) })}
        </Text>
      </View>
      {session.current ? (
        <Badge tone="jade" text={t("account.thisDevice")} />
      ) : (
        <Button kind="outline" title={t("account.end")} label={t("account.endNamed", { name })} busy={isEnding} onPress={onEnd} />
      )}
    </View>
  );
}

function Language() {
  const { t, locale, setLocale } = useI18n();
  const { colors } = useTheme();
  return (
    <Card title={t("common.language")}>
      <View role="radiogroup" aria-label={t("common.language")}>
        {LOCALES.map((one) => (
          <Pressable
            key={one}
            role="radio"
            aria-checked={one === locale}
            onPress={() => {
              setLocale(one);
            }}
            style={[styles.row, styles.choice]}
          >
            <Text style={styles.grow} weight={one === locale ? "medium" : "normal"} {...{ lang: TAGS[one] }}>
              {NAMES[one]}
            </Text>
            {one === locale ? <Icon name="check" size={20} color={colors.jade} /> : null}
          </Pressable>
        ))}
      </View>
    </Card>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  line: { borderTopWidth: 1, paddingTop: space.m },
  grow: { flex: 1 },
  choice: { minHeight: TARGET },
});
