// One thing at a time: what comes while the server is asked is dropped.

import { keepAddress } from "./address.js";
import { changed, page } from "./page.js";

export async function exclusively(task) {
  if (page.busy) return;
  page.busy = true;
  document.documentElement.dataset.busy = "true";
  try {
    await task();
  } finally {
    page.busy = false;
    if (page.session) keepAddress();
    changed();
    delete document.documentElement.dataset.busy;
  }
}
