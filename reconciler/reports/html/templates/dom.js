"use strict";
// Small helpers for all parts of the page. Values become text nodes alone, never HTML.

// All that is shown. It lies in the page as JSON or, where that would be very long, as the same packed.
let data = null;

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function withData(start, fail) {
  const lying = document.getElementById("data");
  const begin = (found) => {
    data = found;
    start();
  };
  if (lying.type === "application/json") begin(JSON.parse(lying.textContent));
  else unpacked(lying.textContent).then(begin, fail);
}

const word = (place) => data.words[place];

// An element with attributes and children; a child that is a string becomes a text node, and nothing is left out.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// The same in SVG.
function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const unseen = (text) => element("span", { class: "hidden" }, text);
const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
