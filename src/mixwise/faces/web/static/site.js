// Progressive help only: every page works without this. Nothing here stores or sends what is typed, unless the reader asks.
(() => {
  "use strict";
  document.body.classList.add("js-enabled", "mw-frontend-supported");

  const exit = document.querySelector('[data-module="mw-exit-this-page"]');
  if (exit && window.exitThisPage) new window.exitThisPage.ExitThisPage(exit);
  const files = document.documentElement.dataset.root; // set where the site is made of files
  if ("serviceWorker" in navigator && location.protocol !== "file:") navigator.serviceWorker.register((files === undefined ? "/" : files) + "sw.js").catch(() => {});

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const shown = (selector, act) => each(selector, (button) => { button.hidden = false; button.addEventListener("click", () => act(button)); });
  shown("[data-print]", () => window.print());
  shown("[data-expand]", () => each("article details", (part) => { part.open = true; }));

  // A place inside a closed part opens that part.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target && target.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target && target.tagName === "DETAILS") target.open = true;
    if (target && target.closest("details")) target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  if (location.hash && !location.hash.includes("=")) reveal();
  each('a[href^="#source-"]', (link) => link.addEventListener("click", () => setTimeout(reveal, 0)));

  const problems = document.getElementById("problems");
  if (problems) problems.focus();

  // Keeping an answer, and taking it off again. Only on request, only on this device.
  const keep = document.querySelector("[data-keep]");
  if (keep && "caches" in window) {
    keep.hidden = false;
    const status = keep.querySelector("[data-keep-status]");
    keep.querySelector("[data-keep-button]").addEventListener("click", async () => {
      const page = document.documentElement.cloneNode(true);
      page.querySelectorAll("*").forEach((one) => [...one.attributes].filter((held) => held.name.endsWith("-init")).forEach((held) => one.removeAttribute(held.name)));
      page.querySelectorAll(".mw-exit-this-page__indicator, .mw-exit-this-page > [role=status], .mw-exit-this-page-overlay").forEach((one) => one.remove());
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'" };
      await (await caches.open("mixwise-kept")).put("/kept", new Response("<!doctype html>" + page.outerHTML, { headers }));
      status.textContent = status.dataset.done;
    });
    keep.querySelector("[data-remove-button]").addEventListener("click", async (event) => {
      await caches.delete("mixwise-kept");
      status.textContent = event.target.dataset.done;
    });
  }

  // A link is made only when asked for. What stands behind the # stays in the browser.
  const link = document.querySelector("[data-link]");
  if (link) {
    link.hidden = false;
    link.querySelector("[data-link-button]").addEventListener("click", () => {
      const field = link.querySelector("input");
      field.value = location.origin + "/#taken=" + encodeURIComponent(link.dataset.names);
      field.parentElement.hidden = false;
      field.focus();
      field.select();
    });
  }

  const form = document.querySelector("[data-ask]");
  if (!form) return;
  const box = form.querySelector("textarea");
  const opened = location.hash.match(/^#taken=(.*)$/);
  if (opened) {
    box.value = decodeURIComponent(opened[1]);
    history.replaceState(null, "", "/");
    form.submit();
    return;
  }
  if (!window.accessibleAutocomplete) return;

  // The box becomes a combobox with chips; the textarea stays as what is sent.
  const words = JSON.parse(box.dataset.words);
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const hint = document.getElementById("taken-hint");
  const label = form.querySelector('label[for="taken"]');
  let names = box.value.split("\n").map((one) => one.trim()).filter(Boolean);
  let pending = 0;

  const holder = document.createElement("div");
  const chips = document.createElement("ul");
  chips.className = "chips";
  chips.setAttribute("aria-label", words.list);
  const live = document.createElement("p");
  live.className = "mw-visually-hidden";
  live.setAttribute("role", "status");
  box.hidden = true;
  box.id = "taken-sent";
  hint.textContent = hint.dataset.chips;
  box.after(holder, chips, live);

  const draw = () => {
    box.value = names.join("\n");
    chips.hidden = !names.length;
    chips.replaceChildren(...names.map((name, place) => {
      const item = document.createElement("li");
      const text = document.createElement("span");
      text.textContent = name;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", say(words.remove, { name }));
      button.addEventListener("click", () => {
        names.splice(place, 1);
        live.textContent = say(words.removed, { name });
        draw();
        input().focus();
      });
      item.append(text, button);
      return item;
    }));
  };
  const input = () => holder.querySelector("input");
  const add = (name) => {
    const text = name.trim();
    if (text && !names.some((one) => one.toLowerCase() === text.toLowerCase())) {
      names.push(text);
      live.textContent = say(words.added, { name: text });
    }
    draw();
    requestAnimationFrame(() => { if (input().value === name) setTyped(""); }); // the combobox has put the chosen name there by then
  };
  const setTyped = (value) => {
    const field = input();
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  window.accessibleAutocomplete({
    element: holder,
    id: "taken",
    name: "",
    minLength: 2,
    confirmOnBlur: false,
    displayMenu: "overlay",
    showNoOptionsFound: false,
    tNoResults: () => words.no_results,
    tStatusSelectedOption: (name, total, place) => say(words.selected, { name, n: place + 1, total }),
    tStatusResults: (total) => (total === 1 ? words.status_one : say(words.status_many, { n: total })),
    templates: {
      inputValue: (one) => (one ? one.name : ""),
      suggestion: (one) => (typeof one === "string" ? escaped(one) : `${escaped(one.name)}${one.means ? ` <small>${escaped(one.means)}</small>` : ""}`),
    },
    source: async (typed, show) => {
      if (window.mixwiseNames) return show(window.mixwiseNames(typed, 8));
      const turn = ++pending;
      try {
        const answer = await fetch("/names", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "typed=" + encodeURIComponent(typed), cache: "no-store" });
        const names = await answer.json();
        if (turn === pending) show(names); // else somebody has typed on, or added the name as it stands
      } catch (error) {
        show([]);
      }
    },
    onConfirm: (one) => { if (one) add(one.name); },
  });
  const escaped = (text) => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
  const field = input();
  field.setAttribute("aria-describedby", "taken-hint" + (document.getElementById("taken-error") ? " taken-error" : ""));
  field.setAttribute("autocapitalize", "off");
  field.setAttribute("spellcheck", "false");
  label.htmlFor = "taken";
  // Enter on a name that was typed and not chosen adds it; Enter on an empty box sends the form.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !field.value.trim() && names.length) { // whatever the list of names is still about to do
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Enter" && field.value.trim() && !holder.querySelector(".autocomplete__option--focused")) {
      event.preventDefault();
      pending += 1;
      const name = field.value;
      setTyped(""); // at once: whoever presses Enter again means the form
      add(name);
    }
  });
  form.addEventListener("submit", () => {
    if (field.value.trim()) add(field.value);
    box.value = names.join("\n");
  }, { capture: true });
  form.addEventListener("mixwise:replace", (event) => {
    names = names.map((one) => (one === event.detail.from ? event.detail.to : one));
    draw();
    form.requestSubmit();
  });
  draw();
})();
