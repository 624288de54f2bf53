// The first page of the site as files: the same box, answered by answer.js on this page. What is typed is never a request.
(() => {
  "use strict";
  const place = document.querySelector("[data-answer-here]");
  if (!place || !window.mixwiseData) return;
  const data = window.mixwiseData;
  const engine = window.mixwiseEngine(data);
  const words = data.words;
  const page = JSON.parse(place.dataset.words);
  const form = document.querySelector("[data-ask-here]");
  const box = form.querySelector("textarea");
  const make = (tag, classes, ...inside) => {
    const one = document.createElement(tag);
    if (classes) one.className = classes;
    one.append(...inside.filter((part) => part !== null && part !== undefined));
    return one;
  };
  const say = (text, values) => engine.filled(text, values);
  const label = (id) => data.substances[id].label[0];
  const mark = (severity) => {
    const held = document.querySelector(`template[data-mark="${severity}"]`) || document.querySelector('template[data-mark="none_known"]');
    return held.content.firstElementChild.cloneNode(true);
  };

  // Called by site.js with the names that were chosen.
  window.mixwiseNames = (typed, most) => {
    const key = engine.normalise(typed);
    if (key.length < 2) return [];
    const kinds = ["generic", "brand", "common", "street", "abbreviation"];
    const worth = (name) => Math.min(...data.names[name].map((row) => (kinds.indexOf(row[5]) + 1 || 9)));
    const starts = engine.names.filter((name) => name.startsWith(key)).sort((a, b) => worth(a) - worth(b) || a.length - b.length);
    const later = engine.names.filter((name) => !name.startsWith(key) && name.includes(" " + key)).sort((a, b) => a.length - b.length);
    const found = new Map();
    for (const name of [...starts, ...later]) {
      const rows = data.names[name].filter((row) => !["ordinary", "code", "misspelling"].includes(row[5]));
      const means = [...new Set(rows.map((row) => row[4] || row[1]))].join(" / ");
      if (means && ![...found.values()].includes(means)) found.set(name, means);
      if (found.size >= most) break;
    }
    return [...found].map(([name, means]) => ({ name, means: engine.normalise(means) === name ? "" : means }));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = box.value.split("\n").map((line) => line.trim()).filter(Boolean);
    place.replaceChildren();
    if (!typed.length) {
      place.append(make("p", "mw-error-message", page.empty));
    } else {
      show(engine.check(typed), typed);
    }
    place.focus();
  });

  function show(found, typed) {
    const several = typed.length > 1 || found.substances.length > 1;
    const severity = found.severity || (several ? "unknown" : null);
    const named = engine.joined(typed);
    if (found.severity === "dangerous") {
      const apt = data.first.filter(([, only]) => !only || only.some((id) => found.substances.includes(id)));
      place.append(make("div", "first", ...apt.map(([text]) => make("p", "", text))));
    }
    place.append(make("h2", "mw-heading-l question", say(several ? words.question : words.question_one, { names: named })));
    const worst = found.findings.filter((one) => one.severity === severity);
    const planned = words.verdict_plan[severity] && worst.every((one) => one.action !== "avoid");
    const noted = severity === "none_known" && found.notes.some((one) => one.substances.length > 1);
    const mix = planned ? words.verdict_plan[severity] : noted ? words.verdict_noted : words.verdict[severity];
    const verdict = several ? mix : found.substances.length ? words.verdict_one[severity || "none"] : words.verdict.unknown;
    const box = make("div", "verdict verdict--" + (severity || "none"));
    if (severity) box.append(make("p", "verdict__word", mark(severity), make("span", "", words.severity[severity])));
    box.append(make("p", "verdict__text", say(verdict, { names: engine.joined(found.named.filter((one) => one.meanings.length).map((one) => one.typed)) })));
    place.append(box, make("p", "mw-body", words.unsigned));
    for (const typedName of found.unrecognised) place.append(make("p", "mw-body", say(words.unrecognised, { typed: typedName })));
    for (const one of found.ambiguous) {
      const choices = make("div", "mw-button-group", ...one.meanings.map((meaning) => {
        const button = make("button", "mw-button mw-button--secondary", meaning.says || meaning.label);
        button.type = "button";
        button.addEventListener("click", () => {
          const name = (meaning.supply === "street" ? "street " : "") + meaning.label;
          form.dispatchEvent(new CustomEvent("mixwise:replace", { detail: { from: one.typed, to: name } }));
        });
        return button;
      }));
      place.append(make("h3", "mw-heading-s", `${page.meaning} “${one.typed}”`), make("p", "mw-hint", page.meaning_hint), choices);
    }
    for (const gap of found.not_reviewed) {
      const all = gap.families.length === Object.keys(data.families).length;
      const values = { substance: label(gap.substance), families: engine.joined(gap.families.map((family) => data.families[family])) };
      place.append(make("p", "mw-body", say(all ? words.not_reviewed_at_all : words.not_reviewed, values)));
    }
    if (!found.complete || !["moderate", "major", "dangerous"].includes(severity)) place.append(make("p", "mw-body", words.absence));
    [...found.findings, ...found.notes].forEach((one, number) => place.append(card(one, number === 0)));
    const links = found.substances.map((id) => {
      const link = make("a", "mw-link", label(id));
      link.href = `substance/${id}.html`;
      return make("li", "", link);
    });
    if (links.length) place.append(make("h3", "mw-heading-s", page.more), make("ul", "mw-list", ...links));
    place.append(make("p", "mw-body small", say(page.version, { version: data.version })));
  }

  function card(one, open) {
    const sources = one.sources.map((id) => {
      const [line, address] = data.sources[id];
      const link = make(address.startsWith("http") ? "a" : "span", "mw-link", line);
      if (address.startsWith("http")) { link.href = address; link.rel = "noreferrer"; }
      return make("li", "", link);
    });
    const claims = one.claims.map((claim) => make("li", "", claim[0]));
    const more = make("details", "more", make("summary", "", page.who), make("ul", "mw-list mw-list--bullet", ...claims), make("ul", "mw-list", ...sources));
    const badge = make("strong", "severity severity--" + one.severity, mark(one.severity), make("span", "", words.severity[one.severity]));
    const title = make("h3", "", badge, ` ${one.title}: ${engine.joined(one.substances.map(label))}`);
    const sure = `${words.evidence[one.evidence]}${one.onset ? " " + words.labels.when + ": " + words.onset[one.onset] : ""}`;
    const body = make("div", "card__body", make("p", "mw-body", one.plain), make("p", "mw-body", make("strong", "", words.labels.do + ": "), one.do), make("p", "mw-body", make("strong", "", words.labels.sure + ": "), sure), more);
    const whole = make("details", "card finding finding--" + one.severity, make("summary", "", title), body);
    whole.open = open;
    return whole;
  }
})();
