// Keys, views in place, and the search of a site that is files. Every page works without it.
(() => {
  "use strict";
  const root = document.body.dataset.root;
  const steps = [...document.querySelectorAll("[data-step]")];
  let at = -1;
  document.querySelectorAll(".keys").forEach((one) => { one.hidden = steps.length < 2; });

  function say(words) {
    const box = document.createElement("p");
    box.className = "said-so";
    box.setAttribute("role", "status");
    box.textContent = words;
    document.body.append(box);
    setTimeout(() => box.remove(), 2500);
  }

  function go(by) {
    if (!steps.length) return;
    at = Math.max(0, Math.min(steps.length - 1, at + by));
    steps.forEach((one, index) => one.classList.toggle("here", index === at));
    const link = steps[at].querySelector("h1 a, h2 a, h3 a, h4 a, h5 a, h6 a");
    steps[at].scrollIntoView({ block: "start" });
    if (link) link.focus({ preventScroll: true });
  }

  async function copy() {
    const here = steps[at];
    const address = location.href.split("#")[0] + (here && here.id ? "#" + here.id : "");
    try {
      await navigator.clipboard.writeText(address);
      say("The link is copied.");
    } catch (error) {
      if (here && here.id) location.hash = here.id;
      say("The link stands in the address bar.");
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest && event.target.closest("input, textarea, select")) return;
    if (event.key === "n") go(1);
    else if (event.key === "p") go(-1);
    else if (event.key === "c") copy();
    else if (event.key === "s") document.querySelector("[data-switch]")?.click();
    else if (event.key === "/") {
      const field = document.getElementById("q");
      if (field) { event.preventDefault(); field.focus(); } else location.href = root + "search/";
    }
  });

  // --- a list narrowed to what has some words ---
  document.querySelectorAll("form[data-narrow]").forEach((form) => {
    const rows = [...document.getElementById(form.dataset.narrow).children];
    const field = form.querySelector("input"), status = form.querySelector("[role=status]");
    form.hidden = rows.length < 2;
    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", () => {
      const asked = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !asked.every((word) => text.includes(word));
      });
      status.textContent = asked.length ? rows.filter((row) => !row.hidden).length + " of " + rows.length : "";
    });
  });

  // --- how long ago ---
  const units = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  document.querySelectorAll("time[datetime]").forEach((one) => {
    const seconds = (Date.parse(one.dateTime) - Date.now()) / 1000;
    const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) || units[4];
    one.title = words.format(Math.round(seconds / size), unit);
  });

  // --- one text and side by side, without another page ---
  const link = document.querySelector("a[data-switch]");
  const whole = [...document.querySelectorAll(".change > .redline:not(.heading)")];
  function without(node, tag) {
    const copied = node.cloneNode(true);
    copied.querySelectorAll(tag).forEach((one) => one.remove());
    return copied;
  }
  function split(box) {
    const sides = document.createElement("div");
    sides.className = "sides";
    for (const name of ["Before", "After"]) {
      const head = document.createElement("p");
      head.className = "head";
      head.textContent = name;
      sides.append(head);
    }
    let pair = null;
    for (const child of box.children) {
      if (child.tagName === "DETAILS") { sides.append(child.cloneNode(true)); pair = null; continue; }
      if (!pair) {
        pair = ["old", "new"].map((side) => {
          const half = box.cloneNode(false);
          half.classList.add(side);
          sides.append(half);
          return half;
        });
      }
      pair[0].append(without(child, "ins"));
      pair[1].append(without(child, "del"));
    }
    return sides;
  }
  if (link && whole.length) {
    let boxes = null;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const main = document.getElementById("main");
      if (boxes) {
        boxes.forEach((box, index) => box.replaceWith(whole[index]));
        boxes = null;
      } else {
        boxes = whole.map(split);
        whole.forEach((box, index) => box.replaceWith(boxes[index]));
      }
      main.classList.toggle("broad", Boolean(boxes));
      link.textContent = boxes ? "One text" : "Side by side";
    });
  }

  // --- search in files ---
  const form = document.getElementById("search");
  if (!form || "live" in document.body.dataset) return;
  const results = document.getElementById("results");
  const heading = document.getElementById("hits");
  const kept = new Map();
  const read = (name) => {
    if (!kept.has(name)) {
      kept.set(name, fetch(root + "search/" + name + ".json").then((answer) => (answer.ok ? answer.json() : {})));
    }
    return kept.get(name);
  };
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase();
  const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]/u;
  const cut = (text) => {
    const found = [];
    for (const word of fold(text).match(/[\p{L}\p{N}]+\*?/gu) || []) {
      if (unspaced.test(word) && word.length > 2) {
        const signs = [...word];
        for (let i = 0; i + 1 < signs.length; i++) found.push(signs[i] + signs[i + 1]);
      } else found.push(word);
    }
    return found;
  };
  const shard = (word) => unspaced.test([...word][0])
    ? Math.floor(word.codePointAt(0) / 32).toString(16) + "x"
    : [...word].slice(0, 2).map((sign) => sign.codePointAt(0).toString(16)).join("-");
  const stem = (word) => (word.length > 4 ? word.replace(/(?:ies|es|s|ing|ed)$/u, "") : word);

  async function look(word) {
    const open = word.endsWith("*");
    const bare = open ? word.slice(0, -1) : word;
    const beginning = open ? bare : stem(bare);
    const words = await read("words-" + shard(bare));
    const places = new Set();
    for (const [key, list] of Object.entries(words)) {
      if (open ? key.startsWith(bare) : key === bare || stem(key) === beginning) list.forEach((one) => places.add(one));
    }
    return places;
  }

  function excerpt(text, wanted) {
    const low = fold(text);
    const line = document.createElement("p");
    line.dir = "auto";
    const first = Math.min(...wanted.map((word) => low.indexOf(word)).filter((place) => place >= 0), Infinity);
    const from = Number.isFinite(first) ? Math.max(0, first - 90) : 0;
    const shown = (from ? "… " : "") + text.slice(from, from + 320) + (text.length > from + 320 ? " …" : "");
    const pattern = wanted.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "")).filter(Boolean).join("|");
    shown.split(pattern ? new RegExp("(" + pattern + ")", "giu") : /$^/u).forEach((piece, index) => {
      if (index % 2) { const mark = document.createElement("mark"); mark.textContent = piece; line.append(mark); }
      else line.append(piece);
    });
    return line;
  }

  async function find(query, side) {
    const phrases = [...query.matchAll(/"([^"]+)"/gu)].map((found) => fold(found[1]).split(/\s+/u).join(" "));
    const wanted = cut(query);
    results.querySelectorAll("ol, .quiet").forEach((one) => one.remove());
    heading.classList.remove("vh");
    if (!wanted.length) { heading.textContent = "Write a word to look for"; return; }
    heading.textContent = "Looking …";
    let common = null;
    for (const places of await Promise.all(wanted.map(look))) {
      common = common ? new Set([...common].filter((one) => places.has(one))) : places;
    }
    const list = document.createElement("ol");
    list.className = "hits";
    let count = 0;
    const policies = (await read("policies")).policies || [];
    for (const place of [...common].sort((a, b) => a - b)) {
      const texts = await read(policies[Math.floor(place / 100000)]);
      const [href, label, part, day, text] = texts.places[place % 100000];
      const hit = { href, label, side: part, day, text, policy: texts.policy };
      if (side !== "all" && hit.side !== side) continue;
      const low = fold(hit.text).split(/\s+/u).join(" ");
      if (!phrases.every((phrase) => low.includes(phrase))) continue;
      count += 1;
      if (count > 100) continue;
      const item = document.createElement("li");
      const title = document.createElement("h3");
      const anchor = document.createElement("a");
      title.dir = "auto";
      anchor.href = root + hit.href;
      anchor.textContent = hit.label;
      title.append(anchor);
      const meta = document.createElement("p");
      meta.className = "meta";
      meta.textContent = hit.policy + " · " + { now: "stands now", came: "came in", went: "went out" }[hit.side] + " · " + hit.day;
      item.append(title, meta, excerpt(hit.text, wanted.map((word) => stem(word.replace("*", "")))));
      list.append(item);
    }
    heading.textContent = count ? (count > 100 ? "The first 100 of " : "") + count + (count === 1 ? " place" : " places") : "Nothing found";
    results.append(list);
  }

  const asked = new URLSearchParams(location.search);
  if (asked.get("side")) form.elements.side.value = asked.get("side");
  if (asked.get("q")) { form.elements.q.value = asked.get("q"); find(asked.get("q"), form.elements.side.value); }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = form.elements.q.value, side = form.elements.side.value;
    history.replaceState(null, "", "?" + new URLSearchParams({ q: query, side }));
    find(query, side);
  });
})();
