// Generated from docs/api/openapi.json by `npm run gen`. Do not edit.
export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys
         * @description Public keys of access tokens (RFC 7517).
         */
        get: operations["keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Login Callback
         * @description Where the provider sends the browser back to.
         */
        get: operations["login_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/{provider}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Login
         * @description Finish a log-in of an app, which keeps its tokens itself.
         */
        post: operations["finish_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Start Login Here
         * @description Open a log-in from a plain link: LINE's own log-in opens only from a tap on a link.
         */
        get: operations["start_login_here"];
        put?: never;
        /**
         * Start Login
         * @description Open a log-in; send the person to `authorize_url`.
         */
        post: operations["start_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logout */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Renew the tokens: apps by body and answer, browsers by cookie (the answer is null).
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/socket-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Socket Ticket
         * @description A ticket that renews an open socket: a page cannot read its renewed cookie and show it there.
         */
        post: operations["socket_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims/{claim_id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove Claim
         * @description Give an unpaid claim's units to the next in line.
         */
        post: operations["remove_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deals/{deal_id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Extend Deal
         * @description Give a deal that runs more time.
         */
        post: operations["extend_deal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deals/{deal_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Deal
         * @description End it at once. What was held at its price keeps it.
         */
        post: operations["stop_deal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/differences/{difference_id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle Difference
         * @description Say what became of a difference; it is kept for ever. Owner, manager.
         */
        post: operations["settle_difference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Me */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My Addresses
         * @description List the caller's addresses, the default first.
         */
        get: operations["my_addresses"];
        put?: never;
        /**
         * Add Address
         * @description Keep an address, 20 at most. The first is the default.
         */
        post: operations["add_address"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/addresses/{address_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Address
         * @description Replace an address. A default one stays it until another one is.
         */
        put: operations["change_address"];
        post?: never;
        /** Delete Address */
        delete: operations["delete_address"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete My Chat
         * @description Take back for good everything that you have said until now, in all shows.
         */
        delete: operations["delete_my_chat"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List My Claims
         * @description Read the caller's claims, newest first.
         */
        get: operations["list_my_claims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My Orders */
        get: operations["my_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/push-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Push Token
         * @description Put it after log-in, and again when the token or the language changes.
         */
        put: operations["put_push_token"];
        post?: never;
        /**
         * Remove Push Token
         * @description Without one that is fine.
         */
        delete: operations["remove_push_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sessions */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End Session */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/shops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My Shops */
        get: operations["my_shops"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Order */
        get: operations["get_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Order
         * @description Give an order up: its buyer before it is paid; owner and manager, with a reason, until it is
         *     shipped. What was paid goes back.
         */
        post: operations["cancel_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver Order
         * @description Say that the buyer has it; it happens by itself after some days. Owner, manager, packer.
         */
        post: operations["deliver_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Order Money
         * @description Read all that happened to an order's money: its buyer, or an owner or manager of the shop.
         */
        get: operations["order_money"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pack Order
         * @description Say that a paid order is in its parcel. Owner, manager, packer.
         */
        post: operations["pack_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payment Of Order
         * @description Read the order's payment: its buyer, or an owner or manager of the shop.
         */
        get: operations["payment_of_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Payment
         * @description Open an attempt to pay; the browser posts `redirect.fields` to `redirect.url`.
         */
        post: operations["start_payment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/refund-asks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Refund
         * @description Ask for money of one's own paid order back, whole or in part.
         */
        post: operations["ask_refund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Return Stock
         * @description Put sold units of an order on hand again; never more than were sold. Money is another matter.
         */
        post: operations["return_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/ship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ship Order
         * @description Say that the carrier has it. Owner, manager, packer.
         */
        post: operations["ship_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payment-methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Payment Methods
         * @description What a buyer may choose from, for what amounts.
         */
        get: operations["list_payment_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{payment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Payment */
        get: operations["get_payment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{payment_id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Refunds */
        get: operations["list_refunds"];
        put?: never;
        /**
         * Request Refund
         * @description Ask for a part or all of a settled payment to go back. Owner, manager.
         */
        post: operations["request_refund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Product */
        get: operations["get_product"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{product_id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Limits
         * @description Say how much one person may have of a product; what was bought before counts.
         */
        put: operations["set_limits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refund-asks/{ask_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Refund Ask
         * @description Give the money back, or say why not. Owner; manager up to an amount. All that is left before the
         *     parcel leaves gives the order up.
         */
        post: operations["answer_refund_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refund-asks/{ask_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Refund Ask
         * @description Take one's request back before it is answered.
         */
        post: operations["withdraw_refund_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refunds/{refund_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Refund
         * @description Say that one which the provider cannot do was paid out by hand. Owner, manager.
         */
        post: operations["finish_refund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Shop
         * @description Open a shop. Renew the tokens afterwards: the role is in the next access token.
         */
        post: operations["create_shop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Shop */
        get: operations["get_shop"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/cart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Cart
         * @description Read the cart at today's prices; an empty cart is a cart. Guests have one, too.
         */
        get: operations["get_cart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/cart/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add Line */
        post: operations["add_line"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/cart/lines/{variant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set Quantity */
        put: operations["set_quantity"];
        post?: never;
        /** Remove Line */
        delete: operations["remove_line"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/chat-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Chat Rules
         * @description Read them whole; what everyone may know of them is in the room's state.
         */
        get: operations["get_chat_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Chat Rules
         * @description They hold in all rooms of the shop from its next message on. `undoes` takes a change back.
         */
        patch: operations["update_chat_rules"];
        trace?: never;
    };
    "/v1/shops/{shop_id}/chat-sanctions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sanctions
         * @description Tell who may not speak now.
         */
        get: operations["list_sanctions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/claim-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Claim Rules
         * @description Read whether buyers park what they claim. For owner, manager and host.
         */
        get: operations["get_claim_rules"];
        /**
         * Set Claim Rules
         * @description Let buyers park: what each of them claims from now on has one deadline and becomes one order.
         */
        put: operations["set_claim_rules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Coupons
         * @description List a shop's discount codes, newest first. Owner, manager.
         */
        get: operations["list_coupons"];
        put?: never;
        /**
         * Create Coupon
         * @description Make a discount code. It is never altered, only stopped. Owner, manager.
         */
        post: operations["create_coupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/coupons/{coupon_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Coupon
         * @description End a discount code; orders that used it keep their discount. Owner, manager.
         */
        post: operations["stop_coupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Differences
         * @description List what differs from the providers' files, newest first. Owner, manager.
         */
        get: operations["list_differences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members */
        get: operations["members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put Member */
        put: operations["put_member"];
        post?: never;
        /** Remove Member */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/moderation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Acts
         * @description Tell who did what to whom, and why.
         */
        get: operations["list_acts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shop Orders
         * @description List a shop's orders, newest first, for the people who work for it.
         */
        get: operations["shop_orders"];
        put?: never;
        /**
         * Place Order
         * @description Order what is in the cart. However often it is pressed with one key, it is one order; and so it
         *     is from two devices, one of which is told `CART_ORDERED`.
         */
        post: operations["place_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/orders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Orders
         * @description Download all orders that fit, a row for each line, as a table for Excel (UTF-8).
         */
        get: operations["export_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Payments
         * @description List a shop's payments, newest first, with what their days brought and took. Owner, manager.
         */
        get: operations["list_payments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Products */
        get: operations["list_products"];
        put?: never;
        /** Create Product */
        post: operations["create_product"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Quote Order
         * @description Price the cart, with a way of delivery and a discount code or voucher. Takes nothing, promises nothing.
         */
        get: operations["quote_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/refund-asks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Refund Asks
         * @description List what buyers ask back. Owner, manager.
         */
        get: operations["list_refund_asks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/shipping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Shipping
         * @description Read how a shop sends its goods. For the people who work for it.
         */
        get: operations["get_shipping"];
        /**
         * Set Shipping
         * @description Replace all ways of delivery of a shop. Owner, manager.
         */
        put: operations["set_shipping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop_id}/shows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create Show */
        post: operations["create_show"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Shows
         * @description Live first, then by time, newest first.
         */
        get: operations["list_shows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Show */
        get: operations["get_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Show
         * @description Change what was announced, while the show is scheduled.
         */
        patch: operations["update_show"];
        trace?: never;
    };
    "/v1/shows/{show_id}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Chat
         * @description Read back from `before`, or from the newest, newest first. Or beside the recording, by seconds of it:
         *     on from `from_s`, oldest first; without it back from `to_s`, newest first. What was deleted is left out.
         */
        get: operations["list_chat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claim-listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Claim Listings */
        get: operations["list_claim_listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claim-listings/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Claim Listing
         * @description Give a listing of the show its keyword and rules.
         */
        put: operations["set_claim_listing"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claim-listings/{product_id}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Claim
         * @description Add a line by hand, behind those that are there; also after closing.
         */
        post: operations["add_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claim-listings/{product_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close Claim Listing */
        post: operations["close_claim_listing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claim-listings/{product_id}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Claim Listing
         * @description Set units aside and take comments, from the entry in the room that says so.
         */
        post: operations["open_claim_listing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claim-listings/{product_id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Claim Receipts
         * @description Read the receipts of a listing in their order, without names: everyone may check it.
         */
        get: operations["list_claim_receipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Claims
         * @description Read the table of claims. For owner, manager and host.
         */
        get: operations["list_claims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Deals */
        get: operations["list_deals"];
        put?: never;
        /**
         * Start Deal
         * @description Set units aside and sell them at the price from now on. For owner, manager and host.
         */
        post: operations["start_deal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End Show */
        post: operations["end_show"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ingest
         * @description Tell what signal there is of the show; made to be asked every 2 s.
         */
        get: operations["get_ingest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set Listings */
        put: operations["set_listings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/media-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Media Ticket
         * @description Let a browser or a phone broadcast (host), or preview (any member), without the stream key. Whose
         *     network dropped asks for a new one.
         */
        post: operations["create_media_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/moderation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Moderate
         * @description Delete, mute, ban, pin, or undo one of them; everyone in the room sees it at once.
         */
        post: operations["moderate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pin */
        put: operations["pin"];
        post?: never;
        /** Unpin */
        delete: operations["unpin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pins
         * @description Tell what was held up when: the marks of a replay.
         */
        get: operations["list_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Show
         * @description Bring a show on air whose picture is previewed; `SIGNAL_MISSING` when no encoder sends.
         */
        post: operations["start_show"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/stream-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Stream Key
         * @description Make a new key; the old one stops and its broadcast is cut. The key is shown this once.
         */
        post: operations["rotate_stream_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Summary
         * @description Tell how a show went; also while it runs. For its shop's owner, managers and hosts.
         */
        get: operations["get_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shows/{show_id}/vouchers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Vouchers
         * @description List the vouchers of a show, in the order in which they were dropped.
         */
        get: operations["list_vouchers"];
        put?: never;
        /**
         * Drop Voucher
         * @description Drop a voucher for the first who take it. It ends before its time as claims are closed, by its id.
         *     Owner, manager, host of a live show.
         */
        post: operations["drop_voucher"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/variants/{variant_id}/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adjust Stock */
        post: operations["adjust_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/variants/{variant_id}/allocations/{show_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Allocate Stock
         * @description Set units aside for a show. What it does not sell comes back when it ends.
         */
        put: operations["allocate_stock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/variants/{variant_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Entries
         * @description Read a variant's ledger, newest first. For owner and manager.
         */
        get: operations["list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/variants/{variant_id}/price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set Price */
        put: operations["set_price"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/variants/{variant_id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive Stock */
        post: operations["receive_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Act */
        Act: {
            /** Act */
            act: ("delete_message" | "delete_person" | "restore" | "mute" | "unmute" | "ban" | "unban" | "pin" | "unpin") | "rules";
            /**
             * Act Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            act_id: string;
            /**
             * Act Time
             * Format: date-time
             */
            act_time: string;
            /**
             * Actor Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            actor_id: string;
            /**
             * Actor Name
             * @description as it was then; may be empty
             * @example 小美
             */
            actor_name: string;
            /**
             * Can Undo
             * @description there is something to undo now: no mute that ran out, say
             */
            can_undo: boolean;
            /**
             * Is Undone
             * @description another act undid it
             */
            is_undone: boolean;
            /**
             * Message Id
             * @description empty when it was about no message
             * @example 1795412345678-0
             */
            message_id: string;
            /** @description of a change of the rules */
            rules: components["schemas"]["RulesChange"] | null;
            /**
             * Show Id
             * @description empty for the rules
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            show_id: string;
            /**
             * Text
             * @description of that message
             */
            text: string;
            /**
             * Undoes
             * @description act_id of the act that this one undid; else empty
             */
            undoes: string;
            /**
             * Undone By
             * @description who undid it; empty when nobody did
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            undone_by: string;
            /**
             * Undone By Name
             * @description as it was then; may be empty
             * @example 阿美
             */
            undone_by_name: string;
            /** Undone Time */
            undone_time: string | null;
            /**
             * Until Time
             * @description of a mute
             */
            until_time: string | null;
            /**
             * User Id
             * @description whom it was about; may be empty
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            user_id: string;
            /**
             * User Name
             * @description as it stood in the room; may be empty
             * @example 阿明
             */
            user_name: string;
            /** Why */
            why: string;
        };
        /** Acts */
        Acts: {
            /**
             * Acts
             * @description newest first
             */
            acts: components["schemas"]["Act"][];
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
        };
        /** AddLine */
        AddLine: {
            /**
             * Quantity
             * @description 1 to 999
             * @default 1
             * @example 1
             */
            quantity?: number;
            /**
             * Show Id
             * @description the show it is added from
             * @default
             */
            show_id?: string;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /** Address */
        Address: {
            /**
             * Address Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            address_id: string;
            contact: components["schemas"]["Contact"];
            delivery: components["schemas"]["Delivery"];
            /**
             * Is Default
             * @description a checkout begins with it
             * @default false
             */
            is_default?: boolean;
        };
        /** Addresses */
        Addresses: {
            /** Addresses */
            addresses: components["schemas"]["Address"][];
        };
        /** AdjustStock */
        AdjustStock: {
            /**
             * Delta
             * @description below zero takes out
             * @example -1
             */
            delta: number;
            /**
             * Reason
             * @example 交貨
             */
            reason: string;
        };
        /** AllocateStock */
        AllocateStock: {
            /**
             * Quantity
             * @description what is set aside from now on; 0 gives all of it back
             * @example 10
             */
            quantity: number;
            /**
             * Reason
             * @default
             * @example 交貨
             */
            reason?: string;
        };
        /** Allocation */
        Allocation: {
            /**
             * Quantity
             * @description what its buyers can take besides what is on hand
             */
            quantity: number;
            /**
             * Show Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            show_id: string;
        };
        /** AnswerRefundAsk */
        AnswerRefundAsk: {
            /** Accept */
            accept: boolean;
            /**
             * Decline Reason
             * @description when it is declined
             */
            decline_reason?: ("outside_terms" | "used" | "not_sent_back" | "sorted_out" | "other") | null;
            /**
             * Note
             * @description to the buyer; other takes one
             * @default
             */
            note?: string;
        };
        /** AskRefund */
        AskRefund: {
            /** @description at most what is askable */
            amount: components["schemas"]["Money"];
            /**
             * Note
             * @description other takes one
             * @default
             */
            note?: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "damaged" | "wrong_item" | "not_as_described" | "not_arrived" | "changed_mind" | "other";
        };
        /**
         * CancelOrder
         * @description What somebody of the shop says; a buyer sends nothing.
         */
        CancelOrder: {
            /**
             * Note
             * @description for the shop's people only
             * @default
             */
            note?: string;
            /**
             * Reason
             * @description told to the buyer
             */
            reason?: ("out_of_stock" | "buyer_asked" | "unreachable" | "other") | null;
        };
        /** Cart */
        Cart: {
            /** Lines */
            lines: components["schemas"]["CartLine"][];
            /**
             * Shop Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            shop_id: string;
            /** @description null when nothing in the cart can be bought */
            total: components["schemas"]["Money"] | null;
        };
        /** CartLine */
        CartLine: {
            /** Available */
            available: number;
            /**
             * Deal End Time
             * @description of the flash deal that makes unit_price; null when it is the plain price
             */
            deal_end_time: string | null;
            /** Image Url */
            image_url: string;
            /** Price Changed */
            price_changed: boolean;
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /** Quantity */
            quantity: number;
            seen_price: components["schemas"]["Money"];
            /** Show Id */
            show_id: string;
            /** Title */
            title: string;
            /** @description null when it is no longer sold */
            unit_price: components["schemas"]["Money"] | null;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /** Chat */
        Chat: {
            /** Minutes */
            minutes: components["schemas"]["MinuteCount"][];
            /** Total */
            total: number;
        };
        /** ChatMessage */
        ChatMessage: {
            /**
             * Client Id
             * @description the sender's own name for it
             */
            client_id: string;
            /**
             * Id
             * @description place in the room, as in its events
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Offset S
             * @description where in the recording, in seconds; null when it was not asked for by that
             */
            offset_s: number | null;
            /**
             * Post Time
             * Format: date-time
             */
            post_time: string;
            /** @description what it answers; null when that is nothing, or was taken away */
            reply: components["schemas"]["ChatQuote"] | null;
            /** Text */
            text: string;
            user: components["schemas"]["ChatSpeaker"];
        };
        /** ChatMessages */
        ChatMessages: {
            /** Messages */
            messages: components["schemas"]["ChatMessage"][];
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
        };
        /** ChatQuote */
        ChatQuote: {
            /**
             * Id
             * @description place of the line that is answered
             */
            id: string;
            /** Text */
            text: string;
            user: components["schemas"]["ChatSpeaker"];
        };
        /**
         * ChatRules
         * @description They hold in all rooms of the shop, for everyone who does not work there.
         */
        ChatRules: {
            /**
             * Blocked
             * @description by language, which only groups them: all hold for every message
             * @example {
             *       "en": [
             *         "free followers"
             *       ],
             *       "zh_TW": [
             *         "加賴"
             *       ]
             *     }
             */
            blocked: {
                [key: string]: string[];
            };
            /** Links Off */
            links_off: boolean;
            /**
             * Slow Mode S
             * @description seconds between two messages of a person; 0: off
             * @example 10
             */
            slow_mode_s: number;
            /**
             * Talk
             * @description who may write: `members` work for the shop
             * @enum {string}
             */
            talk: "everyone" | "members";
        };
        /**
         * ChatRulesChange
         * @description What is absent or null stays as it is.
         */
        ChatRulesChange: {
            /**
             * Blocked
             * @description replaces all words
             */
            blocked?: {
                [key: string]: string[];
            } | null;
            /**
             * Links Off
             * @example true
             */
            links_off?: boolean | null;
            /**
             * Slow Mode S
             * @example 10
             */
            slow_mode_s?: number | null;
            /**
             * Talk
             * @example members
             */
            talk?: ("everyone" | "members") | null;
            /**
             * Undoes
             * @description act_id of a change of the rules that is taken back first
             */
            undoes?: string | null;
            /**
             * Why
             * @description in the moderator's words
             * @default
             * @example spam
             */
            why?: string;
        };
        /** ChatSpeaker */
        ChatSpeaker: {
            /**
             * Id
             * @description user_id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            id: string;
            /**
             * Name
             * @description as it was when it was said
             */
            name: string;
        };
        /** Claim */
        Claim: {
            /**
             * Ahead
             * @description who wait before it
             */
            ahead: number;
            /** By Hand */
            by_hand: boolean;
            /** Claim Id */
            claim_id: string;
            /**
             * Due Time
             * @description until when to pay
             */
            due_time: string | null;
            /**
             * Entry Id
             * @description of the comment in the room
             */
            entry_id: string;
            /**
             * Is Parked
             * @description with what else she has in this shop: one deadline, one order
             */
            is_parked: boolean;
            /**
             * Make Time
             * Format: date-time
             */
            make_time: string;
            /** Order Id */
            order_id: string;
            /**
             * Place
             * @description in the variant's line of claims, from 1; it never changes
             */
            place: number;
            /** Product Id */
            product_id: string;
            /**
             * Quantity
             * @description asked for
             */
            quantity: number;
            /**
             * Receipt
             * @description what was signed
             */
            receipt: string;
            /** Shop Id */
            shop_id: string;
            /** Show Id */
            show_id: string;
            /**
             * Signature
             * @description Ed25519, hexadecimal
             */
            signature: string;
            /**
             * State
             * @description `taken`: a voucher, whose id is product_id and variant_id
             * @enum {string}
             */
            state: "held" | "waiting" | "ordered" | "paid" | "lapsed" | "withdrawn" | "removed" | "taken";
            /** Title */
            title: string;
            /**
             * Total
             * @description units of the variant that can be claimed
             */
            total: number;
            /**
             * Units
             * @description kept; fewer than asked when fewer were left
             */
            units: number;
            /** User Id */
            user_id: string;
            /** User Name */
            user_name: string;
            /** Variant Id */
            variant_id: string;
        };
        /** ClaimListing */
        ClaimListing: {
            /** Hold S */
            hold_s: number;
            /** Keyword */
            keyword: string;
            /** Limit Per Person */
            limit_per_person: number;
            /** Lots */
            lots: components["schemas"]["ClaimLot"][];
            /** Most Waiting */
            most_waiting: number;
            /** Product Id */
            product_id: string;
            /**
             * Root
             * @description Merkle root over its receipts, hexadecimal; empty until closed
             */
            root: string;
            /** Shop Id */
            shop_id: string;
            /** Show Id */
            show_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "open" | "closed";
            /** Title */
            title: string;
        };
        /** ClaimListings */
        ClaimListings: {
            /** Listings */
            listings: components["schemas"]["ClaimListing"][];
        };
        /** ClaimLot */
        ClaimLot: {
            /** Free */
            free: number;
            /** Places */
            places: number;
            /** Title */
            title: string;
            /** Units */
            units: number;
            /** Variant Id */
            variant_id: string;
            /** Waiting */
            waiting: number;
        };
        /** ClaimRules */
        ClaimRules: {
            /**
             * Hold S
             * @description seconds to pay, 60 to 604,800
             * @default 900
             */
            hold_s?: number;
            /**
             * Keyword
             * @example A1
             */
            keyword: string;
            /**
             * Limit Per Person
             * @description units; 0: none
             * @default 0
             * @example 2
             */
            limit_per_person?: number;
            /**
             * Most Waiting
             * @description claims that may wait, per variant
             * @default 1000
             */
            most_waiting?: number;
        };
        /** Claims */
        Claims: {
            /** Claims */
            claims: components["schemas"]["Claim"][];
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
        };
        /** ComparedDay */
        ComparedDay: {
            /**
             * Code
             * @description why there is no file: unreachable, refused, unreadable
             */
            code: string;
            /**
             * Compare Time
             * @description null while its file is awaited
             */
            compare_time: string | null;
            /** Day */
            day: string;
            /** Provider */
            provider: string;
        };
        /** Contact */
        Contact: {
            /**
             * Address
             * @description empty where the parcel is collected from a store
             */
            address: string;
            /** Name */
            name: string;
            /** Phone */
            phone: string;
        };
        /** Coupon */
        Coupon: {
            amount_off: components["schemas"]["Money"] | null;
            /**
             * Code
             * @example MOON100
             */
            code: string;
            /**
             * Coupon Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            coupon_id: string;
            /** From Time */
            from_time: string | null;
            /**
             * Max Uses
             * @description 0: no limit
             */
            max_uses: number;
            /**
             * Max Uses Per Person
             * @description 0: no limit
             */
            max_uses_per_person: number;
            minimum: components["schemas"]["Money"];
            /** Percent Off */
            percent_off: number;
            /**
             * Stop Time
             * @description null while it works
             */
            stop_time: string | null;
            /** Until Time */
            until_time: string | null;
            /**
             * Used
             * @description by orders that were not given up before they were paid
             */
            used: number;
        };
        /** Coupons */
        Coupons: {
            /** Coupons */
            coupons: components["schemas"]["Coupon"][];
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
        };
        /** CurrencySales */
        CurrencySales: {
            /**
             * Amount
             * @description counts the minor unit: NT$1,688 is 168800
             * @example 168800
             */
            amount: number;
            /**
             * Currency
             * @example TWD
             */
            currency: string;
            /** Orders */
            orders: number;
            /** Units */
            units: number;
        };
        /** DaySum */
        DaySum: {
            came: components["schemas"]["Money"];
            /** Day */
            day: string;
            went_back: components["schemas"]["Money"];
        };
        /** Deal */
        Deal: {
            /**
             * Close Time
             * Format: date-time
             * @description until then it is sold: pictures are behind
             */
            close_time: string;
            /**
             * Deal Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            deal_id: string;
            /**
             * End Time
             * Format: date-time
             * @description counted down to, on the picture that a viewer sees
             */
            end_time: string;
            /** Left */
            left: number;
            /**
             * Per Person
             * @description 0 is no limit
             */
            per_person: number;
            price: components["schemas"]["Money"];
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /** Quantity */
            quantity: number;
            /**
             * Show Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            show_id: string;
            /**
             * Start Time
             * Format: date-time
             */
            start_time: string;
            /**
             * State
             * @enum {string}
             */
            state: "running" | "time_up" | "stopped" | "show_ended";
            /**
             * Taken
             * @description held or bought at its price
             */
            taken: number;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
            /** @description the variant's price when it began */
            was: components["schemas"]["Money"];
        };
        /** Deals */
        Deals: {
            /**
             * Deals
             * @description newest first, at most 100
             */
            deals: components["schemas"]["Deal"][];
        };
        /** Delivery */
        Delivery: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "home" | "store";
            /** @description for store; null for home, and for who may not see contacts */
            store?: components["schemas"]["Store"] | null;
        };
        /** Difference */
        Difference: {
            /**
             * Day
             * @description of the provider's calendar, when it was first seen
             */
            day: string;
            /**
             * Difference Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            difference_id: string;
            /** History */
            history: components["schemas"]["DifferenceChange"][];
            /**
             * Kind
             * @description missing_at_provider, state_differs, amount_differs, doubled, …
             */
            kind: string;
            /**
             * Order Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            order_id: string;
            /** Order No */
            order_no: string;
            ours: components["schemas"]["Money"] | null;
            /** Provider */
            provider: string;
            /**
             * Reference
             * @description the number that the provider knows it by
             */
            reference: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "explained" | "settled";
            theirs: components["schemas"]["Money"] | null;
        };
        /** DifferenceChange */
        DifferenceChange: {
            /**
             * Act
             * @description opened, changed, explained, reopened, settled
             */
            act: string;
            /** Actor Id */
            actor_id: string;
            /**
             * Change Time
             * Format: date-time
             */
            change_time: string;
            /** Note */
            note: string;
            /** Settlement */
            settlement: string;
        };
        /** Differences */
        Differences: {
            /**
             * Days
             * @description compared last, one of each provider
             */
            days: components["schemas"]["ComparedDay"][];
            /** Differences */
            differences: components["schemas"]["Difference"][];
            /** Next Page Token */
            next_page_token: string;
        };
        /** FinishedRefund */
        FinishedRefund: {
            /**
             * Note
             * @description bank and date of the transfer
             * @default
             */
            note?: string;
        };
        /** FinishLogin */
        FinishLogin: {
            /** Binding */
            binding: string;
            /**
             * Code
             * @default
             */
            code?: string;
            /**
             * Device Name
             * @default
             */
            device_name?: string;
            /**
             * Error
             * @default
             */
            error?: string;
            /** State */
            state: string;
        };
        /** HeldUp */
        HeldUp: {
            /**
             * End Time
             * @description null for what is held up still, or was to the show's end
             */
            end_time: string | null;
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /**
             * Start Time
             * Format: date-time
             * @description may be before the show was on air
             */
            start_time: string;
        };
        /**
         * Ingest
         * @description The signal that the media server has of the show now.
         */
        Ingest: {
            /**
             * Bitrate Bps
             * @description bits a second: of the last ten seconds while it is asked for, else the mean
             */
            bitrate_bps: number;
            /**
             * Bytes Received
             * @description since the signal came
             */
            bytes_received: number;
            /**
             * Protocol
             * @description empty without a signal
             * @example rtmp
             * @example rtmps
             * @example webrtc
             * @example srt
             * @example other
             */
            protocol: string;
            /**
             * Readers
             * @description connections that the media server sends it to
             */
            readers: number;
            /**
             * Signal
             * @enum {string}
             */
            signal: "none" | "receiving";
            /** Since */
            since: string | null;
            /** Tracks */
            tracks: components["schemas"]["Track"][];
            /** Warnings */
            warnings: ("AUDIO_MISSING" | "VIDEO_MISSING" | "VIDEO_CODEC_NOT_H264" | "AUDIO_CODEC_UNSUPPORTED")[];
        };
        /**
         * IngestCredentials
         * @description Shown this once; we keep only a hash.
         */
        IngestCredentials: {
            /**
             * Rtmp Server
             * @description OBS: "Server"
             */
            rtmp_server: string;
            /**
             * Stream Key
             * @description OBS: "Stream Key"
             */
            stream_key: string;
            /** Whip Token */
            whip_token: string;
            /** Whip Url */
            whip_url: string;
        };
        /** Listings */
        Listings: {
            /** Product Ids */
            product_ids: string[];
        };
        /** LoginFinished */
        LoginFinished: {
            /** Return To */
            return_to: string;
            tokens: components["schemas"]["Tokens"];
            user: components["schemas"]["User"];
        };
        /** LoginStarted */
        LoginStarted: {
            /** Authorize Url */
            authorize_url: string;
            /**
             * Binding
             * @description apps keep it and show it at the end; browsers have a cookie
             */
            binding: string;
            /** State */
            state: string;
        };
        /** LotUnits */
        LotUnits: {
            /**
             * Units
             * @description set aside beside what is
             * @example 50
             */
            units: number;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /**
         * MediaTicket
         * @description Lets a browser or a phone connect to the media server, for this show. Shown once; kept as a hash.
         */
        MediaTicket: {
            /**
             * Expire Time
             * Format: date-time
             * @description until when one may connect; a connection that stands is not ended by it
             */
            expire_time: string;
            /**
             * Rtmp Key
             * @description what it takes as stream key, with the token in it; empty when the token is
             */
            rtmp_key: string;
            /**
             * Rtmp Server
             * @description publish: the server for an encoder that speaks RTMP; else empty
             */
            rtmp_server: string;
            /**
             * Token
             * @description bearer for url; empty when the same Idempotency-Key was used before
             */
            token: string;
            /**
             * Url
             * @description publish: takes a WHIP offer; preview: takes a WHEP offer
             */
            url: string;
            /**
             * Use
             * @enum {string}
             */
            use: "publish" | "preview";
        };
        /** Member */
        Member: {
            /** Display Name */
            display_name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "manager" | "host" | "moderator" | "packer";
            /**
             * User Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            user_id: string;
        };
        /** Members */
        Members: {
            /** Members */
            members: components["schemas"]["Member"][];
        };
        /** MinuteCount */
        MinuteCount: {
            /** Count */
            count: number;
            /**
             * Time
             * Format: date-time
             * @description at which the minute begins
             */
            time: string;
        };
        /** MinuteSales */
        MinuteSales: {
            /**
             * Amount
             * @description counts the minor unit: NT$1,688 is 168800
             * @example 168800
             */
            amount: number;
            /**
             * Currency
             * @example TWD
             */
            currency: string;
            /** Orders */
            orders: number;
            /**
             * Time
             * Format: date-time
             * @description at which the minute begins in which they were ordered
             */
            time: string;
            /** Units */
            units: number;
        };
        /**
         * Money
         * @description An exact amount: `amount_minor` counts the ISO minor unit, NT$1,688 is 168800.
         */
        Money: {
            /**
             * Amount Minor
             * @example 168800
             */
            amount_minor: number;
            /**
             * Currency Code
             * @example TWD
             */
            currency_code: string;
        };
        /** MoneyEntry */
        MoneyEntry: {
            amount: components["schemas"]["Money"];
            /** Attempt */
            attempt: number;
            /**
             * Entry Time
             * Format: date-time
             */
            entry_time: string;
            /**
             * Kind
             * @description started, code_issued, failed, paid, paid_twice, held
             */
            kind: string;
            /**
             * Method
             * @description that was chosen; null: at the provider's page
             */
            method: ("card" | "atm" | "cvs") | null;
            /** Pay Until Time */
            pay_until_time: string | null;
            /** Provider */
            provider: string;
        };
        /** MoreTime */
        MoreTime: {
            /**
             * Seconds
             * @description 10 to 43,200
             * @example 60
             */
            seconds: number;
        };
        /** MyShop */
        MyShop: {
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "manager" | "host" | "moderator" | "packer";
            shop: components["schemas"]["Shop"];
        };
        /** MyShops */
        MyShops: {
            /** Shops */
            shops: components["schemas"]["MyShop"][];
        };
        /**
         * MyVoucher
         * @description A voucher that the buyer took in a show.
         */
        MyVoucher: {
            amount_off: components["schemas"]["Money"] | null;
            /**
             * Code
             * @description chooses it; it works for its owner alone
             */
            code: string;
            /** @description of this cart; null when it takes nothing off */
            discount: components["schemas"]["Money"] | null;
            minimum: components["schemas"]["Money"];
            most_off: components["schemas"]["Money"] | null;
            /** Percent Off */
            percent_off: number;
            /** @description why it takes nothing off */
            refusal: components["schemas"]["Refusal"] | null;
            /**
             * Until Time
             * Format: date-time
             */
            until_time: string;
            /**
             * Voucher Id
             * @description product_id of the claim that took it
             */
            voucher_id: string;
        };
        /**
         * NewAct
         * @description One act. A message is named by its id in the room: whose it is and what it says is read there.
         */
        NewAct: {
            /**
             * Act
             * @example mute
             * @enum {string}
             */
            act: "delete_message" | "delete_person" | "restore" | "mute" | "unmute" | "ban" | "unban" | "pin" | "unpin";
            /**
             * Act Id
             * @description of restore: the deletion to undo
             */
            act_id?: string | null;
            /**
             * Message Id
             * @description of delete_message and pin; else instead of user_id: its author
             * @example 1795412345678-0
             */
            message_id?: string | null;
            /**
             * Minutes
             * @description of mute
             * @default 0
             * @example 5
             */
            minutes?: number;
            /**
             * User Id
             * @description of delete_person, mute, unmute, ban, unban
             */
            user_id?: string | null;
            /**
             * Why
             * @description in the moderator's words
             * @default
             * @example spam
             */
            why?: string;
        };
        /** NewAddress */
        NewAddress: {
            contact: components["schemas"]["Contact"];
            delivery: components["schemas"]["Delivery"];
            /**
             * Is Default
             * @description a checkout begins with it
             * @default false
             */
            is_default?: boolean;
        };
        /** NewClaim */
        NewClaim: {
            /**
             * Quantity
             * @default 1
             */
            quantity?: number;
            /**
             * User Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            user_id: string;
            /**
             * User Name
             * @default
             */
            user_name?: string;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /** NewCoupon */
        NewCoupon: {
            /** @description null when it is a percentage */
            amount_off?: components["schemas"]["Money"] | null;
            /**
             * Code
             * @description 3 to 24 letters, digits, - and _; case, width and blanks do not count
             * @example MOON100
             */
            code: string;
            /**
             * From Time
             * @description null: at once
             */
            from_time?: string | null;
            /**
             * Max Uses
             * @description 0: no limit
             * @default 0
             */
            max_uses?: number;
            /**
             * Max Uses Per Person
             * @description 0: no limit
             * @default 0
             */
            max_uses_per_person?: number;
            /** @description subtotal from which it works; its currency is the code's */
            minimum: components["schemas"]["Money"];
            /**
             * Percent Off
             * @description 1 to 100; 0 when it is an amount
             * @default 0
             */
            percent_off?: number;
            /**
             * Until Time
             * @description null: until it is stopped
             */
            until_time?: string | null;
        };
        /** NewDeal */
        NewDeal: {
            /**
             * Per Person
             * @description 0 is no limit
             * @default 0
             * @example 2
             */
            per_person?: number;
            /** @description below the variant's */
            price: components["schemas"]["Money"];
            /**
             * Quantity
             * @example 20
             */
            quantity: number;
            /**
             * Seconds
             * @description 10 to 43,200
             * @example 300
             */
            seconds: number;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /** NewMediaTicket */
        NewMediaTicket: {
            /**
             * Use
             * @enum {string}
             */
            use: "publish" | "preview";
        };
        /** NewProduct */
        NewProduct: {
            /**
             * Description
             * @default
             */
            description?: string;
            /** Image Urls */
            image_urls?: string[];
            /**
             * Title
             * @example 手工蔥油餅 10 片
             */
            title: string;
            /** Variants */
            variants: components["schemas"]["NewVariant"][];
        };
        /** NewRefund */
        NewRefund: {
            /** @description at most what has not gone back and is not on its way */
            amount: components["schemas"]["Money"];
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /** NewShop */
        NewShop: {
            /**
             * Currency Code
             * @enum {string}
             */
            currency_code: "TWD" | "THB";
            /**
             * Name
             * @example 阿嬤的灶腳
             */
            name: string;
        };
        /** NewShow */
        NewShow: {
            /**
             * Schedule Time
             * @description now when absent
             */
            schedule_time?: string | null;
            /**
             * Starts
             * @description signal: on air with the encoder's picture; host: a picture is only previewed until the host starts the show
             * @default signal
             * @enum {string}
             */
            starts?: "signal" | "host";
            /**
             * Title
             * @example 週五夜市
             */
            title: string;
        };
        /** NewVariant */
        NewVariant: {
            /**
             * On Hand
             * @example 50
             */
            on_hand: number;
            /** Prices */
            prices: components["schemas"]["Money"][];
            /**
             * Sku
             * @example SCALLION-10
             */
            sku: string;
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /** NewVoucher */
        NewVoucher: {
            /** @description null when it is a percentage */
            amount_off?: components["schemas"]["Money"] | null;
            /**
             * Keyword
             * @description writing it takes one; empty: GIFT
             * @default
             * @example 紅包
             */
            keyword?: string;
            /** @description subtotal from which it works; its currency is the voucher's */
            minimum: components["schemas"]["Money"];
            /** @description of a percentage: never more than this; null: no such limit */
            most_off?: components["schemas"]["Money"] | null;
            /**
             * Percent Off
             * @description 1 to 100; 0 when it is an amount
             * @default 0
             */
            percent_off?: number;
            /**
             * Units
             * @description so many people get one, 1 to 100,000
             * @example 50
             */
            units: number;
            /**
             * Valid S
             * @description seconds to spend it, from now: window_s to 31,536,000
             * @example 604800
             */
            valid_s: number;
            /**
             * Window S
             * @description seconds to take it, 10 to 3,600
             * @example 60
             */
            window_s: number;
        };
        /** OpenClaims */
        OpenClaims: {
            /** Lots */
            lots: components["schemas"]["LotUnits"][];
        };
        /** Order */
        Order: {
            /**
             * Cancel Cause
             * @description buyer, shop, deadline; else empty
             */
            cancel_cause: string;
            /**
             * Cancel Reason
             * @description the shop's: out_of_stock, buyer_asked, unreachable, other; else empty
             */
            cancel_reason: string;
            /** Cancel Time */
            cancel_time: string | null;
            /**
             * Carrier
             * @description empty before it was shipped
             * @example 黑貓宅急便
             */
            carrier: string;
            contact: components["schemas"]["Contact"];
            /**
             * Coupon Code
             * @description that gave the discount; empty for none
             */
            coupon_code: string;
            delivery: components["schemas"]["Delivery"];
            discount: components["schemas"]["Money"];
            /**
             * Due Time
             * @description when a shipped order counts as delivered, a delivered one as completed
             */
            due_time: string | null;
            /**
             * History
             * @description oldest first; empty in lists
             */
            history: components["schemas"]["OrderChange"][];
            /** Lines */
            lines: components["schemas"]["OrderLine"][];
            /**
             * Order Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            order_id: string;
            /**
             * Order No
             * @description to be read out; its last character checks the others
             * @example NM7K2Q9XW4
             */
            order_no: string;
            /**
             * Pay Deadline
             * Format: date-time
             */
            pay_deadline: string;
            /** Pay Time */
            pay_time: string | null;
            /**
             * Place Time
             * Format: date-time
             */
            place_time: string;
            /** @description what of the total went back */
            refunded: components["schemas"]["Money"];
            shipping: components["schemas"]["Money"];
            /**
             * Shop Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            shop_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "placed" | "paid" | "packed" | "shipped" | "delivered" | "completed" | "cancelled" | "expired" | "refunded";
            /** @description of the lines */
            subtotal: components["schemas"]["Money"];
            /** @description subtotal + shipping - discount */
            total: components["schemas"]["Money"];
            /**
             * Tracking No
             * @example 9054 1234 5678
             */
            tracking_no: string;
        };
        /** OrderChange */
        OrderChange: {
            /**
             * Actor
             * @description buyer, shop, system
             * @example shop
             */
            actor: string;
            /**
             * Actor Id
             * @description for the shop's people only; else empty
             */
            actor_id: string;
            /**
             * Cause
             * @description place, pay, pack, ship, deliver, complete, cancel, expire, refund
             * @example ship
             */
            cause: string;
            /**
             * Note
             * @description for the shop's people only; else empty
             */
            note: string;
            /**
             * State
             * @description afterwards
             * @enum {string}
             */
            state: "placed" | "paid" | "packed" | "shipped" | "delivered" | "completed" | "cancelled" | "expired" | "refunded";
            /**
             * Time
             * Format: date-time
             */
            time: string;
            /** Version */
            version: number;
        };
        /** OrderLine */
        OrderLine: {
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /** Quantity */
            quantity: number;
            /** Show Id */
            show_id: string;
            /** Title */
            title: string;
            unit_price: components["schemas"]["Money"];
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /** OrderMoney */
        OrderMoney: {
            /**
             * Ask Until Time
             * @description null before the parcel came
             */
            ask_until_time: string | null;
            /** @description so much may the buyer ask back now */
            askable: components["schemas"]["Money"];
            /** Asks */
            asks: components["schemas"]["RefundAsk"][];
            /**
             * Entries
             * @description of the tries to pay, oldest first
             */
            entries: components["schemas"]["MoneyEntry"][];
            payment: components["schemas"]["Payment"];
            /** Refunds */
            refunds: components["schemas"]["Refund"][];
            /**
             * Unaskable
             * @description why it is nothing: not_paid, all_back, asked_already, too_often, too_late
             */
            unaskable: string;
        };
        /** Orders */
        Orders: {
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
            /** Orders */
            orders: components["schemas"]["Order"][];
        };
        /** PayCode */
        PayCode: {
            /**
             * Bank
             * @description the bank's number; empty but for atm
             * @example 004
             */
            bank: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "atm" | "cvs";
            /**
             * Number
             * @description the account, or what is typed at the counter's machine
             */
            number: string;
            /** Pay Until Time */
            pay_until_time: string | null;
        };
        /** Payment */
        Payment: {
            amount: components["schemas"]["Money"];
            /**
             * Method
             * @description chosen for what paid it, before that for the newest try; null: at the provider's page
             */
            method: ("card" | "atm" | "cvs") | null;
            /**
             * Order Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            order_id: string;
            /** @description what she pays with elsewhere, until money came */
            pay_code: components["schemas"]["PayCode"] | null;
            /**
             * Payment Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            payment_id: string;
            /** Provider */
            provider: string;
            /** @description what of it went back */
            refunded: components["schemas"]["Money"];
            /** Settle Time */
            settle_time: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "settled" | "failed" | "refund_due" | "refunded";
        };
        /** PaymentMethod */
        PaymentMethod: {
            least: components["schemas"]["Money"];
            /**
             * Method
             * @description atm: a transfer to an account of the order's own; cvs: a code for a store's counter
             * @enum {string}
             */
            method: "card" | "atm" | "cvs";
            most: components["schemas"]["Money"];
            /** Provider */
            provider: string;
        };
        /** PaymentMethods */
        PaymentMethods: {
            /**
             * Methods
             * @description in the order in which they are shown
             */
            methods: components["schemas"]["PaymentMethod"][];
        };
        /** PaymentStarted */
        PaymentStarted: {
            payment: components["schemas"]["Payment"];
            redirect: components["schemas"]["Redirect"];
        };
        /** Pin */
        Pin: {
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
        };
        /** Pins */
        Pins: {
            /**
             * Pins
             * @description in order, at most 2,000
             */
            pins: components["schemas"]["HeldUp"][];
        };
        /** PlaceOrder */
        PlaceOrder: {
            contact: components["schemas"]["Contact"];
            /**
             * Coupon Code
             * @description as typed; empty for none
             * @default
             */
            coupon_code?: string;
            /** @description null: home */
            delivery?: components["schemas"]["Delivery"] | null;
            /** @description what the screen showed */
            expected_total: components["schemas"]["Money"];
        };
        /** Playback */
        Playback: {
            /** Hls Url */
            hls_url: string;
            /**
             * Whep Url
             * @description empty where WHEP is not offered
             */
            whep_url: string;
        };
        /**
         * Price
         * @description total = subtotal + shipping - discount.
         */
        Price: {
            discount: components["schemas"]["Money"];
            shipping: components["schemas"]["Money"];
            subtotal: components["schemas"]["Money"];
            total: components["schemas"]["Money"];
        };
        /**
         * Problem
         * @description An error. Switch on `reason`; never on the text.
         */
        Problem: {
            /**
             * Metadata
             * @example {
             *       "available": "2"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Reason
             * @example OUT_OF_STOCK
             */
            reason: string;
            /**
             * Status
             * @example 409
             */
            status: number;
            /**
             * Title
             * @example out of stock
             */
            title: string;
            /**
             * Trace Id
             * @default
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            trace_id?: string;
            /**
             * Type
             * @example /errors/OUT_OF_STOCK
             */
            type: string;
        };
        /** Product */
        Product: {
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /** Description */
            description: string;
            /** Etag */
            etag: string;
            /** Image Urls */
            image_urls: string[];
            limits: components["schemas"]["PurchaseLimits"];
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /**
             * Shop Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            shop_id: string;
            /**
             * Title
             * @example 手工蔥油餅 10 片
             */
            title: string;
            /** Variants */
            variants: components["schemas"]["Variant"][];
        };
        /** Products */
        Products: {
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
            /** Products */
            products: components["schemas"]["Product"][];
        };
        /** ProductSales */
        ProductSales: {
            /**
             * Amount
             * @description counts the minor unit: NT$1,688 is 168800
             * @example 168800
             */
            amount: number;
            /**
             * Currency
             * @example TWD
             */
            currency: string;
            /**
             * Minutes
             * @description of the five products of a currency that sold for the most; empty for the others
             */
            minutes: components["schemas"]["MinuteSales"][];
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /** Title */
            title: string;
            /** Units */
            units: number;
        };
        /**
         * PurchaseLimits
         * @description How much one person may have of a product, held or bought, over all its variants.
         */
        PurchaseLimits: {
            /**
             * Per Person
             * @description null is no limit
             * @example 2
             */
            per_person: number | null;
            /**
             * Per Show
             * @description null is no limit
             * @example 2
             */
            per_show: number | null;
        };
        /** PutMember */
        PutMember: {
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "manager" | "host" | "moderator" | "packer";
        };
        /** PutPushToken */
        PutPushToken: {
            /**
             * Locale
             * @description BCP 47; what the app is read in
             * @example zh-Hant-TW
             */
            locale: string;
            /**
             * Platform
             * @example android
             * @enum {string}
             */
            platform: "ios" | "android";
            /**
             * Provider
             * @description `apns` reaches iOS only
             * @example fcm
             * @enum {string}
             */
            provider: "apns" | "fcm";
            /**
             * Token
             * @description as the phone got it from the provider
             * @example dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH
             */
            token: string;
        };
        /** Quote */
        Quote: {
            /**
             * Coupon Code
             * @description as it was understood
             * @example MOON100
             */
            coupon_code: string;
            /** @description why the code takes nothing off */
            coupon_refusal: components["schemas"]["Refusal"] | null;
            /**
             * Delivery
             * @description that the price is for
             */
            delivery: ("home" | "store") | null;
            /**
             * Methods
             * @description the fee is what this cart would pay
             */
            methods: components["schemas"]["ShippingMethod"][];
            /** @description null when there is a problem */
            price: components["schemas"]["Price"] | null;
            /** @description why the order would be refused */
            problem: components["schemas"]["Refusal"] | null;
            /**
             * Vouchers
             * @description that the buyer can still spend here; what takes off most comes first
             */
            vouchers: components["schemas"]["MyVoucher"][];
        };
        /** Receipts */
        Receipts: {
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
            /**
             * Public Key
             * @description Ed25519, hexadecimal
             */
            public_key: string;
            /**
             * Receipts
             * @description by variant and place
             */
            receipts: string[];
            /**
             * Root
             * @description over all of them; empty while comments are taken
             */
            root: string;
        };
        /** ReceiveStock */
        ReceiveStock: {
            /**
             * Quantity
             * @example 20
             */
            quantity: number;
            /**
             * Reason
             * @example 交貨
             */
            reason: string;
        };
        /** Recording */
        Recording: {
            /** Duration S */
            duration_s: number;
            /**
             * Offset S
             * @description where start_time is in the file; before it lies a preview, not to be played
             */
            offset_s: number;
            /**
             * Start Time
             * Format: date-time
             */
            start_time: string;
            /**
             * Url
             * @description good for an hour; supports ranges
             */
            url: string;
        };
        /**
         * Redirect
         * @description A form that the browser posts, top level: never in a frame, never from a program.
         */
        Redirect: {
            /** Fields */
            fields: {
                [key: string]: string;
            };
            /** Url */
            url: string;
        };
        /** Refresh */
        Refresh: {
            /**
             * Refresh Token
             * @description apps; browsers: the cookie
             * @default
             */
            refresh_token?: string;
        };
        /** Refund */
        Refund: {
            amount: components["schemas"]["Money"];
            /**
             * Cause
             * @description shop, order (it could not take the money), paid_twice
             */
            cause: string;
            /**
             * Code
             * @description of the provider, when it failed or waits for a person
             */
            code: string;
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /** Note */
            note: string;
            /**
             * Payment Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            payment_id: string;
            /** Reason */
            reason: string;
            /**
             * Refund Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            refund_id: string;
            /** Refund Time */
            refund_time: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "by_hand" | "done" | "failed";
        };
        /** RefundAsk */
        RefundAsk: {
            amount: components["schemas"]["Money"];
            /**
             * Answer By Time
             * Format: date-time
             * @description until when the shop should answer
             */
            answer_by_time: string;
            /** Answer Note */
            answer_note: string;
            /** Answer Time */
            answer_time: string | null;
            /**
             * Ask Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            ask_id: string;
            /**
             * Ask Time
             * Format: date-time
             */
            ask_time: string;
            /**
             * Decline Reason
             * @description outside_terms, used, …; empty unless declined
             */
            decline_reason: string;
            /**
             * Needs Owner
             * @description over what a manager may give back
             */
            needs_owner: boolean;
            /** Note */
            note: string;
            /**
             * Order Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            order_id: string;
            /** Order No */
            order_no: string;
            /**
             * Payment Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            payment_id: string;
            /**
             * Reason
             * @description damaged, wrong_item, not_as_described, … or other
             */
            reason: string;
            /**
             * Refund Id
             * @description that carries the money; empty before
             */
            refund_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "accepted" | "declined" | "withdrawn" | "overtaken";
        };
        /** RefundAsks */
        RefundAsks: {
            /** Asks */
            asks: components["schemas"]["RefundAsk"][];
            /** Next Page Token */
            next_page_token: string;
        };
        /** Refunds */
        Refunds: {
            /** Refunds */
            refunds: components["schemas"]["Refund"][];
        };
        /**
         * Refusal
         * @description What placing the order would say.
         */
        Refusal: {
            /** Metadata */
            metadata: {
                [key: string]: string;
            };
            /**
             * Reason
             * @example COUPON_MINIMUM
             */
            reason: string;
        };
        /** ReturnStock */
        ReturnStock: {
            /**
             * Quantity
             * @example 1
             */
            quantity: number;
            /**
             * Reason
             * @example 交貨
             */
            reason: string;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /**
         * RulesChange
         * @description What held before and after it; of the words those that were taken out, and put in.
         */
        RulesChange: {
            after: components["schemas"]["ChatRules"];
            before: components["schemas"]["ChatRules"];
        };
        /**
         * Sales
         * @description Lines that were put into the cart from this show, of orders that are paid and not wholly refunded.
         */
        Sales: {
            /** Currencies */
            currencies: components["schemas"]["CurrencySales"][];
            /** Minutes */
            minutes: components["schemas"]["MinuteSales"][];
            /**
             * Products
             * @description the largest amount first
             */
            products: components["schemas"]["ProductSales"][];
        };
        /** Sanction */
        Sanction: {
            /**
             * Actor Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            actor_id: string;
            /**
             * Actor Name
             * @description as it was then; may be empty
             * @example 小美
             */
            actor_name: string;
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "mute" | "ban";
            /**
             * Show Id
             * @description show in which it was decided
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            show_id: string;
            /**
             * Until Time
             * @description of a mute
             */
            until_time: string | null;
            /**
             * User Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            user_id: string;
            /**
             * User Name
             * @description as it stood in the room; may be empty
             * @example 阿明
             */
            user_name: string;
            /** Why */
            why: string;
        };
        /** Sanctions */
        Sanctions: {
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
            /**
             * Sanctions
             * @description that hold now, newest first
             */
            sanctions: components["schemas"]["Sanction"][];
        };
        /** Session */
        Session: {
            /** Client Id */
            client_id: string;
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /** Current */
            current: boolean;
            /** Device Name */
            device_name: string;
            /**
             * Refresh Time
             * Format: date-time
             */
            refresh_time: string;
            /**
             * Session Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            session_id: string;
        };
        /** Sessions */
        Sessions: {
            /** Sessions */
            sessions: components["schemas"]["Session"][];
        };
        /** SetPrice */
        SetPrice: {
            /**
             * Etag
             * @default
             */
            etag?: string;
            price: components["schemas"]["Money"];
        };
        /** SetQuantity */
        SetQuantity: {
            /**
             * Quantity
             * @description 1 to 999
             * @example 2
             */
            quantity: number;
        };
        /** SettleDifference */
        SettleDifference: {
            /**
             * Note
             * @description other takes one
             * @default
             */
            note?: string;
            /**
             * Settlement
             * @enum {string}
             */
            settlement: "provider_wrong" | "ours_wrong" | "accepted" | "other";
        };
        /** ShipOrder */
        ShipOrder: {
            /**
             * Carrier
             * @example 黑貓宅急便
             */
            carrier: string;
            /**
             * Tracking No
             * @description letters, digits, blanks and hyphens; empty when there is none
             * @default
             * @example 9054 1234 5678
             */
            tracking_no?: string;
        };
        /** Shipping */
        Shipping: {
            /**
             * Methods
             * @description empty when nothing was set: home delivery without a fee
             */
            methods: components["schemas"]["ShippingMethod"][];
        };
        /** ShippingMethod */
        ShippingMethod: {
            /**
             * Chains
             * @description for store: whose stores are offered
             * @default []
             */
            chains?: ("seven_eleven" | "family_mart" | "hi_life" | "ok_mart")[];
            fee: components["schemas"]["Money"];
            /** @description subtotal from which it costs nothing; null when it never does */
            free_from?: components["schemas"]["Money"] | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "home" | "store";
        };
        /** Shop */
        Shop: {
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /** Currency Code */
            currency_code: string;
            /** Name */
            name: string;
            /**
             * Shop Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            shop_id: string;
        };
        /** ShopClaimRules */
        ShopClaimRules: {
            /**
             * Park S
             * @description seconds from a buyer's first claim, 3,600 to 1,209,600; 0: nothing is parked
             * @example 604800
             */
            park_s: number;
        };
        /** ShopPayment */
        ShopPayment: {
            /**
             * By Hand
             * @description so many of its refunds wait for a person
             */
            by_hand: number;
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /**
             * Day
             * @description where the provider's days are
             * @example 2026-11-23
             */
            day: string;
            /** Order No */
            order_no: string;
            payment: components["schemas"]["Payment"];
        };
        /** ShopPayments */
        ShopPayments: {
            /**
             * Days
             * @description of the days of these payments, newest first
             */
            days: components["schemas"]["DaySum"][];
            /** Next Page Token */
            next_page_token: string;
            /** Payments */
            payments: components["schemas"]["ShopPayment"][];
        };
        /** Show */
        Show: {
            /** End Time */
            end_time: string | null;
            /** Live Time */
            live_time: string | null;
            /**
             * Pinned Product Id
             * @description empty when nothing is pinned
             */
            pinned_product_id: string;
            playback: components["schemas"]["Playback"];
            /**
             * Product Ids
             * @description the shelf, in order
             */
            product_ids: string[];
            /** Recordings */
            recordings: components["schemas"]["Recording"][];
            /**
             * Resume Deadline
             * @description until when a returning encoder continues this show; null when it cannot
             */
            resume_deadline: string | null;
            /**
             * Schedule Time
             * Format: date-time
             */
            schedule_time: string;
            /**
             * Shop Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            shop_id: string;
            /**
             * Show Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            show_id: string;
            /**
             * Starts
             * @description signal: on air with the encoder's picture; host: a picture is only previewed until the host starts the show
             * @enum {string}
             */
            starts: "signal" | "host";
            /**
             * State
             * @enum {string}
             */
            state: "scheduled" | "live" | "ended";
            /**
             * Title
             * @example 週五夜市
             */
            title: string;
        };
        /**
         * ShowChange
         * @description What is absent or null stays as it is.
         */
        ShowChange: {
            /** Schedule Time */
            schedule_time?: string | null;
            /**
             * Starts
             * @description takes effect with the encoder's next picture
             */
            starts?: ("signal" | "host") | null;
            /**
             * Title
             * @example 週五夜市
             */
            title?: string | null;
        };
        /** Shows */
        Shows: {
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
            /** Shows */
            shows: components["schemas"]["Show"][];
        };
        /** SocketTicket */
        SocketTicket: {
            /**
             * Expires In S
             * @example 30
             */
            expires_in_s: number;
            /**
             * Ticket
             * @description for one `auth` frame on the socket, instead of a token
             */
            ticket: string;
        };
        /** StartLogin */
        StartLogin: {
            /**
             * Client
             * @default h5
             * @enum {string}
             */
            client?: "h5" | "ios" | "android";
            /**
             * Disable Auto Login
             * @default false
             */
            disable_auto_login?: boolean;
            /**
             * Locale
             * @default
             * @example zh-TW
             */
            locale?: string;
            /**
             * Return To
             * @default /
             * @example /shows/01995e2a
             */
            return_to?: string;
        };
        /** StartPayment */
        StartPayment: {
            /**
             * Method
             * @description null: the buyer chooses at the provider's page
             */
            method?: ("card" | "atm" | "cvs") | null;
            /**
             * Provider
             * @default ecpay
             * @constant
             */
            provider?: "ecpay";
            /**
             * Return To
             * @default /
             */
            return_to?: string;
        };
        /** Stock */
        Stock: {
            /**
             * Allocated
             * @description set aside for shows, in all
             */
            allocated: number;
            /** Allocations */
            allocations: components["schemas"]["Allocation"][];
            /** Held */
            held: number;
            /**
             * On Hand
             * @description everyone can buy it now
             * @example 12
             */
            on_hand: number;
            /** Received */
            received: number;
            /** Sold */
            sold: number;
        };
        /** StockEntries */
        StockEntries: {
            /** Entries */
            entries: components["schemas"]["StockEntry"][];
            /**
             * Next Page Token
             * @description empty at the end
             */
            next_page_token: string;
        };
        /** StockEntry */
        StockEntry: {
            /**
             * Actor
             * @description a person's id, or the service that did it
             */
            actor: string;
            /**
             * Allocated
             * @description how much of it came from, or went to, what is set aside for the show
             */
            allocated: number;
            /**
             * Create Time
             * Format: date-time
             */
            create_time: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "received" | "adjusted" | "held" | "released" | "sold" | "returned" | "allocated" | "deallocated";
            /**
             * Order Id
             * @description empty when it was for none
             */
            order_id: string;
            /**
             * Quantity
             * @description below zero only when adjusted
             */
            quantity: number;
            /**
             * Reason
             * @description that the person gave; may be empty
             */
            reason: string;
            /**
             * Show Id
             * @description it was bought in, or set aside for; may be empty
             */
            show_id: string;
            /**
             * Version
             * @description of the balance that it made
             */
            version: number;
        };
        /**
         * Store
         * @description A convenience store, where the parcel is collected.
         */
        Store: {
            /**
             * Chain
             * @enum {string}
             */
            chain: "seven_eleven" | "family_mart" | "hi_life" | "ok_mart";
            /**
             * Code
             * @description 4 to 8 letters and digits
             * @example 123456
             */
            code: string;
            /**
             * Name
             * @example 夜市門市
             */
            name: string;
        };
        /** Summary */
        Summary: {
            chat: components["schemas"]["Chat"];
            /** End Time */
            end_time: string | null;
            sales: components["schemas"]["Sales"];
            /**
             * Show Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            show_id: string;
            /** Start Time */
            start_time: string | null;
            viewers: components["schemas"]["Viewers"];
        };
        /** Tokens */
        Tokens: {
            /**
             * Access Expire Time
             * Format: date-time
             */
            access_expire_time: string;
            /** Access Token */
            access_token: string;
            /** Refresh Token */
            refresh_token: string;
            /**
             * Session Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            session_id: string;
        };
        /** Track */
        Track: {
            /**
             * Codec
             * @example H264
             * @example MPEG-4 Audio
             * @example Opus
             */
            codec: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "video" | "audio";
        };
        /** User */
        User: {
            /**
             * Display Name
             * @example 小美
             */
            display_name: string;
            /** Picture Url */
            picture_url: string;
            /**
             * User Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            user_id: string;
        };
        /** Variant */
        Variant: {
            /** Prices */
            prices: components["schemas"]["Money"][];
            /**
             * Product Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            product_id: string;
            /** Sku */
            sku: string;
            stock: components["schemas"]["Stock"];
            /** Title */
            title: string;
            /**
             * Variant Id
             * @example 01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d
             */
            variant_id: string;
        };
        /** Viewers */
        Viewers: {
            /**
             * Minutes
             * @description the most at once in each minute
             */
            minutes: components["schemas"]["MinuteCount"][];
            /**
             * Peak
             * @description the most at once
             */
            peak: number;
        };
        /** Voucher */
        Voucher: {
            /** @description null when it is a percentage */
            amount_off?: components["schemas"]["Money"] | null;
            /**
             * Close Time
             * Format: date-time
             * @description comments of then or later take nothing
             */
            close_time: string;
            /** Keyword */
            keyword: string;
            /** Left */
            left: number;
            /** @description subtotal from which it works; its currency is the voucher's */
            minimum: components["schemas"]["Money"];
            /** @description of a percentage: never more than this; null: no such limit */
            most_off?: components["schemas"]["Money"] | null;
            /**
             * Percent Off
             * @description 1 to 100; 0 when it is an amount
             * @default 0
             */
            percent_off?: number;
            /**
             * Root
             * @description Merkle root over its receipts, hexadecimal; empty until closed
             */
            root: string;
            /** Show Id */
            show_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "closed";
            /** Units */
            units: number;
            /**
             * Until Time
             * Format: date-time
             * @description from which it cannot be spent
             */
            until_time: string;
            /** Voucher Id */
            voucher_id: string;
        };
        /** Vouchers */
        Vouchers: {
            /** Vouchers */
            vouchers: components["schemas"]["Voucher"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    login_callback: {
        parameters: {
            query?: {
                code?: string;
                error?: string;
                state?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    finish_login: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishLogin"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFinished"];
                };
            };
        };
    };
    start_login_here: {
        parameters: {
            query?: {
                disable_auto_login?: boolean;
                locale?: string;
                return_to?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    start_login: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartLogin"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginStarted"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"] | null;
                };
            };
        };
    };
    socket_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SocketTicket"];
                };
            };
        };
    };
    remove_claim: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                claim_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claim"];
                };
            };
        };
    };
    extend_deal: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                deal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoreTime"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
        };
    };
    stop_deal: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                deal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
        };
    };
    settle_difference: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                difference_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleDifference"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    my_addresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Addresses"];
                };
            };
        };
    };
    add_address: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAddress"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Address"];
                };
            };
        };
    };
    change_address: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                address_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAddress"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Address"];
                };
            };
        };
    };
    delete_address: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                address_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    delete_my_chat: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_my_claims: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                show_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claims"];
                };
            };
        };
    };
    my_orders: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
        };
    };
    put_push_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPushToken"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    remove_push_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    my_shops: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyShops"];
                };
            };
        };
    };
    get_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelOrder"] | null;
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    deliver_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    order_money: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMoney"];
                };
            };
        };
    };
    pack_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    payment_of_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    start_payment: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartPayment"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentStarted"];
                };
            };
        };
    };
    ask_refund: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskRefund"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundAsk"];
                };
            };
        };
    };
    return_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReturnStock"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
        };
    };
    ship_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShipOrder"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    list_payment_methods: {
        parameters: {
            query: {
                currency: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMethods"];
                };
            };
        };
    };
    get_payment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    list_refunds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refunds"];
                };
            };
        };
    };
    request_refund: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                payment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefund"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    get_product: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    set_limits: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseLimits"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseLimits"];
                };
            };
        };
    };
    answer_refund_ask: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                ask_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerRefundAsk"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundAsk"];
                };
            };
        };
    };
    withdraw_refund_ask: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                ask_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundAsk"];
                };
            };
        };
    };
    finish_refund: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                refund_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishedRefund"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    create_shop: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShop"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shop"];
                };
            };
        };
    };
    get_shop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shop"];
                };
            };
        };
    };
    get_cart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
        };
    };
    add_line: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddLine"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
        };
    };
    set_quantity: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetQuantity"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
        };
    };
    remove_line: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
        };
    };
    get_chat_rules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatRules"];
                };
            };
        };
    };
    update_chat_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRulesChange"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatRules"];
                };
            };
        };
    };
    list_sanctions: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sanctions"];
                };
            };
        };
    };
    get_claim_rules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopClaimRules"];
                };
            };
        };
    };
    set_claim_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShopClaimRules"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopClaimRules"];
                };
            };
        };
    };
    list_coupons: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupons"];
                };
            };
        };
    };
    create_coupon: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCoupon"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    stop_coupon: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                coupon_id: string;
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    list_differences: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                /** @description closed: explained, or settled by a person */
                state?: "open" | "closed";
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Differences"];
                };
            };
        };
    };
    members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
        };
    };
    put_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutMember"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_acts: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acts"];
                };
            };
        };
    };
    shop_orders: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                /** @description placed earlier */
                placed_before?: string | null;
                /** @description placed then or later */
                placed_from?: string | null;
                /** @description only orders that hold a line of this show */
                show_id?: string;
                /** @description only orders in one of these states */
                state?: ("placed" | "paid" | "packed" | "shipped" | "delivered" | "completed" | "cancelled" | "expired" | "refunded")[] | null;
                /** @description start of the order number; for who sees contacts also a part of the name, or the phone's last 3 digits or more */
                text?: string;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Orders"];
                };
            };
        };
    };
    place_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    export_orders: {
        parameters: {
            query?: {
                /** @description placed earlier */
                placed_before?: string | null;
                /** @description placed then or later */
                placed_from?: string | null;
                /** @description only orders that hold a line of this show */
                show_id?: string;
                /** @description only orders in one of these states */
                state?: ("placed" | "paid" | "packed" | "shipped" | "delivered" | "completed" | "cancelled" | "expired" | "refunded")[] | null;
                /** @description start of the order number; for who sees contacts also a part of the name, or the phone's last 3 digits or more */
                text?: string;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description the table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    list_payments: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                /** @description only payments in one of these states */
                state?: ("pending" | "settled" | "failed" | "refund_due" | "refunded")[] | null;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopPayments"];
                };
            };
        };
    };
    list_products: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Products"];
                };
            };
        };
    };
    create_product: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProduct"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    quote_order: {
        parameters: {
            query?: {
                /** @description without a code the buyer's voucher that takes off most */
                best_voucher?: boolean;
                /** @description as typed, or a voucher's */
                coupon_code?: string;
                /** @description without it the first that the shop offers */
                delivery?: ("home" | "store") | null;
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
        };
    };
    list_refund_asks: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                /** @description open ones come oldest first, answered ones newest first */
                state?: "open" | "answered";
            };
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundAsks"];
                };
            };
        };
    };
    get_shipping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipping"];
                };
            };
        };
    };
    set_shipping: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Shipping"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipping"];
                };
            };
        };
    };
    create_show: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                shop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShow"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    list_shows: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                shop_id?: string;
                state?: ("scheduled" | "live" | "ended")[] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shows"];
                };
            };
        };
    };
    get_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    update_show: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShowChange"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    list_chat: {
        parameters: {
            query?: {
                /** @description an entry's id */
                before?: string;
                from_s?: number | null;
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                to_s?: number | null;
            };
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatMessages"];
                };
            };
        };
    };
    list_claim_listings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimListings"];
                };
            };
        };
    };
    set_claim_listing: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                product_id: string;
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimRules"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimListing"];
                };
            };
        };
    };
    add_claim: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                product_id: string;
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewClaim"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claim"];
                };
            };
        };
    };
    close_claim_listing: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                product_id: string;
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimListing"];
                };
            };
        };
    };
    open_claim_listing: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                product_id: string;
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenClaims"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimListing"];
                };
            };
        };
    };
    list_claim_receipts: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path: {
                product_id: string;
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipts"];
                };
            };
        };
    };
    list_claims: {
        parameters: {
            query?: {
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
                product_id?: string;
            };
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claims"];
                };
            };
        };
    };
    list_deals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deals"];
                };
            };
        };
    };
    start_deal: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDeal"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
        };
    };
    end_show: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    get_ingest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ingest"];
                };
            };
        };
    };
    set_listings: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Listings"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    create_media_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMediaTicket"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaTicket"];
                };
            };
        };
    };
    moderate: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAct"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Act"];
                };
            };
        };
    };
    pin: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pin"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    unpin: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    list_pins: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pins"];
                };
            };
        };
    };
    start_show: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Show"];
                };
            };
        };
    };
    rotate_stream_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestCredentials"];
                };
            };
        };
    };
    get_summary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
        };
    };
    list_vouchers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vouchers"];
                };
            };
        };
    };
    drop_voucher: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVoucher"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Voucher"];
                };
            };
        };
    };
    adjust_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdjustStock"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
        };
    };
    allocate_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                show_id: string;
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AllocateStock"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
        };
    };
    list_entries: {
        parameters: {
            query?: {
                /** @description only entries of one of these kinds */
                kind?: ("received" | "adjusted" | "held" | "released" | "sold" | "returned" | "allocated" | "deallocated")[] | null;
                /** @description at most 100; 0 means 50 */
                page_size?: number;
                page_token?: string;
            };
            header?: never;
            path: {
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockEntries"];
                };
            };
        };
    };
    set_price: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPrice"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variant"];
                };
            };
        };
    };
    receive_stock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 characters; the same key never acts twice */
                "idempotency-key"?: string;
            };
            path: {
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReceiveStock"];
            };
        };
        responses: {
            /** @description Refused; `reason` says why. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed; try again after Retry-After. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
        };
    };
}
