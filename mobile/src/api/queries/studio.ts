/** What hosts ask and do. Queries that change under their eyes are polled while they look. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, renew } from "#/api/client";
import { ApiError } from "#/api/errors";
import { STALE } from "#/api/queries/client";
import { shopKeys } from "#/api/queries/shops";
import { showKeys } from "#/api/queries/shows";
import type { Ingest, Order, Product, Show, ShowStarts, Summary } from "#/api/types";

export const studioKeys = {
  all: ["studio"] as const,
  shows: (shopId: string) => ["studio", "shows", shopId] as const,
  products: (shopId: string) => ["studio", "products", shopId] as const,
  ingest: (showId: string) => ["studio", "ingest", showId] as const,
  summary: (showId: string) => ["studio", "summary", showId] as const,
  orders: (showId: string) => ["studio", "orders", showId] as const,
};

/** A role given since the last renewal is in the next access token only: renew, and ask once more. */
export async function asMember<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== "ROLE_MISSING" || !(await renew())) throw error;
    return call();
  }
}

const SHOWS_PAGE = 30;
const SHOWS_POLL_MS = 5_000;

type ShowsPage = { shows: Show[]; next_page_token: string };

/** Live first, then by time, newest first. */
export function useShopShows(shopId: string) {
  return useInfiniteQuery({
    queryKey: studioKeys.shows(shopId),
    staleTime: STALE.live,
    refetchInterval: SHOWS_POLL_MS,
    initialPageParam: "",
    getNextPageParam: (page: ShowsPage) => page.next_page_token || undefined,
    queryFn: ({ signal, pageParam }): Promise<ShowsPage> =>
      api.get("/v1/shows", { query: { shop_id: shopId, page_size: SHOWS_PAGE, page_token: pageParam }, signal }),
  });
}

const PRODUCTS_PAGE = 100;
const MOST_PAGES = 20;

/** All of a shop's products: they are searched here, by what is typed. */
export function useShopProducts(shopId: string, isWanted: boolean) {
  return useQuery({
    queryKey: studioKeys.products(shopId),
    enabled: isWanted,
    staleTime: STALE.list,
    queryFn: async ({ signal }) => {
      const products: Product[] = [];
      let token = "";
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { products: more, next_page_token } = await api.get("/v1/shops/{shop_id}/products", {
          path: { shop_id: shopId },
          query: { page_size: PRODUCTS_PAGE, page_token: token },
          signal,
        });
        products.push(...more);
        token = next_page_token;
        if (token === "") break;
      }
      return products;
    },
  });
}

export type ShopIntent = { key: string; name: string; currency: "TWD" | "THB" };

export function useCreateShop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, name, currency }: ShopIntent) => {
      const shop = await api.post("/v1/shops", { body: { name, currency_code: currency }, key });
      await renew(); // the new role is in the next access token
      return shop;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: shopKeys.mine() }),
  });
}

export type ShowIntent = { key: string; title: string; time: string; starts: ShowStarts };

export function useCreateShow(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, title, time, starts }: ShowIntent) =>
      asMember(() =>
        api.post("/v1/shops/{shop_id}/shows", { path: { shop_id: shopId }, body: { title, schedule_time: time, starts }, key }),
      ),
    onSuccess: (show) => {
      client.setQueryData(showKeys.one(show.show_id), show);
      void client.invalidateQueries({ queryKey: studioKeys.shows(shopId) });
    },
  });
}

export type ProductIntent = { key: string; title: string; currency: string; amount: number; stock: number };

export function useCreateProduct(shopId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, title, currency, amount, stock }: ProductIntent) =>
      asMember(() =>
        api.post("/v1/shops/{shop_id}/products", {
          path: { shop_id: shopId },
          // the shop's own mark for it is not asked for: the intention's is as good
          body: {
            title,
            description: "",
            image_urls: [],
            variants: [{ sku: key, title: "", prices: [{ currency_code: currency, amount_minor: amount }], on_hand: stock }],
          },
          key,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: studioKeys.products(shopId) }),
  });
}

/** A change of a show goes after the one before it; the screen shows what was meant at once. */
function useShowChange<I>(showId: string, send: (intent: I) => Promise<Show>, foresee: (show: Show, intent: I) => Show) {
  const client = useQueryClient();
  const key = showKeys.one(showId);
  const scope = `show-${showId}`;
  const isLast = () => client.isMutating({ mutationKey: [scope] }) === 1;
  return useMutation({
    mutationKey: [scope],
    scope: { id: scope },
    mutationFn: (intent: I) => asMember(() => send(intent)),
    onMutate: async (intent) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData<Show>(key, (show) => show && foresee(show, intent));
    },
    onSuccess: (show) => {
      if (isLast()) client.setQueryData(key, show);
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useSetListings(showId: string) {
  return useShowChange(
    showId,
    ({ key, productIds }: { key: string; productIds: string[] }) =>
      api.put("/v1/shows/{show_id}/listings", { path: { show_id: showId }, body: { product_ids: productIds }, key }),
    (show, { productIds }) => ({ ...show, product_ids: productIds }),
  );
}

/** An empty `productId` takes the pin down. */
export function usePin(showId: string) {
  return useShowChange(
    showId,
    ({ key, productId }: { key: string; productId: string }) =>
      productId === ""
        ? api.delete("/v1/shows/{show_id}/pin", { path: { show_id: showId }, key })
        : api.put("/v1/shows/{show_id}/pin", { path: { show_id: showId }, body: { product_id: productId }, key }),
    (show, { productId }) => ({ ...show, pinned_product_id: productId }),
  );
}

/** While it is scheduled. */
export function useUpdateShow(showId: string) {
  return useShowChange(
    showId,
    ({ key, title, time, starts }: ShowIntent) =>
      api.patch("/v1/shows/{show_id}", { path: { show_id: showId }, body: { title, schedule_time: time, starts }, key }),
    (show) => show,
  );
}

export function useStartShow(showId: string) {
  return useShowChange(
    showId,
    ({ key }: { key: string }) => api.post("/v1/shows/{show_id}/start", { path: { show_id: showId }, key }),
    (show) => show,
  );
}

export function useEndShow(showId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key }: { key: string }) =>
      asMember(() => api.post("/v1/shows/{show_id}/end", { path: { show_id: showId }, key })),
    onSuccess: (show) => {
      client.setQueryData(showKeys.one(showId), show);
      void client.invalidateQueries({ queryKey: studioKeys.shows(show.shop_id) });
    },
  });
}

export function useRotateKey(showId: string) {
  return useMutation({
    mutationFn: ({ key }: { key: string }) =>
      asMember(() => api.post("/v1/shows/{show_id}/stream-key", { path: { show_id: showId }, key })),
    gcTime: 0, // a key is on the screen that asked for it, and nowhere else
  });
}

const INGEST_POLL_MS = 2_000;

/** What the media server has of the show now. */
export function useIngest(showId: string) {
  return useQuery<Ingest>({
    queryKey: studioKeys.ingest(showId),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.error === null ? INGEST_POLL_MS : 5 * INGEST_POLL_MS),
    queryFn: ({ signal }) => asMember(() => api.get("/v1/shows/{show_id}/ingest", { path: { show_id: showId }, signal })),
  });
}

const ORDERS_POLL_MS = 3_000;

/** `isHeard`: the shop's room tells when to look; else the orders are asked for every few seconds. */
export function useShowOrders(shopId: string, showId: string, isHeard: boolean) {
  return useQuery<{ orders: Order[]; next_page_token: string }>({
    queryKey: studioKeys.orders(showId),
    staleTime: STALE.live,
    refetchInterval: ({ state }) => (state.error === null && !isHeard ? ORDERS_POLL_MS : 5 * ORDERS_POLL_MS),
    queryFn: ({ signal }) =>
      asMember(() =>
        api.get("/v1/shops/{shop_id}/orders", { path: { shop_id: shopId }, query: { show_id: showId, page_size: 100 }, signal }),
      ),
  });
}

/** What came of a show; of one that runs, so far. The last orders are still being paid when it has just ended. */
export function useSummary(showId: string, pollMs: number, isWanted = true) {
  return useQuery<Summary>({
    queryKey: studioKeys.summary(showId),
    enabled: isWanted,
    staleTime: STALE.live,
    refetchInterval: pollMs,
    queryFn: ({ signal }) => asMember(() => api.get("/v1/shows/{show_id}/summary", { path: { show_id: showId }, signal })),
  });
}
