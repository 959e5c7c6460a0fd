// What the walk measures on a page, each a function by name. Runs in the page through the browser's own protocol, so the
// content policy of the page stays in force.
(() => {
  const name = (element) => {
    let found = element.tagName.toLowerCase();
    if (element.id) found += "#" + element.id;
    else if (element.classList.length) found += "." + [...element.classList].slice(0, 2).join(".");
    const words = element.innerText || element.getAttribute("aria-label") || element.alt || "";
    return found + " " + JSON.stringify(words.trim().slice(0, 30));
  };
  const seen = (element) => {
    const style = getComputedStyle(element);
    return style.visibility === "visible" && style.display !== "none" && element.getClientRects().length > 0;
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const pen = document.createElement("canvas").getContext("2d");

  // Whether anything lies beyond the right edge, and what it is.
  const overflow = () => {
    const width = document.documentElement.clientWidth;
    const needed = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (needed <= width) return "";
    const guilty = [...document.body.querySelectorAll("*")].filter((element) => {
      if (element.getBoundingClientRect().right <= width + 0.5) return false;
      for (let above = element.parentElement; above && above !== document.body; above = above.parentElement)
        if (getComputedStyle(above).overflowX !== "visible") return false;
      return true;
    });
    return `${needed} of ${width} px: ${guilty.slice(-3).map(name).join("; ")}`;
  };

  // Everything that is pressed and is smaller than 24 px, except links inside a sentence.
  const targets = () => {
    const wanted = "a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button],[role=link],[role=tab]";
    const found = [];
    for (const element of document.querySelectorAll(wanted)) {
      if (element.disabled || element.closest("[inert],[aria-hidden=true]") || !seen(element)) continue;
      let box = element.getBoundingClientRect();
      if (["checkbox", "radio"].includes(element.type))
        for (const label of element.labels || []) {
          const other = label.getBoundingClientRect();
          if (other.width * other.height > box.width * box.height) box = other;
        }
      for (const inner of element.querySelectorAll("img,svg,span,div")) {
        const other = inner.getBoundingClientRect();
        if (other.width * other.height > box.width * box.height) box = other;
      }
      if (box.width < 2 || box.height < 2 || box.right <= 0 || box.bottom + scrollY <= 0) continue;
      if (getComputedStyle(element).clipPath !== "none" && box.width < 4) continue;
      const sentence =
        getComputedStyle(element).display === "inline" &&
        [...element.parentElement.childNodes].some(
          (node) => node !== element && node.nodeType === 3 && node.textContent.trim().length > 1,
        );
      if (!sentence && (box.width < 23.5 || box.height < 23.5))
        found.push(`${name(element)} ${Math.round(box.width)}×${Math.round(box.height)}`);
    }
    return found;
  };

  const images = () =>
    [...document.images]
      .filter((image) => !(image.getAttribute("width") && image.getAttribute("height")))
      .map((image) => name(image));

  const fontOf = (style, size) =>
    `${style.fontStyle} ${style.fontWeight} ${size ? size + "px" : style.fontSize} ${style.fontFamily}`;

  // Letters with two marks: the ink of a line must not reach the line above (Ẵ under ợ), nor be cut by a box that clips.
  const marks = () => {
    const faults = new Set();
    const checked = new Set();
    for (const element of document.body.querySelectorAll("*")) {
      if (!ownText(element) || !seen(element)) continue;
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      const key = fontOf(style) + style.lineHeight;
      pen.font = fontOf(style);
      if (!checked.has(key)) {
        checked.add(key);
        pen.font = fontOf(style, 400); // small letters are measured in whole pixels
        const usual = pen.measureText("A");
        const normal = ((usual.fontBoundingBoxAscent + usual.fontBoundingBoxDescent) * size) / 400;
        const line = style.lineHeight === "normal" ? normal : parseFloat(style.lineHeight);
        const both = pen.measureText("ẴỄỖẪ").actualBoundingBoxAscent + pen.measureText("ợặựy").actualBoundingBoxDescent;
        const ink = (both * size) / 400;
        const lines = element.getClientRects().length > 1 || element.getBoundingClientRect().height > line * 1.5;
        if (lines && ink > line + 0.5) faults.add(`${name(element)}: ink ${ink.toFixed(1)} in a line of ${line.toFixed(1)}`);
        pen.font = fontOf(style);
      }
      let clip = element;
      while (clip && clip !== document.body && getComputedStyle(clip).overflowY === "visible") clip = clip.parentElement;
      if (!clip || clip === document.body || clip.clientHeight < 4) continue;
      const border = parseFloat(getComputedStyle(clip).borderTopWidth);
      const edge = clip.getBoundingClientRect().top + border - clip.scrollTop;
      for (const node of element.childNodes) {
        if (node.nodeType !== 3 || !node.textContent.trim()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const first = range.getClientRects()[0];
        if (!first) continue;
        const own = pen.measureText(node.textContent.trim());
        const top = first.top + own.fontBoundingBoxAscent - own.actualBoundingBoxAscent;
        if (top < edge - 1) faults.add(`${name(element)} is cut by ${name(clip)}: ${(edge - top).toFixed(1)} px`);
      }
    }
    return [...faults];
  };

  // Text alone twice as large, as browsers and people do it: every size on the page doubled.
  const doubled = () => {
    const cut = (box) => box.scrollWidth > box.clientWidth + 3 || box.scrollHeight > box.clientHeight + 3;
    const clips = [...document.body.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const clipping = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
      return clipping && element.innerText && element.clientHeight > 4 && element.clientWidth > 4;
    });
    const before = new Set(clips.filter(cut));
    const texts = [...document.body.querySelectorAll("*")].filter(
      (element) => ownText(element) || element.matches("input,select,textarea,button"),
    );
    const sizes = texts.map((element) => parseFloat(getComputedStyle(element).fontSize));
    texts.forEach((element, place) => element.style.setProperty("font-size", `${2 * sizes[place]}px`, "important"));
    const found = clips.filter((box) => cut(box) && !before.has(box)).map((box) => `cut: ${name(box)}`);
    const beyond = overflow();
    texts.forEach((element) => element.style.removeProperty("font-size"));
    return beyond ? [beyond, ...found] : found;
  };

  // The largest picture of the first view if the head did not ask for it, and what the head asked for in vain.
  const preload = () => {
    const faults = [];
    const entry = window.__largest;
    const asked = performance.getEntriesByType("resource").filter((one) => one.initiatorType === "link");
    if (entry && entry.url && !entry.url.startsWith("data:") && !asked.some((one) => one.name === entry.url))
      faults.push(`${entry.url.split("/").pop()} is not preloaded`);
    const used = new Set([...document.images].map((image) => image.currentSrc));
    for (const one of asked)
      if (one.name.includes("/media/") && !used.has(one.name)) faults.push(`${one.name.split("/").pop()} is preloaded in vain`);
    return faults;
  };

  // Pictures that lie below the first view: a browser may fetch them ahead of the reader, nothing waits for them.
  const below = () =>
    [...document.images]
      .filter((image) => image.currentSrc && image.getBoundingClientRect().top >= innerHeight)
      .map((image) => image.currentSrc);

  window.__measure = { overflow, targets, images, marks, doubled, preload, below };
})();
