// Suggestions in search boxes: WAI-ARIA's combobox with a listbox. At most 3,072 bytes.
for (const form of document.querySelectorAll("[data-suggest]")) {
  const part = (name) => form.querySelector(name);
  const input = part("[type=search]");
  const list = part("[role=listbox]");
  const status = part("[role=status]");
  const words = form.dataset;
  let options = [], at = -1, timer, asking;

  const set = (element, name, value) => element?.setAttribute("aria-" + name, value);

  const choose = (place) => {
    set(options[at], "selected", false);
    at = place;
    set(options[at], "selected", true);
    set(input, "activedescendant", options[at]?.id ?? "");
    options[at]?.scrollIntoView({ block: "nearest" });
  };

  const show = (open) => {
    choose(-1);
    list.hidden = !open;
    set(input, "expanded", open);
  };

  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
  };

  const close = () => {
    stop();
    show(false);
    status.textContent = "";
  };

  const add = (parent, tag, role) => {
    const made = document.createElement(tag);
    made.setAttribute("role", role);
    return parent.appendChild(made);
  };

  const draw = ({ suggestions, labels }) => {
    let group, kind;
    list.textContent = "";
    options = suggestions.map((item, place) => {
      if (item.kind !== kind) {
        kind = item.kind;
        group = add(list, "div", "group");
        set(group, "label", labels[kind]);
      }
      const option = add(group, "a", "option");
      option.id = list.id + place;
      option.href = item.url;
      option.textContent = item.text;
      return option;
    });
    const count = options.length;
    show(count > 0);
    status.textContent = words[count > 1 ? "many" : count ? "one" : "none"].replace("#", count);
  };

  const ask = async () => {
    const text = input.value.trim();
    if (!text[1]) return close();
    const { signal } = (asking = new AbortController());
    try {
      draw(await (await fetch(words.suggest + encodeURIComponent(text), { signal })).json());
    } catch {
      if (!signal.aborted) close();
    }
  };

  const typed = (event) => {
    stop();
    if (!event.isComposing) timer = setTimeout(ask, 120);
  };

  const keys = {
    ArrowDown: (last) => choose(at < last ? at + 1 : -1),
    ArrowUp: (last) => choose(at < 0 ? last : at - 1),
    Home: () => choose(0),
    End: choose,
    Enter: () => options[at].click(),
    Escape: close,
  };

  input.onkeydown = (event) => {
    const { key } = event;
    if (event.isComposing) return;
    if (list.hidden) {
      if (key === "ArrowDown") ask();
    } else if (keys[key] && (at >= 0 || !/^(H|En)/.test(key))) {
      event.preventDefault();
      keys[key](options.length - 1);
    }
  };
  input.oninput = typed;
  input.addEventListener("compositionend", typed);
  input.onblur = close;
  list.onmousedown = () => false; // keeps the focus
  input.setAttribute("role", "combobox");
  set(input, "autocomplete", "list");
  set(input, "controls", list.id);
  show(false);
}
