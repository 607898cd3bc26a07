// What the browser tests share: the server under test, a browser, and a page that is watched for
// errors. The server is the executable named by SANDHEAP_SERVER; playwright-core comes from
// SANDHEAP_NODE_MODULES, or from node_modules beside this file.

import { createRequire } from "node:module";
import path from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { startServer } from "../support/server.mjs";

const modules =
  process.env.SANDHEAP_NODE_MODULES ?? fileURLToPath(new URL("node_modules", import.meta.url));
const { chromium } = createRequire(path.join(modules, "from-here.js"))("playwright-core");

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const skip = process.env.SANDHEAP_SERVER ? false : "SANDHEAP_SERVER names no server";
export const limits = { skip, timeout: 60_000 };

// Those of the file whose tests run; there between the first test and the last.
export let server, browser;

export function useServerAndBrowser() {
  before(async () => {
    if (skip) return;
    server = await startServer();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}

function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: CHROMIUM_ARGUMENTS,
  });
}

// What the browser itself gives up when a page is left or loaded again, such as the fetch of the icon.
const isGivenUp = (request) => request.failure()?.errorText === "net::ERR_ABORTED";

// A page whose complaints (console, uncaught errors, content policy, failed requests) are kept.
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    if (!isGivenUp(request)) complaints.push(`request: ${request.url()}`);
  });
  await page.exposeFunction("complain", (words) => complaints.push(words));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  await page.goto(url);
  await settled(page);
  return { page, complaints, close: () => context.close() };
}

// The page is at rest when it shows something and asks the server nothing.
export function settled(page) {
  return page.waitForFunction(
    () =>
      document.documentElement.dataset.seq !== undefined &&
      document.documentElement.dataset.busy === undefined,
  );
}

export async function press(page, key) {
  await page.keyboard.press(key);
  await settled(page);
}

// Moves the focus by the Tab key alone.
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 150; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}

// A session's answers, asked past the page.
export function apiOf(page, origin) {
  const session = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("s");
  const base = `${origin}/v1/sessions/${session}`;
  return {
    session,
    get: async (rest) => {
      const answer = await fetch(base + rest);
      if (!answer.ok) throw new Error(`GET ${rest}: ${answer.status}`);
      return answer.json();
    },
    run: async (ops) => {
      const answer = await fetch(`${base}/ops`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ops }),
      });
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
  };
}
