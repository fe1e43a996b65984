// The list of changed numbers: its filter, its pages, and rows that are filled when they are opened.

const PAGE = 100;
const MOST_LABELS = 100;
const MOST_PLACES = 40;
const MOST_DRAWN = 80;
const ACTIONS = {
  add: ["+", "add"], change: ["~", "change"], move: [">", "move"], remove: ["−", "remove"], forget: ["·", "forget"],
  note: ["*", "note"], resend: ["!", "send again"], affected: ["→", "affected"],
};

const list = element("ul", { class: "rows" });
const status = element("p", { role: "status", class: "matches" });
const more = element("button", { type: "button", class: "more" }, "Show more");
let matching = [];
let shown = 0;

// What a row is found by: also by the people and phones in what changes, not only by what its line shows.
function textOf(row) {
  if (row.text !== undefined) return row.text;
  const places = [...(row.flags ?? []).map((flag) => flag[1]), ...(row.what ?? []),
    ...(row.callers ?? []).flatMap((line) => line.slice(0, 3)), ...(row.fields ?? []).flat()];
  const words = places.filter((place) => place !== null).map(word);
  row.text = [row.number, row.about, row.place, ...(row.labels ?? []), ...words].join("\n").toLowerCase();
  return row.text;
}

function chips(row) {
  const flags = (row.flags ?? []).slice(0, 3).map(([name, , isBad]) => element("span", { class: isBad ? "chip bad" : "chip flag" }, name));
  const labels = (row.labels ?? []).slice(0, 4).map((label) => element("span", { class: "chip" }, label));
  const pending = row.pending ? element("span", { class: "chip pending" }, "not caused by this branch") : null;
  return [flags, pending, labels];
}

function itemOf(row) {
  const id = `n${row.number}`;
  const [sign, action] = ACTIONS[row.action];
  const button = element("button", {
    type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": `${id}-detail`, "aria-label": `Details of ${row.number}`,
  });
  const detail = element("div", { class: "detail", id: `${id}-detail`, hidden: true });
  button.addEventListener("click", () => toggle(row, button, detail));
  return element("li", { id },
    element("div", { class: "head" }, button,
      element("span", { class: `action ${row.action}` }, element("span", { "aria-hidden": "true" }, sign), ` ${action}`),
      element("h3", {}, element("span", { class: "number" }, row.number), " ", element("span", { class: "about" }, row.about)),
      element("span", { class: "chips" }, ...chips(row)),
      element("span", { class: "origin" }, row.place)),
    detail);
}

function toggle(row, button, detail) {
  const opens = button.getAttribute("aria-expanded") === "false";
  if (opens && !detail.hasChildNodes()) detail.append(...detailOf(row).filter(Boolean));
  button.setAttribute("aria-expanded", String(opens));
  detail.hidden = !opens;
}

function extend(upTo) {
  const rows = matching.slice(shown, upTo);
  // A row that was listed before is the same again, so that an opened one stays open while the filter is typed.
  list.append(...rows.map((row) => (row.item ??= itemOf(row))));
  shown += rows.length;
  more.hidden = shown >= matching.length;
  more.textContent = `Show ${Math.min(PAGE, matching.length - shown)} more of ${matching.length.toLocaleString("en")}`;
}

function apply(filter) {
  const wanted = filter.text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  matching = data.rows.filter((row) => wanted.every((part) => textOf(row).includes(part))
    && (!filter.label.value || (row.labels ?? []).includes(filter.label.value))
    && (!filter.action.value || row.action === filter.action.value)
    && (!filter.cause.value || (filter.cause.value === "pending") === Boolean(row.pending)));
  list.replaceChildren();
  shown = 0;
  extend(PAGE);
  status.textContent = matching.length === data.rows.length ? `${plural(matching.length, "number")}, all of this plan`
    : `${matching.length.toLocaleString("en")} of ${plural(data.rows.length, "number")} match`;
}

function choice(id, title, options) {
  const select = element("select", { id }, element("option", { value: "" }, "all"),
    options.map(([value, words]) => element("option", { value }, words)));
  return [select, element("div", { class: "field", hidden: !options.length }, element("label", { for: id }, title), select)];
}

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

function controls() {
  const text = element("input", { id: "filter-text", type: "search", autocomplete: "off", spellcheck: "false" });
  const labels = counted(data.rows.flatMap((row) => row.labels ?? [])).sort((a, b) => b[1] - a[1]).slice(0, MOST_LABELS);
  const actions = counted(data.rows.map((row) => row.action)).map(([value, count]) => [value, `${ACTIONS[value][1]} (${count})`]);
  const causes = data.rows.some((row) => row.pending) ? [["branch", "this branch"], ["pending", "not this branch"]] : [];
  const [label, labelField] = choice("filter-label", "Label", labels.map(([value, count]) => [value, `${value} (${count})`]));
  const [action, actionField] = choice("filter-action", "Action", actions);
  const [cause, causeField] = choice("filter-cause", "Caused by", causes);
  const filter = { text, label, action, cause };
  const form = element("form", { class: "filter", role: "search", "aria-label": "Filter the numbers" },
    element("div", { class: "field wide" }, element("label", { for: "filter-text" }, "Text, number or label"), text),
    labelField, actionField, causeField);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => apply(filter));
  return [form, filter];
}

// Brings a number's row into view and opens it, whatever the filter hides.
function reveal(row, form, filter) {
  form.reset();
  apply(filter);
  extend(data.rows.indexOf(row) + 1);
  const button = document.getElementById(`n${row.number}`).querySelector(".toggle");
  if (button.getAttribute("aria-expanded") === "false") button.click();
  button.focus();
  button.closest("li").scrollIntoView();
}

// The numbers that are flagged at the top lead to their rows.
function linkFlags(form, filter) {
  const rows = new Map(data.rows.map((row) => [row.number, row]));
  const linked = (part) => {
    if (!rows.has(part)) return part;
    const link = element("a", { href: `#n${part}` }, part);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      reveal(rows.get(part), form, filter);
    });
    return link;
  };
  for (const numbers of document.querySelectorAll(".flags b")) {
    numbers.replaceChildren(...numbers.textContent.split(/(\d+)/).map(linked));
  }
}

function overview() {
  const places = data.places.length;
  if (!places) return;
  document.getElementById("overview").hidden = false;
  document.getElementById("overview-drawing").append(places <= MOST_PLACES && data.ways.length <= MOST_DRAWN
    ? graphOf(data.ways, null, "Ways of calls around the numbers of this plan")
    : element("p", {}, `${plural(data.ways.length, "way")} between ${plural(places, "place")} are too many for one drawing: open a number to see the ways around it.`));
}

function start() {
  if (!data.rows.length) return;
  const [form, filter] = controls();
  more.addEventListener("click", () => {
    const first = shown;
    extend(shown + PAGE);
    list.children[first]?.querySelector("button").focus();
  });
  document.getElementById("list").append(form, status, list, more);
  apply(filter);
  linkFlags(form, filter);
  overview();
  // On paper nobody can ask for more.
  window.addEventListener("beforeprint", () => extend(matching.length));
}

function fail() {
  document.getElementById("list").append(element("p", { class: "banner", role: "alert" },
    "This browser cannot unpack the numbers of this page. A newer one can, and reconciler plan tells the same in text."));
}

withData(start, fail);
