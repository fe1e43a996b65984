// What is told of one number when its row is opened.

function part(title, ...children) {
  return element("section", {}, element("h4", {}, title), ...children);
}

const lines = (places) => element("ul", { class: "plain" }, places.map((place) => element("li", {}, word(place))));

function table(kind, caption, heads, rows) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: kind },
      element("caption", { class: "hidden" }, caption),
      element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, rows)));
}

function callersOf(row) {
  if (!row.callers) return null;
  const rows = row.callers.map(([when, before, after, isDark]) => element("tr", {},
    element("th", { scope: "row" }, word(when)),
    element("td", { class: "before" }, word(before)),
    element("td", { class: isDark ? "after dark" : "after" }, isDark ? "▲ " : "", word(after))));
  const more = row.moreCallers ? element("p", {}, `… and at ${row.moreCallers} other times`) : null;
  return part("For callers", table("callers", `What changes for those who call ${row.number}`,
    ["When", "Until now", "Then"], rows), more);
}

function fieldsOf(row) {
  if (!row.fields) return null;
  const side = (place, kind) => element("td", { class: kind }, place === null ? element("i", {}, "not set") : word(place));
  const rows = row.fields.map(([name, before, after]) => element("tr", {},
    element("th", { scope: "row" }, word(name)), side(before, "before"), side(after, "after")));
  const more = row.moreFields ? element("p", {}, "… and more, which reconciler plan tells") : null;
  return part("Fields", table("fields", `Fields of ${row.number} that differ`, ["Field", "Recorded", "Declared"], rows), more);
}

function waysOf(row) {
  if (!row.ways || !row.ways.length) return null;
  const ways = row.ways.map((place) => data.ways[place]);
  const chosen = ways.flatMap((way) => way.slice(0, 2)).find((place) => data.places[place][0] === row.number);
  return part("Where its calls go", graphOf(ways, chosen ?? null, `Ways of calls around ${row.number}`));
}

function detailOf(row) {
  const flags = (row.flags ?? []).map(([, words, isBad]) => element("li", { class: isBad ? "bad" : false }, word(words)));
  return [
    row.pending ? element("p", { class: "note" }, "Not caused by this branch: the base asks for this change too.") : null,
    flags.length ? element("ul", { class: "flagged" }, flags) : null,
    row.brief ? element("p", {}, "This page has no room for the details of this number. A page of it alone has them: ",
      element("code", {}, `reconciler plan --format html --only ${row.number}`)) : null,
    row.what ? lines(row.what) : null,
    callersOf(row),
    row.follows ? part("What follows", lines(row.follows)) : null,
    row.grid !== undefined ? part("The week", weekOf(data.grids[row.grid], row.number)) : null,
    fieldsOf(row),
    waysOf(row),
    row.verified !== undefined ? part("What verification found", element("p", {}, word(row.verified))) : null,
  ].flat();
}
