// A fixed piece of ./dev contract: no answer differs from the document.
import { main } from "./fuzz.mjs";

process.exit(await main(["--runs", "120", "--seed", "1"]));
