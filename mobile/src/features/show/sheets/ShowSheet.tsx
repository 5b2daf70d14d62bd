import { Suspense, lazy, useRef } from "react";
import { Platform, Pressable, StyleSheet, View } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { ScreenBoundary } from "#/components";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import type { SheetName } from "#/features/show/sheets/names";
import type { SheetsBodyProps } from "#/features/show/sheets/SheetBody";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useDialog } from "#/lib/dialog";
import { WaysContext, type Ways } from "#/lib/ways";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

/** What lies in sheets is not needed for the first picture: it comes by itself, soon after. */
const load = () => import("#/features/show/sheets/SheetBody");
const SheetBody = lazy(load);

export function preloadSheets(): void {
  void load().catch(() => undefined);
}

const TITLES: Partial<Record<string, MessageKey>> = {
  cart: "cart.title",
  checkout: "checkout.title",
  product: "cart.product",
  pay: "orders.payment",
};

type Props = SheetsBodyProps & { name: SheetName; ways: Ways; onEscape: () => void; isWide: boolean; top: number };

/**
 * On phones it rises under the small picture and is all there is; on wide screens it stands beside
 * the picture, and the show stays in reach.
 */
export function ShowSheet({ name, ways, onEscape, isWide, top, ...body }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const box = useRef<View>(null);
  const safe = useSafeAreaInsets();
  useDialog(box, { name, onEscape, isModal: !isWide });
  const title = t(TITLES[name.split(".")[0] ?? ""] ?? "show.shelf");
  const dialog = { "aria-modal": !isWide, tabIndex: -1 as const };
  return (
    <WaysContext value={ways}>
      {isWide ? null : (
        <Pressable aria-hidden tabIndex={-1} onPress={ways.over?.onClose} style={[StyleSheet.absoluteFill, styles.shade]} />
      )}
      <View
        ref={box}
        {...dialog}
        role="dialog"
        aria-label={title}
        style={[
          styles.sheet,
          { backgroundColor: colors.ground, borderColor: colors.line, outlineWidth: 0 },
          isWide ? styles.beside : [styles.under, { top, paddingBottom: Platform.OS === "web" ? 0 : safe.bottom }],
        ]}
      >
        <ScreenBoundary key={name}>
          <Suspense
            fallback={
              <Page title={title}>
                <Waiting />
              </Page>
            }
          >
            <SheetBody name={name} {...body} />
          </Suspense>
        </ScreenBoundary>
      </View>
    </WaysContext>
  );
}

/** Of the column beside the picture, which it covers. */
const WIDTH = 360;

const styles = StyleSheet.create({
  shade: { backgroundColor: "rgba(0,0,0,0.6)", zIndex: 1 },
  sheet: { position: "absolute", zIndex: 2, overflow: "hidden" },
  under: { left: 0, right: 0, bottom: 0, borderTopLeftRadius: radius.m, borderTopRightRadius: radius.m },
  beside: { top: 0, right: 0, bottom: 0, width: WIDTH, borderLeftWidth: 1, paddingTop: space.xs },
});
