// Serves dist/ as the gateway does (unknown paths get index.html) and hands /v1 and /ws to a gateway
// that is running: `npm run preview -- http://127.0.0.1:PORT [listen port]`. For looking only.
import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";

const gateway = new URL(process.argv[2] ?? "http://127.0.0.1:8000");
const port = Number(process.argv[3] ?? 8090);
const root = new URL("../dist", import.meta.url).pathname;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml", ".ico": "image/x-icon", ".webmanifest": "application/manifest+json" };

// The gateway believes its own origin only; to it we are its own page.
const asOwn = (headers) => ({ ...headers, host: gateway.host, origin: gateway.origin });

const server = http.createServer((request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  if (path.startsWith("/v1/")) {
    const onward = http.request(
      { host: gateway.hostname, port: gateway.port, path: request.url, method: request.method, headers: asOwn(request.headers) },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.writeHead(502).end());
    request.pipe(onward);
    return;
  }
  let file = join(root, normalize(decodeURIComponent(path)));
  if (!file.startsWith(root) || !existsSync(file) || statSync(file).isDirectory()) file = join(root, "index.html");
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-encoding": "gzip", "cache-control": file.includes("/_expo/static/") ? "public, max-age=31536000, immutable" : "no-cache" });
  createReadStream(file).pipe(createGzip()).pipe(response);
});
server.on("upgrade", (request, socket, head) => {
  const onward = net.connect(Number(gateway.port), gateway.hostname, () => {
    const headers = Object.entries(asOwn(request.headers)).map(([name, value]) => `${name}: ${value}`);
    onward.write(`GET ${request.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  for (const end of [socket, onward]) end.on("error", () => { socket.destroy(); onward.destroy(); });
});
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
