// One number's week as a table: a column for each day, a row for each stretch of its times.

function cellOf(told) {
  if (!Array.isArray(told)) return element("td", {}, word(told));
  const [before, after, isDark] = told;
  return element("td", { class: isDark ? "changed dark" : "changed" },
    element("del", {}, unseen("until now: "), word(before)), " ",
    element("ins", {}, unseen("then: "), isDark ? "▲ " : "", word(after)));
}

function sidesOf(grid) {
  if (!grid.old) return "What comes; what was before is not known.";
  if (!grid.new) return "What was; afterwards nothing forwards calls to this number.";
  const changes = grid.columns.some((column) => column.some(Array.isArray));
  const isDark = grid.columns.some((column) => column.some((told) => told[2]));
  return changes ? "Where something changes, what holds until now is struck through, and what follows stands below it."
    + (isDark ? " ▲ is where nobody is rung any more." : "")
    : "Nothing changes for callers in this week.";
}

function headOf(day) {
  return element("th", { scope: "col" }, element("span", {}, day.name), " ", element("time", { datetime: day.iso }, day.date));
}

function weekOf(grid, number) {
  const rows = grid.rows.map((time, index) => element("tr", {},
    element("th", { scope: "row" }, time),
    grid.days.map((column) => cellOf(grid.columns[column][index]))));
  const notes = data.days.filter((day) => day.note).map((day) => element("p", { class: "note" }, `${day.name} ${day.date}: ${day.note}.`));
  const title = `Week of ${number}`;
  return [
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      element("table", { class: "week" },
        element("caption", {}, `${sidesOf(grid)} Times in ${data.zone}.`),
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Time"), data.days.map(headOf))),
        element("tbody", {}, rows))),
    notes,
  ];
}
