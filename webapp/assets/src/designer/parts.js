// Small pieces of a page. Words are set as text, never as markup.
export function make(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.startsWith("aria") && key !== "list" && key !== "form") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const button = (words, act, more = {}) => make("button", { type: "button", className: "button", onclick: act, ...more }, words);

// Calls `act` once, `pause` after the last call; `now()` does not wait.
export function later(act, pause) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(act, pause);
  };
  wait.now = () => {
    clearTimeout(timer);
    return act();
  };
  return wait;
}
