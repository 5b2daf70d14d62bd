/**
 * The studio is one piece of code with its own words, fetched by whoever opens it. Were its routes to
 * import it themselves, what they share would be in everyone's first load.
 */
import { lazy, Suspense, type ReactNode } from "react";
import { View } from "react-native";
import { ScreenBoundary } from "#/components";
import type * as PagesModule from "#/features/studio/pages";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { MoreWords } from "#/i18n/context";
import { LightGround, useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

type Pages = typeof PagesModule;

const load = () => import("#/features/studio/pages");

function page<Name extends keyof Pages>(name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** Should it fail, whoever opens a part asks again. */
export function preloadStudio(): void {
  void load().catch(() => undefined);
}

export const ShopsPage = page("ShopsPage");
export const ShopPage = page("ShopPage");
export const MoneyPage = page("MoneyPage");
export const OrdersPage = page("OrdersPage");
export const StockPage = page("StockPage");
export const ProductStockPage = page("ProductStockPage");
export const DeliveryPage = page("DeliveryPage");
export const CouponsPage = page("CouponsPage");
export const ChatDeskPage = page("ChatDeskPage");
export const NewShowPage = page("NewShowPage");
export const ShowPage = page("ShowPage");
/** Of a show's chat, for who moderates it: buyers never fetch it. */
export const ModeratorDesk = page("ModeratorDesk");

export function StudioRoute({ children }: { children: ReactNode }) {
  return (
    <ScreenBoundary>
      <LightGround>
        <Ground>
          <SignedIn>
            <MoreWords of="studio" meanwhile={<Opening />}>
              <Suspense fallback={<Opening />}>{children}</Suspense>
            </MoreWords>
          </SignedIn>
        </Ground>
      </LightGround>
    </ScreenBoundary>
  );
}

function Ground({ children }: { children: ReactNode }) {
  const { colors } = useTheme();
  return <View style={{ flex: 1, backgroundColor: colors.ground, justifyContent: "center" }}>{children}</View>;
}

function Opening() {
  return (
    <View style={{ flex: 1, width: "100%", maxWidth: 640, alignSelf: "center", padding: space.l }}>
      <Waiting />
    </View>
  );
}
