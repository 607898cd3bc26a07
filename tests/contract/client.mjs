// Requests that a browser's fetch() would not send: any method, any header field, any bytes.
import http from "node:http";

export class Client {
  constructor(origin) {
    this.origin = origin;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    this.trace = [];
  }

  // What was asked since the trace was last emptied stays in it, for curl() to tell.
  send(method, target, { headers = {}, body } = {}) {
    const asked = { method, target, headers: { ...headers }, body };
    this.trace.push(asked);
    if (body !== undefined) {
      asked.headers["Content-Type"] ??= "application/json";
      asked.headers["Content-Length"] = Buffer.byteLength(body);
    }
    return new Promise((resolve, reject) => {
      const request = http.request(
        this.origin + target,
        { method, headers: asked.headers, agent: this.agent },
        (answer) => this.#read(answer, asked, resolve, reject),
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  #read(answer, asked, resolve, reject) {
    const chunks = [];
    answer.on("data", (chunk) => chunks.push(chunk));
    answer.on("error", reject);
    answer.on("end", () => {
      const { statusCode: status, headers } = answer;
      const body = Buffer.concat(chunks).toString();
      const json = (headers["content-type"] ?? "").includes("json") && body !== "";
      resolve({ ...asked, sent: asked, status, headers, body, json: json ? JSON.parse(body) : null });
    });
  }

  close() {
    this.agent.destroy();
  }
}

function quoted(text) {
  return `'${String(text).replace(/'/g, "'\\''")}'`;
}

// The line that asks the same again.
export function curl(origin, { method, target, headers, body }) {
  const parts = ["curl -s -i", `-X ${method}`];
  for (const [name, value] of Object.entries(headers)) {
    if (name !== "Content-Length") parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (body !== undefined) parts.push(`--data-binary ${quoted(body)}`);
  parts.push(quoted(origin + target));
  return parts.join(" ");
}
