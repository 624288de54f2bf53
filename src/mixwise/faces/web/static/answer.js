// The engine of mixwise for pages without a server: the same matching, settling and ordering as mixwise.engine, over the bundle
// that `mixwise site build` writes. A test compares the two over 20,000 random lists. Nothing that is typed leaves this page.
(function (root) {
  "use strict";
  const NOTE = "note";

  function engine(data) {
    const rank = Object.fromEntries(data.severities.map((name, place) => [name, place]));
    const rankOf = (severity) => (severity in rank ? rank[severity] : -1);
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

    // A substance with the roles that this intake fills, its context counted in (engine.matching.loaded).
    const held = new Map();
    function loaded(taken) {
      const key = taken.substance + "\0" + [...new Set(taken.context)].sort().join("\0");
      if (!held.has(key)) held.set(key, load(taken));
      return held.get(key);
    }

    function load(taken) {
      const row = data.substances[taken.substance];
      const parts = {};
      for (const part of ["pairs", "sets", "loads", "twice", "alone"]) {
        parts[part] = new Map(Object.entries(row[part] || {}).map(([number, mask]) => [Number(number), mask]));
      }
      for (const [number, bit, needs] of row.if || []) {
        if (!needs.every((need) => taken.context.includes(need))) continue;
        for (const part of Object.values(parts)) if (part.has(number)) part.set(number, part.get(number) | bit);
      }
      for (const part of Object.values(parts)) for (const [number, mask] of part) if (!mask) part.delete(number);
      return { id: taken.substance, row, ...parts, partial: new Set(row.partial || []) };
    }

    const match = (number, participants) => ({ number, rule: data.rules[number], participants });

    function pairMatches(first, second) {
      const found = [];
      const [few, many] = first.pairs.size <= second.pairs.size ? [first, second] : [second, first];
      for (const [number, mask] of few.pairs) {
        const other = many.pairs.get(number);
        if (!other || data.rules[number].person) continue;
        const [mine, yours] = few === first ? [mask, other] : [other, mask];
        const forward = mine & 1 && yours & 2;
        if (forward) found.push(match(number, [first, second]));
        if (yours & 1 && mine & 2 && (data.rules[number].directed || !forward)) found.push(match(number, [second, first]));
      }
      return found;
    }

    function assignable(roles, candidates) {
      if (!roles.length) return true;
      return candidates.some((one) => one.mask & roles[0] && assignable(roles.slice(1), candidates.filter((other) => other !== one)));
    }

    function setMatches(all) {
      const filling = new Map();
      if (all.length < data.smallest_set) return [];
      for (const one of all) {
        for (const [number, mask] of one.sets) {
          if (!filling.has(number)) filling.set(number, []);
          filling.get(number).push({ one, mask });
        }
      }
      const found = [];
      for (const number of [...filling.keys()].sort((a, b) => a - b)) {
        const rule = data.rules[number];
        const candidates = filling.get(number);
        if (rule.person) continue;
        if (rule.least) {
          const who = candidates.filter((held) => held.mask & 1).map((held) => held.one);
          if (who.length >= rule.least) found.push(match(number, who));
        } else if (candidates.length >= rule.roles) {
          found.push(...byRoles(number, rule, candidates));
        }
      }
      return found;
    }

    function byRoles(number, rule, candidates) {
      const roles = Array.from({ length: rule.roles }, (_, place) => 1 << place);
      if (!rule.directed) return assignable(roles, candidates) ? [match(number, candidates.map((held) => held.one))] : [];
      const last = roles[roles.length - 1];
      const found = [];
      for (const changed of candidates) {
        const others = candidates.filter((held) => held !== changed && held.mask & (last - 1));
        if (changed.mask & last && assignable(roles.slice(0, -1), others)) {
          found.push(match(number, [...others.map((held) => held.one), changed.one]));
        }
      }
      return found;
    }

    // Sums of points over the list; sums of doses need doses, which are not asked for here.
    function loadMatches(all) {
      const filling = new Map();
      for (const one of all) {
        for (const number of one.loads.keys()) {
          if (!((one.row.points || {})[number] > 0)) continue;
          if (!filling.has(number)) filling.set(number, []);
          filling.get(number).push(one);
        }
      }
      return [...filling.keys()].sort((a, b) => a - b)
        .filter((number) => !data.rules[number].person && filling.get(number).reduce((sum, one) => sum + one.row.points[number], 0) > data.rules[number].over)
        .map((number) => match(number, filling.get(number)));
    }

    function groups(all, twice) {
      const found = [];
      all.forEach((first, place) => all.slice(place + 1).forEach((second) => found.push(pairMatches(first, second))));
      for (const one of all) {
        const numbers = [...one.alone.keys(), ...(twice.has(one.id) ? one.twice.keys() : [])];
        found.push(numbers.map((number) => match(number, [one])));
      }
      for (const one of [...setMatches(all), ...loadMatches(all)]) found.push([one]);
      return found.filter((group) => group.length);
    }

    // What remains once curated interactions have had their say, the worst of each mechanism (engine.findings.settle).
    function settle(group) {
      if (group.length === 1) return group;
      const overriding = group.filter((one) => one.rule.overrides.length && !one.participants.some((who) => who.partial.has(one.number)));
      const best = new Map();
      for (const one of group) {
        const over = overriding.some((other) => other !== one && other.rule.overrides.includes(one.rule.mechanism) && other.rule.curated > one.rule.curated);
        if (over) continue;
        const who = one.rule.directed ? one.participants.map((part) => part.id) : [];
        const key = JSON.stringify([one.rule.mechanism, one.rule.severity === NOTE, who]);
        if (!best.has(key) || heavier(one, best.get(key))) best.set(key, one);
      }
      return [...best.values()];
    }

    function heavier(one, other) {
      const weight = (it) => [rankOf(it.rule.severity), it.rule.curated, it.participants.some((who) => who.partial.has(it.number)) ? 0 : 1, it.rule.id];
      const [a, b] = [weight(one), weight(other)];
      for (let place = 0; place < a.length; place += 1) if (a[place] !== b[place]) return a[place] > b[place];
      return false;
    }

    const joined = (names) => (names.length > 1 ? names.slice(0, -1).join(", ") + data.words.and + names[names.length - 1] : names.join(""));
    const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

    function explain(one) {
      const rule = one.rule;
      const names = one.participants.map((who) => who.row.label[0]);
      const all = joined(names);
      const last = names[names.length - 1];
      const values = {
        a: names[0], b: last, both: all, all, object: last, enzyme: rule.enzyme,
        precipitant: rule.directed && names.length > 2 ? joined(names.slice(0, -1)) : names[0],
      };
      const ids = one.participants.map((who) => who.id);
      return {
        severity: rule.severity, mechanism: rule.mechanism, title: rule.title, substances: [...ids].sort(order), evidence: rule.evidence,
        onset: rule.onset || "", sources: [...new Set(rule.claims.map((claim) => claim[1]))], plain: filled(rule.plain, values),
        do: filled(rule.do, values), action: rule.action, rule: rule.id, object: rule.directed ? ids[ids.length - 1] : "", claims: rule.claims,
      };
    }

    function compare(one, other) {
      const key = (it) => [-rankOf(it.severity), -it.substances.length, it.substances.join("\0"), it.mechanism, it.object, it.rule];
      const [a, b] = [key(one), key(other)];
      for (let place = 0; place < a.length; place += 1) if (a[place] !== b[place]) return order(a[place], b[place]);
      return 0;
    }

    // Findings about substances taken: [{substance, names, context}] (engine.assess).
    function assess(taken) {
      const ordered = [...taken].sort((a, b) => order(a.substance, b.substance));
      const all = ordered.map(loaded);
      const twice = new Set(ordered.filter((one) => one.names.length > 1).map((one) => one.substance));
      const explained = groups(all, twice).flatMap(settle).map(explain);
      const gaps = all.filter((one) => one.row.not_reviewed.length).map((one) => ({ substance: one.id, families: one.row.not_reviewed }));
      const findings = explained.filter((one) => one.severity !== NOTE).sort(compare);
      const notes = explained.filter((one) => one.severity === NOTE).sort(compare);
      return { severity: findings.length ? findings[0].severity : null, findings, notes, not_reviewed: gaps };
    }

    // The door that every name goes through (knowledge.normalise).
    function normalise(text) {
      const vanish = /['`´ʹʻʼʽˈ‘’‚‛′＇®™©℠\u115f\u1160\u3164\uffa0]/g;
      const folded = text.replace(vanish, "").normalize("NFKD").toLowerCase().normalize("NFKD").replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, "").replace(vanish, "");
      return folded.replace(/[^\p{L}\p{N}\p{Mc}]/gu, " ").trim().split(/\s+/).filter(Boolean).join(" ");
    }

    // Exact names only, with a supply in front ("street …"): what is not found is said to be unrecognised, never guessed.
    function resolve(typed) {
      const key = normalise(typed);
      let supply = "";
      let rows = data.names[key];
      if (!rows && key.startsWith("street ")) [rows, supply] = [data.names[key.slice(7)], "street"];
      const taken = (rows || []).filter((row) => row[5] !== "ordinary");
      const generic = taken.filter((row) => row[5] === "generic");
      const own = generic.filter((row) => row[0].length === 1 && row[0][0] === row[1].replaceAll(" ", "_"));
      const chosen = own.length ? own : generic.length ? generic : taken;
      const seen = new Set();
      const meanings = [];
      for (const row of chosen) {
        const one = { substances: row[0], label: row[1], supply: supply && !(row[2] === "street") ? supply : row[2], product: row[3], says: row[4] };
        const mark = JSON.stringify(one);
        if (!seen.has(mark)) meanings.push(one);
        seen.add(mark);
      }
      return { typed, key, named: key in data.names, meanings };
    }

    // Names to the whole answer; of several meanings the one that makes it worst.
    function check(typed) {
      const once = new Map(typed.map((text) => [normalise(text) || text.trim(), text.trim()]));
      const named = [...once].filter(([, text]) => text).sort((a, b) => order(a[0], b[0])).map(([, text]) => resolve(text));
      const known = named.filter((one) => one.meanings.length);
      let readings = [[]];
      for (const one of known) {
        const wider = readings.flatMap((chosen) => one.meanings.map((meaning) => [...chosen, meaning]));
        readings = wider.length > 256 ? readings.map((chosen) => [...chosen, one.meanings[0]]) : wider;
      }
      const badness = (found) => [Math.max(rankOf(found.severity), found.not_reviewed.length ? rank.unknown : -1), found.findings.filter((f) => f.severity === found.severity).length, found.findings.length];
      let best = null;
      for (const chosen of readings) {
        const taken = new Map();
        chosen.forEach((meaning, place) => {
          for (const substance of meaning.substances) {
            const held = taken.get(substance) || { substance, names: [], context: [] };
            const name = meaning.product ? data.products[meaning.product] : known[place].named ? known[place].key : meaning.label;
            if (!held.names.includes(name)) held.names.push(name);
            held.context.push("supply=" + (meaning.supply || data.substances[substance].supply));
            if (meaning.supply === "street") held.context.push("use=recreational"); // engine.reading.context_of
            taken.set(substance, held);
          }
        });
        const found = assess([...taken.values()]);
        const weight = badness(found);
        if (!best || compareLists(weight, best.weight) > 0) best = { found, weight, chosen, substances: [...taken.keys()].sort(order) };
      }
      const ambiguous = known.map((one, place) => ({ ...one, assumed: best.chosen[place] })).filter((one) => one.meanings.length > 1);
      const unrecognised = named.filter((one) => !one.meanings.length).map((one) => one.typed);
      const complete = !(unrecognised.length || ambiguous.length || best.found.not_reviewed.length);
      const levels = [best.found.severity, complete ? null : "unknown"].filter(Boolean);
      let severity = levels.sort((a, b) => rank[b] - rank[a])[0] || null;
      if (!severity && best.substances.length > 1) severity = "none_known";
      return { ...best.found, severity, complete, named, ambiguous, unrecognised, substances: best.substances, chosen: best.chosen };
    }

    function compareLists(a, b) {
      for (let place = 0; place < a.length; place += 1) if (a[place] !== b[place]) return a[place] - b[place];
      return 0;
    }

    return { assess, check, resolve, normalise, joined, filled, names: Object.keys(data.names) };
  }

  root.mixwiseEngine = engine;
})(typeof window === "undefined" ? globalThis : window);
