import cart from "./cart.json";
import chat from "./chat.json";
import checkout from "./checkout.json";
import claims from "./claims.json";
import common from "./common.json";
import delivery from "./delivery.json";
import errors from "./errors.json";
import home from "./home.json";
import login from "./login.json";
import orders from "./orders.json";
import player from "./player.json";
import push from "./push.json";
import refunds from "./refunds.json";
import show from "./show.json";

export default { cart, chat, checkout, claims, common, delivery, errors, home, login, orders, player, push, refunds, show };
