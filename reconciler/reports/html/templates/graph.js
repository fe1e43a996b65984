// The forwarding graph as a drawing: callers on the left, destinations on the right, and the same as a list.

const BOX = { width: 184, height: 42, across: 72, down: 14, margin: 12, side: 32 };
const STATE = ["same", "added", "removed"];
const MARK = ["", "+", "−"];
const MOST_LEVELS = 8;

// Which column each place stands in: how many ways it is behind the chosen place, or before it.
function levelsAround(ways, chosen) {
  const levels = new Map([[chosen, 0]]);
  for (const [step, from, to] of [[1, 0, 1], [-1, 1, 0]]) {
    let edge = [chosen];
    for (let level = step; edge.length && Math.abs(level) < MOST_LEVELS; level += step) {
      const next = [];
      for (const way of ways) {
        if (edge.includes(way[from]) && !levels.has(way[to])) {
          levels.set(way[to], level);
          next.push(way[to]);
        }
      }
      edge = next;
    }
  }
  return settled(ways, levels);
}

// The same with no place chosen: nobody leads to those that stand first.
function levelsOfAll(ways) {
  const targets = new Set(ways.map((way) => way[1]));
  const levels = new Map();
  for (const way of ways) if (!targets.has(way[0])) levels.set(way[0], 0);
  for (let round = 0; round < MOST_LEVELS; round++) {
    for (const way of ways) {
      const here = levels.get(way[0]);
      if (here === round && (levels.get(way[1]) ?? -1) <= here && here + 1 < MOST_LEVELS) levels.set(way[1], here + 1);
    }
  }
  settled(ways, levels);
  // Those that are not ours stand last, so that a way leads past few of them.
  const last = Math.max(...[...levels].map(([place, level]) => (data.places[place][2] ? level + 1 : 1)));
  for (const place of levels.keys()) if (!data.places[place][2]) levels.set(place, last);
  return levels;
}

// Places that lead round among themselves, and those beside the chosen one's own ways, stand next to what they lead to.
function settled(ways, levels) {
  for (let round = 0; round < MOST_LEVELS; round++) {
    for (const [source, target] of ways) {
      if (!levels.has(source) && levels.has(target)) levels.set(source, levels.get(target) - 1);
      if (levels.has(source) && !levels.has(target)) levels.set(target, levels.get(source) + 1);
    }
  }
  for (const [source, target] of ways) {
    if (!levels.has(source)) levels.set(source, 0);
    if (!levels.has(target)) levels.set(target, levels.get(source) + 1);
  }
  return levels;
}

// Where each place's box stands; within a column they stand near what leads to them.
function laidOut(ways, levels) {
  const least = Math.min(...levels.values());
  const columns = Array.from({ length: Math.max(...levels.values()) - least + 1 }, () => []);
  for (const [place, level] of levels) columns[level - least].push(place);
  const tallest = Math.max(...columns.map((column) => column.length));
  const boxes = new Map();
  columns.forEach((column, across) => {
    if (across > 0) sortByCallers(column, ways, boxes);
    const top = ((tallest - column.length) * (BOX.height + BOX.down)) / 2;
    column.forEach((place, down) => {
      boxes.set(place, {
        x: BOX.side + across * (BOX.width + BOX.across),
        y: BOX.margin + top + down * (BOX.height + BOX.down),
      });
    });
  });
  const width = columns.length * (BOX.width + BOX.across) - BOX.across + 2 * BOX.side;
  const height = tallest * (BOX.height + BOX.down) - BOX.down + 2 * BOX.margin;
  return { boxes, width, height };
}

function sortByCallers(column, ways, boxes) {
  const heights = new Map(column.map((place) => {
    const callers = ways.filter((way) => way[1] === place && boxes.has(way[0])).map((way) => boxes.get(way[0]).y);
    return [place, callers.length ? callers.reduce((sum, y) => sum + y, 0) / callers.length : 0];
  }));
  column.sort((one, other) => heights.get(one) - heights.get(other));
}

function cut(text, most) {
  const letters = [...text];
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text;
}

function boxOf(place, at, isChosen) {
  const [words, name, isOwn, isChanged] = data.places[place];
  const kind = `place${isOwn ? " own" : ""}${isChanged ? " altered" : ""}${isChosen ? " chosen" : ""}`;
  const group = drawn("g", { class: kind });
  group.append(drawn("rect", { x: at.x, y: at.y, width: BOX.width, height: BOX.height, rx: isOwn ? 4 : 21 }));
  const middle = at.x + BOX.width / 2;
  const first = drawn("text", { x: middle, y: at.y + (name ? 18 : 26) });
  first.append((isChanged ? "● " : "") + cut(words, 22));
  group.append(first);
  if (name) {
    const second = drawn("text", { x: middle, y: at.y + 33, class: "name" });
    second.append(cut(name, 23));
    group.append(second);
  }
  return group;
}

function wayOf(from, to, state) {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x - 7, to.y + BOX.height / 2];
  const bend = x2 > x1 ? (x2 - x1) / 2 : 60;
  const over = from === to ? 40 : 0; // a way from a place to itself goes round above its box
  const group = drawn("g", { class: `way ${STATE[state]}` });
  const curve = `${x1 + bend} ${y1 - over} ${x2 - bend} ${y2 - over} ${x2} ${y2}`;
  group.append(drawn("path", { d: `M${x1} ${y1}C${curve}`, class: "line" }));
  group.append(drawn("path", { d: `M${x2} ${y2 - 4}l7 4l-7 4z`, class: "head" }));
  return group;
}

// Where the sign of a way stands: a little before its middle or behind, so that two seldom meet. That of a way back
// stands beside the box from which it leads, for its middle is behind other boxes.
function placeOfSign(from, to, state) {
  const right = from.x + BOX.width;
  if (to.x <= from.x) return [right + 20, from.y + BOX.height / 2 + (state === 1 ? -12 : 12)];
  const at = state === 1 ? 0.6 : 0.4;
  const back = 1 - at;
  const y = BOX.height / 2 + from.y * back * back * (back + 3 * at) + to.y * at * at * (at + 3 * back);
  return [right + (to.x - right) * at, y];
}

// The sign of a way that is new or taken away.
function signOf(from, to, state) {
  const [x, y] = placeOfSign(from, to, state);
  const sign = drawn("text", { x, y: y + 5, class: "sign" });
  sign.append(MARK[state]);
  const group = drawn("g", { class: `way ${STATE[state]}` });
  group.append(drawn("circle", { cx: x, cy: y, r: 8 }), sign);
  return group;
}

const placeWords = (place) => data.places[place].slice(0, 2).filter(Boolean).join(" ");
const stateWords = (state) => ["", " (new way)", " (way taken away)"][state];

// The whole figure: the drawing, what its signs mean, and the same as a list.
function graphOf(ways, chosen, title) {
  const levels = chosen === null ? levelsOfAll(ways) : levelsAround(ways, chosen);
  const { boxes, width, height } = laidOut(ways, levels);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title });
  for (const [source, target, state] of ways) svg.append(wayOf(boxes.get(source), boxes.get(target), state));
  for (const [place, at] of boxes) svg.append(boxOf(place, at, place === chosen));
  for (const [source, target, state] of ways) if (state) svg.append(signOf(boxes.get(source), boxes.get(target), state));
  const items = ways.map((way) => element("li", {}, `${placeWords(way[0])} → ${placeWords(way[1])}${stateWords(way[2])}`));
  return element("figure", { class: "graph" },
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, svg),
    element("figcaption", {}, "Calls come from the left. ● changes with this plan; + and a thick line: a new way;"
      + " − and a broken line: a way taken away. A way stands for all times of the week."),
    element("details", {}, element("summary", {}, "The same as a list"), element("ul", {}, items)));
}
