import books from "./books.json";
import broadcast from "./broadcast.json";
import broadcastPhone from "./broadcastPhone.json";
import claimDesk from "./claimDesk.json";
import desk from "./desk.json";
import fulfil from "./fulfil.json";
import moderate from "./moderate.json";
import stock from "./stock.json";
import studio from "./studio.json";
import terms from "./terms.json";

export default { books, broadcast, broadcastPhone, claimDesk, desk, fulfil, moderate, stock, studio, terms };
