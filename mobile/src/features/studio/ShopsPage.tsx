import { Link } from "expo-router";
import { StyleSheet, View } from "react-native";
import { mayHost, mayModerate, mayPack, useMyShops } from "#/api/queries/shops";
import type { Role } from "#/api/types";
import { EmptyState, ErrorState, Icon, Text } from "#/components";
import { Page } from "#/components/Page";
import { ChatDeskPage } from "#/features/studio/chat/ChatDeskPage";
import { NewShop } from "#/features/studio/NewShop";
import { OrdersPage } from "#/features/studio/orders/OrdersPage";
import { ShopPage } from "#/features/studio/ShopPage";
import { Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

const ROLES: Partial<Record<Role, MessageKey>> = {
  owner: "studio.roleOwner",
  manager: "studio.roleManager",
  packer: "fulfil.rolePacker",
  moderator: "desk.roleModerator",
};

/** Her part of a shop. */
function pathOf(role: Role): string {
  return mayHost(role) ? "" : role === "moderator" ? "/chat" : "/orders";
}

/** One shop: straight in. Several: which one. None: how to get one. */
export function ShopsPage() {
  const { t } = useI18n();
  const { colors } = useTheme();
  const mine = useMyShops();
  const hosted = (mine.data?.shops ?? []).filter(({ role }) => mayModerate(role) || mayPack(role));
  const only = hosted.length === 1 ? hosted[0] : undefined;
  if (only?.role === "moderator") return <ChatDeskPage shopId={only.shop.shop_id} up="/" />;
  if (only && !mayHost(only.role)) return <OrdersPage shopId={only.shop.shop_id} up="/" />;
  if (only) return <ShopPage shopId={only.shop.shop_id} up="/" />;
  return (
    <Page title={t("common.studio")}>
      {mine.isError ? <ErrorState error={mine.error} onRetry={() => void mine.refetch()} /> : null}
      {mine.isPending ? <Waiting rows={2} /> : null}
      {mine.data && hosted.length === 0 ? (
        mine.data.shops.length > 0 ? (
          <EmptyState title={t("studio.noHostRole")} body={t("studio.noHostRoleBody")} />
        ) : (
          <NewShop />
        )
      ) : null}
      {hosted.length > 0 ? (
        <View style={styles.list}>
          <Text size="l" weight="medium" heading={2}>
            {t("studio.yourShops")}
          </Text>
          {hosted.map(({ shop, role }) => (
            <Link key={shop.shop_id} href={`/studio/shops/${shop.shop_id}${pathOf(role)}`} style={styles.link}>
              <View style={[styles.row, { backgroundColor: colors.surface, borderColor: colors.line }]}>
                <View style={styles.words}>
                  <Text weight="medium" numberOfLines={1}>
                    {shop.name}
                  </Text>
                  <Text size="s" tone="quiet">
                    {t(ROLES[role] ?? "studio.roleHost")}
                  </Text>
                </View>
                <Icon name="play" size={20} color={colors.quiet} />
              </View>
            </Link>
          ))}
        </View>
      ) : null}
    </Page>
  );
}

const styles = StyleSheet.create({
  list: { gap: space.m },
  link: { display: "flex", width: "100%" },
  row: { flex: 1, flexDirection: "row", alignItems: "center", gap: space.m, padding: space.l, borderRadius: radius.m, borderWidth: 1 },
  words: { flex: 1, minWidth: 0 },
});
