// Saves each answer of a dossier as it is written. What cannot be saved (no connection, session over, two texts) stays in
// this browser until it is; the form's own buttons work without any of this.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const words = form.dataset;
  const key = "tonvinh:" + words.account + ":" + words.autosave;
  const PAUSE = 1500, GAP = 4000, WEEK = 7 * 24 * 3600 * 1000;
  const state = document.querySelector("[data-save-state]");
  const help = document.querySelector("[data-save-help]");
  const groups = new Map([...form.querySelectorAll("[data-question]")].map((group) => [group.dataset.question, group]));
  const dirty = new Set(), blocked = new Set();
  let timer, sending, last = 0, wait = GAP, ended = false, leaving = false, kept = true;

  const part = (code, selector) => groups.get(code).querySelector(selector);
  const belongs = (code) => ([name]) => name === code || (name.startsWith(code + "-") && groups.has(code));
  const values = (code) => [...new FormData(form)].filter(belongs(code));
  const readable = (pairs) => pairs.map(([, value]) => value).filter(Boolean).join("\n");

  const drafts = () => {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
  };
  const keep = (change) => {
    try {
      const all = drafts();
      change(all);
      if (Object.keys(all).length) localStorage.setItem(key, JSON.stringify(all));
      else localStorage.removeItem(key);
      kept = true;
    } catch { kept = false; }
  };

  const say = (kind, text, more = "", link = "") => {
    state.dataset.state = kind;
    state.textContent = text;
    help.textContent = kind === "done" || kept ? more : words.full;
    if (link) {
      const a = help.appendChild(document.createElement("a"));
      a.href = words.signIn;
      a.textContent = link;
      help.insertBefore(document.createTextNode(" "), a);
    }
  };

  const put = (pairs) => {
    for (const [name, value] of pairs) {
      for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (control.type === "radio") control.checked = control.value === value;
        else control.value = value;
      }
    }
  };

  const mark = (code, error) => {
    const after = part(code, "[data-after]");
    after.toggleAttribute("data-wrong", Boolean(error));
    if (error) after.textContent = error;
  };

  // What the page said of an answer when it came is over once that answer is mended and kept.
  const mended = (code) => {
    const field = part(code, ".field[data-state=error]");
    if (!field || !readable(values(code))) return;
    delete field.dataset.state;
    field.querySelector(".field__error")?.remove();
    for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    if (!form.querySelector(".field[data-state=error]")) document.querySelector("main .notice[role=alert]")?.remove();
  };

  const plan = (delay = PAUSE) => {
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(delay, last + GAP - Date.now()));
  };

  const lost = () => {
    wait = Math.min(wait * 2, 60_000);
    say("error", words.lost, words.lostHelp);
    plan(wait);
    return false;
  };

  const over = () => {
    ended = true;
    say("error", words.ended, words.endedHelp, words.endedLink);
    return false;
  };

  const cookie = () => document.cookie.split("; ").find((one) => one.startsWith(words.cookie + "="))?.split("=")[1];

  const send = async () => {
    if (sending) await sending;
    const codes = [...dirty].filter((code) => !blocked.has(code));
    if (!codes.length) return !dirty.size;
    sending = post(codes);
    const well = await sending;
    sending = undefined;
    return well;
  };

  const post = async (codes) => {
    clearTimeout(timer);
    last = Date.now();
    const sent = new Map(codes.map((code) => [code, JSON.stringify(values(code))]));
    const body = new FormData();
    for (const [name, value] of new FormData(form)) {
      const of = /^(?:seen|keep|against)_(.+)$/.exec(name)?.[1];
      if (name === "account" || (of ? sent.has(of) : codes.some((code) => belongs(code)([name])))) body.append(name, value);
    }
    say("doing", words.saving, help.textContent);
    let answer, told;
    try {
      answer = await fetch(words.autosave, {
        method: "POST", body, redirect: "manual", keepalive: leaving,
        headers: { Accept: "application/json", "X-CSRFToken": cookie() ?? form.elements.csrfmiddlewaretoken.value },
      });
      if ([401, 403].includes(answer.status) || answer.type === "opaqueredirect") return over();
      if (answer.status !== 409 && !answer.ok) return lost();
      told = await answer.json();
    } catch { return lost(); }
    ended = false;
    wait = GAP;
    if (answer.status === 409) {
      say("error", words.locked, told.message);
      return false;
    }
    return settle(sent, told);
  };

  const settle = (sent, { fields, conflicts, saved }) => {
    let wrong = false;
    for (const [code, field] of Object.entries(fields)) {
      const slot = part(code, "[data-slot]");
      part(code, `[name="seen_${code}"]`).value = field.seen;
      if (field.values) put(field.values);
      if (!field.error) part(code, "[data-after]").textContent = field.after;
      mark(code, field.error);
      if (field.error) wrong = true;
      else slot.textContent = "";
      if (field.values || JSON.stringify(values(code)) === sent.get(code)) {
        dirty.delete(code);
        if (!field.error) {
          keep((all) => delete all[code]);
          mended(code);
        }
      }
      if (!field.error) part(code, ".question__copied")?.remove();
    }
    for (const [code, html] of Object.entries(conflicts)) {
      blocked.add(code);
      part(code, "[data-slot]").innerHTML = html; // our own template, escaped by the server
    }
    if (blocked.size) {
      say("error", words.both);
      form.querySelector(".both[tabindex]")?.focus();
    } else if (wrong) say("error", words.wrong);
    else say("done", saved || state.textContent, words.help);
    if (dirty.size > blocked.size) plan();
    return !blocked.size && !wrong;
  };

  const changed = ({ target }) => {
    const code = target.closest("[data-question]")?.dataset.question;
    if (!code || !target.name) return;
    if (target.name === "keep_" + code) {
      blocked.delete(code);
      plan(0);
    } else if (!target.name.startsWith("against_")) {
      dirty.add(code);
      const pairs = values(code);
      keep((all) => { all[code] = { at: Date.now(), values: pairs }; });
      if (!ended) plan();
    }
  };

  const offer = (code, draft) => {
    const shown = document.getElementById("kept").content.firstElementChild.cloneNode(true);
    const find = (name) => shown.querySelector(`[data-${name}]`);
    find("at").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    find("stored").textContent = readable(values(code)) || "–";
    find("draft").textContent = readable(draft.values) || "–";
    const close = () => shown.remove();
    find("use").onclick = () => {
      put(draft.values);
      dirty.add(code);
      close();
      plan(0);
      part(code, "input:not([type=hidden]), textarea").focus();
    };
    find("drop").onclick = () => { keep((all) => delete all[code]); close(); };
    part(code, "[data-slot]").append(shown);
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", async (event) => {
    if (leaving || !dirty.size) return;
    event.preventDefault();
    const { submitter } = event;
    for (const code of dirty) {
      if (part(code, `[name="keep_${code}"]:checked`)) blocked.delete(code);
    }
    const well = await send();
    // Only what waits for a choice or for a connection holds the form back; an answer that cannot be kept is told by it.
    if (well || (!blocked.size && !ended && state.textContent === words.wrong)) {
      leaving = true;
      form.requestSubmit(submitter);
    }
  });
  addEventListener("online", () => dirty.size && plan(0));
  addEventListener("focus", () => dirty.size && plan(0)); // perhaps signed in again in another window
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty.size && !ended) { leaving = true; send().finally(() => { leaving = false; }); }
  });

  help.textContent = words.help;
  for (const [code, draft] of Object.entries(drafts())) {
    const old = !groups.has(code) || Date.now() - draft.at > WEEK;
    const same = !old && JSON.stringify(values(code)) === JSON.stringify(draft.values);
    if (same && part(code, "[data-state=error]")) dirty.add(code); // on the screen, but not stored
    else if (old || same) keep((all) => delete all[code]);
    else offer(code, draft);
  }
}
// Nothing stays in a shared browser after signing out.
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("tonvinh:")) localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing has nothing to forget */ }
  });
}
