// The forwarding graph as a drawing: callers on the left, destinations on the right, and the same as a list.

const BOX = { width: 184, height: 42, across: 84, down: 14, margin: 8 };
const LANE = 12;
const TURN = 40;
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
  return outsideLast(settled(ways, levels));
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
  return outsideLast(settled(ways, levels));
}

// Places that are not ours stand last: nothing leads on from them, and so no way to them leads back.
function outsideLast(levels) {
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

// A way as a chain of steps from column to column: where it leads past a column, a lane of its own stands there.
function chainOf([source, target], levels) {
  const lanes = [];
  for (let level = levels.get(source) + 1; level < levels.get(target); level++) lanes.push({ level });
  return [source, ...lanes, target];
}

const heightOf = (item) => (typeof item === "number" ? BOX.height : LANE);
const heightOfAll = (column) => column.reduce((sum, item) => sum + heightOf(item) + BOX.down, -BOX.down);

// Where each place's box stands, and each lane; within a column they stand near what leads to them.
function laidOut(chains, levels) {
  const least = Math.min(...levels.values());
  const columns = Array.from({ length: Math.max(...levels.values()) - least + 1 }, () => []);
  for (const [place, level] of levels) columns[level - least].push(place);
  for (const lane of chains.flatMap((chain) => chain.slice(1, -1))) columns[lane.level - least].push(lane);
  const tallest = Math.max(...columns.map(heightOfAll));
  // A way that leads back goes below everything, where no place hides it.
  const backs = chains.filter((chain) => levels.get(chain.at(-1)) <= levels.get(chain[0]));
  const side = BOX.margin + (backs.length ? TURN : 0);
  const boxes = new Map(backs.map((chain, index) => [chain, { middle: BOX.margin + tallest + (2 * index + 1.5) * LANE }]));
  columns.forEach((column, across) => {
    if (across > 0) sortByCallers(column, chains, boxes);
    let y = BOX.margin + (tallest - heightOfAll(column)) / 2;
    for (const item of column) {
      boxes.set(item, { x: side + across * (BOX.width + BOX.across), y, middle: y + heightOf(item) / 2 });
      y += heightOf(item) + BOX.down;
    }
  });
  const width = columns.length * (BOX.width + BOX.across) - BOX.across + 2 * side;
  return { boxes, width, height: tallest + 2 * BOX.margin + (2 * backs.length + 0.5) * LANE };
}

function sortByCallers(column, chains, boxes) {
  const above = new Map(column.map((item) => [item, []]));
  for (const chain of chains) {
    chain.slice(1).forEach((item, index) => {
      if (above.has(item) && boxes.has(chain[index])) above.get(item).push(boxes.get(chain[index]).middle);
    });
  }
  const middle = (item) => above.get(item).reduce((sum, y) => sum + y, 0) / (above.get(item).length || 1);
  const middles = new Map(column.map((item) => [item, middle(item)]));
  column.sort((one, other) => middles.get(one) - middles.get(other));
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

function wayOf(chain, boxes, state) {
  const { x2, y2 } = stretchesOf(chain, boxes).at(-1);
  const group = drawn("g", { class: `way ${STATE[state]}` });
  group.append(drawn("path", { d: lineOf(chain, boxes), class: "line" }), drawn("path", { d: `M${x2} ${y2 - 4}l7 4l-7 4z`, class: "head" }));
  return group;
}

function lineOf(chain, boxes) {
  const stretches = stretchesOf(chain, boxes);
  const below = boxes.get(chain)?.middle;
  if (below === undefined) {
    return stretches.map(({ x1, y1, x2, y2 }, index) => {
      const middle = (x1 + x2) / 2;
      return `${index ? "L" : "M"}${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
    }).join("");
  }
  const [{ x1, y1, x2, y2 }] = stretches;
  return `M${x1} ${y1}C${x1 + TURN} ${y1} ${x1 + TURN} ${below} ${x1} ${below}H${x2}`
    + `C${x2 - TURN} ${below} ${x2 - TURN} ${y2} ${x2} ${y2}`;
}

// The stretches of a way between columns; the last one leaves room for the head of the arrow.
function stretchesOf(chain, boxes) {
  return chain.slice(1).map((item, index) => {
    const [from, to] = [boxes.get(chain[index]), boxes.get(item)];
    const isLast = index === chain.length - 2;
    return { x1: from.x + BOX.width, y1: from.middle, x2: isLast ? to.x - 7 : to.x, y2: to.middle };
  });
}

// Where the sign of a way stands: in its lane, if it has one; else a little before its middle or behind, so that two
// seldom meet.
function signAt(chain, boxes, state) {
  const { x1, y1, x2, y2 } = stretchesOf(chain, boxes).at(-1);
  if (boxes.has(chain)) return [(x1 + x2) / 2, boxes.get(chain).middle];
  if (chain.length > 2) return [x1 - BOX.width / 2, y1];
  const at = state === 1 ? 0.6 : 0.4;
  const back = 1 - at;
  return [x1 + (x2 - x1) * at, y1 * back * back * (back + 3 * at) + y2 * at * at * (at + 3 * back)];
}

function signOf(chain, boxes, state) {
  const [x, y] = signAt(chain, boxes, state);
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
  const chains = ways.map((way) => chainOf(way, levels));
  const { boxes, width, height } = laidOut(chains, levels);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title });
  ways.forEach(([, , state], index) => svg.append(wayOf(chains[index], boxes, state)));
  for (const place of levels.keys()) svg.append(boxOf(place, boxes.get(place), place === chosen));
  ways.forEach(([, , state], index) => state && svg.append(signOf(chains[index], boxes, state)));
  const items = ways.map((way) => element("li", {}, `${placeWords(way[0])} → ${placeWords(way[1])}${stateWords(way[2])}`));
  return element("figure", { class: "graph" },
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, svg),
    element("figcaption", {}, "Calls come from the left. ● changes with this plan; + and a thick line: a new way;"
      + " − and a broken line: a way taken away. A way stands for all times of the week."),
    element("details", {}, element("summary", {}, "The same as a list"), element("ul", {}, items)));
}
