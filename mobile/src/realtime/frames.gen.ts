// Generated from docs/api/asyncapi.json by `npm run gen`. Do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AuthenticatedFrame
         * @description Who speaks on this socket.
         */
        AuthenticatedFrame: {
            /**
             * Expires
             * @description milliseconds since 1970
             */
            expires: number;
            /** Name */
            name: string;
            /**
             * Type
             * @default authenticated
             * @constant
             */
            type: "authenticated";
            /** User Id */
            user_id: string;
        };
        /**
         * AuthFrame
         * @description Who speaks from now on; at any time, as often as needed. Answered by `authenticated`.
         */
        AuthFrame: {
            /**
             * Ticket
             * @description in its place: from `POST /v1/auth/socket-ticket`, good once
             * @default
             */
            ticket?: string;
            /**
             * Token
             * @description access token
             * @default
             */
            token?: string;
            /**
             * Type
             * @constant
             */
            type: "auth";
        };
        /**
         * Card
         * @description A product as it was at the pin.
         */
        Card: {
            /**
             * Image Url
             * @description empty when it has none
             */
            image_url: string;
            /** Product Id */
            product_id: string;
            /** Title */
            title: string;
            /** Variants */
            variants: components["schemas"]["CardVariant"][];
        };
        /**
         * CardPrice
         * @description A price in one currency.
         */
        CardPrice: {
            /**
             * Amount Minor
             * @description hundredths, also of currencies without cents
             */
            amount_minor: number;
            /**
             * Currency Code
             * @example TWD
             */
            currency_code: string;
        };
        /**
         * CardVariant
         * @description A variant as it was at the pin.
         */
        CardVariant: {
            /** On Hand */
            on_hand: number;
            /** Prices */
            prices: components["schemas"]["CardPrice"][];
            /** Title */
            title: string;
            /** Variant Id */
            variant_id: string;
        };
        /**
         * ChatEntry
         * @description A line of the talk, in the log.
         */
        ChatEntry: {
            /**
             * Client Id
             * @description the sender's own name for it
             */
            client_id: string;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default chat
             * @constant
             */
            kind: "chat";
            /** @description absent when it answers no line, or one that was taken away */
            reply?: components["schemas"]["Reply"];
            /**
             * Text
             * @description 1 to 300 characters, normalised
             */
            text: string;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            user: components["schemas"]["Speaker"];
        };
        /**
         * ClaimAnswer
         * @description To one person; a client shows it where that person's comment stands.
         */
        ClaimAnswer: {
            /**
             * Doubt
             * @enum {string}
             */
            doubt: "" | "which_listing" | "which_option" | "how_many" | "unclear";
            /**
             * Due
             * @description milliseconds since 1970 until when to pay; 0: none
             */
            due: number;
            /**
             * Line
             * @description place in the waiting list; 0 when not in it
             */
            line: number;
            /**
             * Message Id
             * @description the comment's entry; empty when it answers none
             */
            message_id: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "yours" | "waiting" | "sold_out" | "over_limit" | "closed" | "asked" | "taken_back" | "lapsed" | "removed";
            /**
             * Place
             * @description 0 when it took none
             */
            place: number;
            /** Product Id */
            product_id: string;
            /** Quantity */
            quantity: number;
            /**
             * Total
             * @description units of the variant that can be claimed
             */
            total: number;
            /**
             * Units
             * @description kept for them; fewer than asked when fewer were left
             */
            units: number;
            /** User Id */
            user_id: string;
            /** Variant Id */
            variant_id: string;
        };
        /**
         * ClaimAnswersEntry
         * @description Answers to claims, in the log.
         */
        ClaimAnswersEntry: {
            /** Answers */
            answers: components["schemas"]["ClaimAnswer"][];
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default claims
             * @constant
             */
            kind: "claims";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * ClaimLot
         * @description What can be claimed of one variant.
         */
        ClaimLot: {
            /** Free */
            free: number;
            /**
             * Places
             * @description places given out
             */
            places: number;
            /**
             * Title
             * @description empty when there is only one
             */
            title: string;
            /**
             * Units
             * @description set aside for claims
             */
            units: number;
            /** Variant Id */
            variant_id: string;
            /** Waiting */
            waiting: number;
        };
        ClientFrame: components["schemas"]["AuthFrame"] | components["schemas"]["JoinFrame"] | components["schemas"]["LeaveFrame"] | components["schemas"]["SendFrame"] | components["schemas"]["ReactFrame"] | components["schemas"]["PingFrame"];
        /**
         * Deal
         * @description A flash deal began, got more time or ended. Only the newest of a variant can run.
         */
        Deal: {
            /**
             * Closes
             * @description until then it is sold: pictures are behind
             */
            closes: number;
            /** Deal Id */
            deal_id: string;
            /**
             * Ends
             * @description counted down to, on the picture that a viewer sees
             */
            ends: number;
            /**
             * Kind
             * @default deal
             * @constant
             */
            kind: "deal";
            /**
             * Left
             * @description at `ts`; `stock` goes on from there
             */
            left: number;
            /**
             * Per Person
             * @description 0: no limit
             */
            per_person: number;
            price: components["schemas"]["CardPrice"];
            /** Product Id */
            product_id: string;
            /** Quantity */
            quantity: number;
            /**
             * Starts
             * @description milliseconds since 1970
             */
            starts: number;
            /**
             * State
             * @enum {string}
             */
            state: "running" | "time_up" | "stopped" | "show_ended";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /** Variant Id */
            variant_id: string;
            /** @description the variant's price when it began */
            was: components["schemas"]["CardPrice"];
        };
        /**
         * DealEntry
         * @description A change of a flash deal, in the log.
         */
        DealEntry: {
            /**
             * Closes
             * @description until then it is sold: pictures are behind
             */
            closes: number;
            /** Deal Id */
            deal_id: string;
            /**
             * Ends
             * @description counted down to, on the picture that a viewer sees
             */
            ends: number;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default deal
             * @constant
             */
            kind: "deal";
            /**
             * Left
             * @description at `ts`; `stock` goes on from there
             */
            left: number;
            /**
             * Per Person
             * @description 0: no limit
             */
            per_person: number;
            price: components["schemas"]["CardPrice"];
            /** Product Id */
            product_id: string;
            /** Quantity */
            quantity: number;
            /**
             * Starts
             * @description milliseconds since 1970
             */
            starts: number;
            /**
             * State
             * @enum {string}
             */
            state: "running" | "time_up" | "stopped" | "show_ended";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /** Variant Id */
            variant_id: string;
            /** @description the variant's price when it began */
            was: components["schemas"]["CardPrice"];
        };
        /**
         * DealLeft
         * @description What is left of a flash deal.
         */
        DealLeft: {
            /** Deal Id */
            deal_id: string;
            /** Left */
            left: number;
        };
        /**
         * DeletedEntry
         * @description A deletion, in the log.
         */
        DeletedEntry: {
            /**
             * Act Id
             * @description what `restored` names
             */
            act_id: string;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default deleted
             * @constant
             */
            kind: "deleted";
            /**
             * Message Id
             * @description id of the chat entry; empty when it was all of a person's
             */
            message_id: string;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /**
             * User Id
             * @description the person; empty when it was one message
             */
            user_id: string;
        };
        /**
         * DroppedFrame
         * @description Lines were left out because this viewer reads too slowly; nothing but lines is missing.
         */
        DroppedFrame: {
            /**
             * Count
             * @description lines that are missing
             */
            count: number;
            /**
             * Events
             * @description the newest values of what is no line, in order
             */
            events: (components["schemas"]["ChatEntry"] | components["schemas"]["StatusEntry"] | components["schemas"]["PinEntry"] | components["schemas"]["StockEntry"] | components["schemas"]["OrderEntry"] | components["schemas"]["DeletedEntry"] | components["schemas"]["RestoredEntry"] | components["schemas"]["SanctionEntry"] | components["schemas"]["RulesEntry"] | components["schemas"]["MessagePinEntry"] | components["schemas"]["ListingEntry"] | components["schemas"]["ClaimAnswersEntry"] | components["schemas"]["DealEntry"] | components["schemas"]["VoucherEntry"])[];
            /**
             * Last Id
             * @description everything up to here has come, or is what is missing
             * @example 1795412345678-0
             */
            last_id: string;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @default dropped
             * @constant
             */
            type: "dropped";
        };
        /**
         * ErrorFrame
         * @description Answers one frame; the socket goes on.
         */
        ErrorFrame: {
            /**
             * Client Id
             * @description absent if the frame had none
             */
            client_id?: string;
            /** Metadata */
            metadata: {
                [key: string]: string;
            };
            /**
             * Reason
             * @description stable word; errors.md has every one
             */
            reason: string;
            /**
             * Room
             * @description absent if the frame had none
             */
            room?: string;
            /**
             * Type
             * @default error
             * @constant
             */
            type: "error";
        };
        /**
         * EventsFrame
         * @description What happened in a room, in its order.
         */
        EventsFrame: {
            /** Events */
            events: (components["schemas"]["ChatEntry"] | components["schemas"]["StatusEntry"] | components["schemas"]["PinEntry"] | components["schemas"]["StockEntry"] | components["schemas"]["OrderEntry"] | components["schemas"]["DeletedEntry"] | components["schemas"]["RestoredEntry"] | components["schemas"]["SanctionEntry"] | components["schemas"]["RulesEntry"] | components["schemas"]["MessagePinEntry"] | components["schemas"]["ListingEntry"] | components["schemas"]["ClaimAnswersEntry"] | components["schemas"]["DealEntry"] | components["schemas"]["VoucherEntry"])[];
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @default events
             * @constant
             */
            type: "events";
        };
        /**
         * HelloFrame
         * @description Always the first.
         */
        HelloFrame: {
            limits: components["schemas"]["Limits"];
            /**
             * Type
             * @default hello
             * @constant
             */
            type: "hello";
        };
        /**
         * JoinedFrame
         * @description A room was entered; `events` follow. Comes unasked, with `gap`, when the room's log began anew.
         */
        JoinedFrame: {
            /**
             * Epoch
             * @description which log the ids are of; another one: the log began anew
             */
            epoch: string;
            /** Events */
            events: (components["schemas"]["ChatEntry"] | components["schemas"]["StatusEntry"] | components["schemas"]["PinEntry"] | components["schemas"]["StockEntry"] | components["schemas"]["OrderEntry"] | components["schemas"]["DeletedEntry"] | components["schemas"]["RestoredEntry"] | components["schemas"]["SanctionEntry"] | components["schemas"]["RulesEntry"] | components["schemas"]["MessagePinEntry"] | components["schemas"]["ListingEntry"] | components["schemas"]["ClaimAnswersEntry"] | components["schemas"]["DealEntry"] | components["schemas"]["VoucherEntry"])[];
            /**
             * Gap
             * @description what came after `after` is not all here
             */
            gap: boolean;
            /**
             * Last Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            last_id: string;
            /**
             * Reactions
             * @description all that ever came, of every kind
             */
            reactions: number;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * State
             * @description newest of each: status, pin, stock:<variant_id>, listing:<product_id>, rules, message_pin; what never changed is absent
             */
            state: {
                [key: string]: components["schemas"]["Status"] | components["schemas"]["Pin"] | components["schemas"]["Stock"] | components["schemas"]["Rules"] | components["schemas"]["MessagePin"] | components["schemas"]["Listing"] | components["schemas"]["Deal"] | components["schemas"]["Voucher"];
            };
            /**
             * Type
             * @default joined
             * @constant
             */
            type: "joined";
            /** Viewers */
            viewers: number;
        };
        /**
         * JoinFrame
         * @description Enter a room, with history or with what came after `after`. Answered by `joined`.
         */
        JoinFrame: {
            /**
             * After
             * @description last id that was seen; empty: history
             * @default
             */
            after?: string;
            /**
             * Epoch
             * @description the epoch that `after` is from, as `joined` told it
             * @default
             */
            epoch?: string;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @constant
             */
            type: "join";
        };
        /**
         * LeaveFrame
         * @description Answered by `left`.
         */
        LeaveFrame: {
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @constant
             */
            type: "leave";
        };
        /**
         * LeftFrame
         * @description A room was left, or had to be.
         */
        LeftFrame: {
            /**
             * Reason
             * @description absent when it was asked for; else why no more of it is sent
             */
            reason?: string;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @default left
             * @constant
             */
            type: "left";
        };
        /**
         * Limits
         * @description What a socket may do.
         */
        Limits: {
            /**
             * Frame
             * @description bytes of a frame
             */
            frame: number;
            /** Frames Per S */
            frames_per_s: number;
            /**
             * Messages Per 10S
             * @description messages of a person
             */
            messages_per_10s: number;
            /**
             * Rooms
             * @description rooms at once
             */
            rooms: number;
            /**
             * Text
             * @description characters of a message
             */
            text: number;
            /**
             * Waiting
             * @description bytes that may wait for a viewer who does not read
             */
            waiting: number;
        };
        /**
         * Listing
         * @description A product that can be claimed by its keyword. Comments count from the entry that says `open` up to
         *     the next one that says something else.
         */
        Listing: {
            /**
             * Hold S
             * @description seconds to pay
             */
            hold_s: number;
            /** Keyword */
            keyword: string;
            /**
             * Kind
             * @default listing
             * @constant
             */
            kind: "listing";
            /**
             * Limit Per Person
             * @description units; 0: none
             */
            limit_per_person: number;
            /** Lots */
            lots: components["schemas"]["ClaimLot"][];
            /** Product Id */
            product_id: string;
            /**
             * Root
             * @description Merkle root over its receipts, once it was closed; else empty
             */
            root: string;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "open" | "closed";
            /** Title */
            title: string;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * ListingEntry
         * @description A change of what can be claimed, in the log.
         */
        ListingEntry: {
            /**
             * Hold S
             * @description seconds to pay
             */
            hold_s: number;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /** Keyword */
            keyword: string;
            /**
             * Kind
             * @default listing
             * @constant
             */
            kind: "listing";
            /**
             * Limit Per Person
             * @description units; 0: none
             */
            limit_per_person: number;
            /** Lots */
            lots: components["schemas"]["ClaimLot"][];
            /** Product Id */
            product_id: string;
            /**
             * Root
             * @description Merkle root over its receipts, once it was closed; else empty
             */
            root: string;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "open" | "closed";
            /** Title */
            title: string;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * MessagePin
         * @description A message stands above the talk, or none does.
         */
        MessagePin: {
            /**
             * Kind
             * @default message_pin
             * @constant
             */
            kind: "message_pin";
            message: components["schemas"]["PinnedMessage"] | null;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * MessagePinEntry
         * @description A pinned message, in the log.
         */
        MessagePinEntry: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default message_pin
             * @constant
             */
            kind: "message_pin";
            message: components["schemas"]["PinnedMessage"] | null;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * OrderEntry
         * @description News of an order, in the log.
         */
        OrderEntry: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default order
             * @constant
             */
            kind: "order";
            /** Lines */
            lines: components["schemas"]["OrderLine"][];
            /** Order Id */
            order_id: string;
            /**
             * Order Number
             * @description what people read out
             */
            order_number: string;
            /**
             * Show Ids
             * @description shows that it was bought in
             */
            show_ids: string[];
            /**
             * State
             * @enum {string}
             */
            state: "placed" | "paid" | "cancelled";
            total: components["schemas"]["OrderTotal"];
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * OrderLine
         * @description So many of one variant.
         */
        OrderLine: {
            /** Product Id */
            product_id: string;
            /** Quantity */
            quantity: number;
            /** Title */
            title: string;
            /** Variant Id */
            variant_id: string;
        };
        /**
         * OrderTotal
         * @description What the buyer pays.
         */
        OrderTotal: {
            /**
             * Amount
             * @description hundredths, also of currencies without cents
             */
            amount: number;
            /**
             * Currency
             * @example TWD
             */
            currency: string;
        };
        /**
         * Pin
         * @description A product is held up, or taken down.
         */
        Pin: {
            /**
             * Kind
             * @default pin
             * @constant
             */
            kind: "pin";
            product: components["schemas"]["Card"] | null;
            /**
             * Product Id
             * @description empty: the pin was taken down
             */
            product_id: string;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * PinEntry
         * @description A pin, in the log.
         */
        PinEntry: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default pin
             * @constant
             */
            kind: "pin";
            product: components["schemas"]["Card"] | null;
            /**
             * Product Id
             * @description empty: the pin was taken down
             */
            product_id: string;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * PingFrame
         * @description Answered by `pong`.
         */
        PingFrame: {
            /**
             * Type
             * @constant
             */
            type: "ping";
        };
        /**
         * PinnedMessage
         * @description A message as it stood in the room.
         */
        PinnedMessage: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /** Text */
            text: string;
            user: components["schemas"]["Speaker"];
        };
        /**
         * PongFrame
         * @description The answer to `ping`.
         */
        PongFrame: {
            /**
             * Type
             * @default pong
             * @constant
             */
            type: "pong";
        };
        /**
         * ReactFrame
         * @description So many hearts; guests may, too. Not answered, unless refused.
         */
        ReactFrame: {
            /**
             * Count
             * @description taps since the last frame
             * @default 1
             */
            count?: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "like" | "love" | "laugh" | "wow" | "clap";
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @constant
             */
            type: "react";
        };
        /**
         * ReactionsFrame
         * @description What came since the last such frame, from everybody; at most once a second, when there was any.
         */
        ReactionsFrame: {
            /**
             * Counts
             * @description by kind
             */
            counts: {
                [key: string]: number;
            };
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Total
             * @description all that ever came, of every kind
             */
            total: number;
            /**
             * Type
             * @default reactions
             * @constant
             */
            type: "reactions";
        };
        /**
         * Reply
         * @description The line that is answered, as it stood in the room.
         */
        Reply: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Text
             * @description its beginning
             */
            text: string;
            /** User Id */
            user_id: string;
        };
        /**
         * RestoredEntry
         * @description A deletion undone, in the log.
         */
        RestoredEntry: {
            /**
             * Act Id
             * @description of `deleted`
             */
            act_id: string;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default restored
             * @constant
             */
            kind: "restored";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * Rules
         * @description What holds for everyone who writes here, and does not work for the shop.
         */
        Rules: {
            /**
             * Kind
             * @default rules
             * @constant
             */
            kind: "rules";
            /** Links Off */
            links_off: boolean;
            /**
             * Slow Mode S
             * @description seconds between two messages of a person; 0: off
             */
            slow_mode_s: number;
            /**
             * Talk
             * @description who may write: `members` work for the shop
             * @default everyone
             * @enum {string}
             */
            talk?: "everyone" | "members";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * RulesEntry
         * @description A change of the rules, in the log.
         */
        RulesEntry: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default rules
             * @constant
             */
            kind: "rules";
            /** Links Off */
            links_off: boolean;
            /**
             * Slow Mode S
             * @description seconds between two messages of a person; 0: off
             */
            slow_mode_s: number;
            /**
             * Talk
             * @description who may write: `members` work for the shop
             * @default everyone
             * @enum {string}
             */
            talk?: "everyone" | "members";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * SanctionEntry
         * @description A mute or ban, in the log.
         */
        SanctionEntry: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default sanction
             * @constant
             */
            kind: "sanction";
            /**
             * State
             * @enum {string}
             */
            state: "muted" | "banned" | "none";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /**
             * Until
             * @description of `muted`: milliseconds since 1970; else 0
             */
            until: number;
            /** User Id */
            user_id: string;
        };
        /**
         * SendFrame
         * @description Say something; said again with the same `client_id` it is posted once. Answered by `sent`.
         */
        SendFrame: {
            /**
             * Client Id
             * @description the sender's own name for it
             */
            client_id: string;
            /**
             * Reply To
             * @description id of the line that is answered; empty: none
             * @default
             */
            reply_to?: string;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Text
             * @description 1 to 300 characters after normalisation
             */
            text: string;
            /**
             * Type
             * @constant
             */
            type: "send";
        };
        /**
         * SentFrame
         * @description A message is in the log.
         */
        SentFrame: {
            /**
             * Client Id
             * @description the sender's own name for it
             */
            client_id: string;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @default sent
             * @constant
             */
            type: "sent";
        };
        ServerFrame: components["schemas"]["HelloFrame"] | components["schemas"]["AuthenticatedFrame"] | components["schemas"]["JoinedFrame"] | components["schemas"]["EventsFrame"] | components["schemas"]["DroppedFrame"] | components["schemas"]["ViewersFrame"] | components["schemas"]["ReactionsFrame"] | components["schemas"]["SentFrame"] | components["schemas"]["LeftFrame"] | components["schemas"]["PongFrame"] | components["schemas"]["ErrorFrame"];
        /**
         * Speaker
         * @description Who said it.
         */
        Speaker: {
            /**
             * Id
             * @description user_id
             */
            id: string;
            /**
             * Name
             * @description as it was when it was said
             */
            name: string;
        };
        /**
         * Status
         * @description The show was announced, is on air, or is over; `live` may follow `ended`.
         */
        Status: {
            /**
             * Kind
             * @default status
             * @constant
             */
            kind: "status";
            /**
             * State
             * @enum {string}
             */
            state: "scheduled" | "live" | "ended";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * StatusEntry
         * @description A change of the show's state, in the log.
         */
        StatusEntry: {
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default status
             * @constant
             */
            kind: "status";
            /**
             * State
             * @enum {string}
             */
            state: "scheduled" | "live" | "ended";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
        };
        /**
         * Stock
         * @description What is left of a variant.
         */
        Stock: {
            /**
             * Deal
             * @description absent when no flash deal of it runs in this show
             */
            deal?: components["schemas"]["DealLeft"];
            /**
             * Kind
             * @default stock
             * @constant
             */
            kind: "stock";
            /** On Hand */
            on_hand: number;
            /** Product Id */
            product_id: string;
            /** Sold */
            sold: number;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /** Variant Id */
            variant_id: string;
        };
        /**
         * StockEntry
         * @description A change of stock, in the log.
         */
        StockEntry: {
            /**
             * Deal
             * @description absent when no flash deal of it runs in this show
             */
            deal?: components["schemas"]["DealLeft"];
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /**
             * Kind
             * @default stock
             * @constant
             */
            kind: "stock";
            /** On Hand */
            on_hand: number;
            /** Product Id */
            product_id: string;
            /** Sold */
            sold: number;
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /** Variant Id */
            variant_id: string;
        };
        /**
         * ViewersFrame
         * @description How many are there; at most once a second, when it changed.
         */
        ViewersFrame: {
            /** Count */
            count: number;
            /**
             * Room
             * @description show_id of a show's room, shop_id of a shop's
             */
            room: string;
            /**
             * Type
             * @default viewers
             * @constant
             */
            type: "viewers";
        };
        /**
         * Voucher
         * @description A voucher for the first who write its keyword, one each, between the entry that says `open` and the
         *     first one that says `closed`, before `closes`.
         */
        Voucher: {
            /** @description null when it is a percentage */
            amount_off: components["schemas"]["CardPrice"] | null;
            /**
             * Closes
             * @description by the log's own time: comments of then take nothing
             */
            closes: number;
            /** Keyword */
            keyword: string;
            /**
             * Kind
             * @default voucher
             * @constant
             */
            kind: "voucher";
            /** Left */
            left: number;
            /** @description of the subtotal */
            minimum: components["schemas"]["CardPrice"];
            /** @description of a percentage; null: no such limit */
            most_off: components["schemas"]["CardPrice"] | null;
            /**
             * Percent Off
             * @description 0 when it is an amount
             */
            percent_off: number;
            /**
             * Root
             * @description Merkle root over its receipts, once it was closed; else empty
             */
            root: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "closed";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /** Units */
            units: number;
            /**
             * Until
             * @description from which it cannot be spent
             */
            until: number;
            /**
             * Voucher Id
             * @description in answers it is `product_id` and `variant_id`
             */
            voucher_id: string;
        };
        /**
         * VoucherEntry
         * @description A change of a voucher, in the log.
         */
        VoucherEntry: {
            /** @description null when it is a percentage */
            amount_off: components["schemas"]["CardPrice"] | null;
            /**
             * Closes
             * @description by the log's own time: comments of then take nothing
             */
            closes: number;
            /**
             * Id
             * @description place in the room: two numbers, compared as numbers
             * @example 1795412345678-0
             */
            id: string;
            /** Keyword */
            keyword: string;
            /**
             * Kind
             * @default voucher
             * @constant
             */
            kind: "voucher";
            /** Left */
            left: number;
            /** @description of the subtotal */
            minimum: components["schemas"]["CardPrice"];
            /** @description of a percentage; null: no such limit */
            most_off: components["schemas"]["CardPrice"] | null;
            /**
             * Percent Off
             * @description 0 when it is an amount
             */
            percent_off: number;
            /**
             * Root
             * @description Merkle root over its receipts, once it was closed; else empty
             */
            root: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "closed";
            /**
             * Ts
             * @description milliseconds since 1970
             */
            ts: number;
            /** Units */
            units: number;
            /**
             * Until
             * @description from which it cannot be spent
             */
            until: number;
            /**
             * Voucher Id
             * @description in answers it is `product_id` and `variant_id`
             */
            voucher_id: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
