// The server under test, as a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";

export async function startServer(...options) {
  const server = spawn(process.env.SANDHEAP_SERVER, ["--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => server.kill("SIGKILL"));
  const origin = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (bytes) => {
      said += bytes;
      const line = /Sandheap listens on (http:\/\/\S+)/.exec(said);
      if (line) resolve(line[1].replace(/\/$/, ""));
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    server.once("error", reject);
  });
  return {
    origin,
    process: server,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill("SIGTERM");
        await once(server, "exit");
      }
      if (server.exitCode !== 0) throw new Error(`the server ended with ${server.exitCode}`);
    },
  };
}
