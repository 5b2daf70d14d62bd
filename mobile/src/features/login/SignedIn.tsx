import { usePathname } from "expo-router";
import type { ReactNode } from "react";
import { StyleSheet, View } from "react-native";
import { useMe } from "#/api/queries/me";
import { Button, EmptyState, ErrorState, Skeleton } from "#/components";
import { useSignIn } from "#/features/login/useSignIn";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";
import { space } from "#/theme/tokens";

type Props = { returnTo?: string; body?: string; children: ReactNode };

/** What needs a person: a guest is asked to sign in and comes back here. */
export function SignedIn({ returnTo, body, children }: Props) {
  const me = useMe();
  const path = usePathname();
  const { over } = useWays();
  const signIn = useSignIn();
  const { t } = useI18n();
  if (me.isPending) return <Waiting />;
  if (me.isError) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  if (me.data !== null) return children;
  return (
    <EmptyState title={t("login.neededTitle")} body={body ?? t("login.neededBody")}>
      <Button
        title={t("common.signIn")}
        onPress={() => {
          signIn(over?.here ?? returnTo ?? path);
        }}
      />
    </EmptyState>
  );
}

/** Rows in the shape of most lists here. */
export function Waiting({ rows = 3 }: { rows?: number }) {
  const { t } = useI18n();
  return (
    <View role="status" aria-label={t("common.loading")} style={styles.rows}>
      {Array.from({ length: rows }, (_, row) => (
        <View key={row} style={styles.row}>
          <Skeleton width={72} height={72} />
          <View style={styles.words}>
            <Skeleton width="80%" height={16} />
            <Skeleton width="40%" height={16} />
          </View>
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  rows: { gap: space.l },
  row: { flexDirection: "row", gap: space.m },
  words: { flex: 1, gap: space.s, justifyContent: "center" },
});
