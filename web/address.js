// The address holds what is shown, for a reload and for a link: a session, with the number of steps a
// lesson has made in it or, in free play, with the profile under which a new session starts if this
// one is no more; and of two Pythons side by side the script, their profiles and the step.

import { lessonIndex, page } from "./page.js";
import { pair } from "./pair.js";
import { currentMoment } from "./timeline.js";

export function keepAddress() {
  const members = page.side === "pythons" && pair.script ? ofPair() : ofSession();
  const text = members.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  history.replaceState(null, "", `#${text}`);
}

function ofSession() {
  const more = page.playing
    ? ["step", lessonIndex() + 1]
    : ["profile", currentMoment(page.timeline).snapshot.profile];
  return [["s", page.session], more];
}

// A lesson begins anew beside it; of free play the session is kept.
function ofPair() {
  const [left, right] = pair.profiles;
  const members = [
    ["pythons", pair.script.name],
    ["left", left],
    ["right", right],
    ["at", pair.at + 1],
  ];
  const alone = page.playing && pair.script.name !== "session";
  return alone ? members : [...ofSession(), ...members];
}

export function readAddress() {
  const members = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(members);
}
