export { ModeratorDesk } from "#/features/show/moderation/ModeratorDesk";
export { NewShowPage } from "#/features/studio/NewShowPage";
export { OrdersPage } from "#/features/studio/orders/OrdersPage";
export { ProductStockPage } from "#/features/studio/stock/ProductStockPage";
export { StockPage } from "#/features/studio/stock/StockPage";
export { ShopPage } from "#/features/studio/ShopPage";
export { ShopsPage } from "#/features/studio/ShopsPage";
export { ShowPage } from "#/features/studio/ShowPage";
