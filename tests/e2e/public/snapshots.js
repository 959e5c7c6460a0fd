// What the living page looks like, in words: of every component and its parts the size, colours and letters.
() => {
  const round = (value) => Math.round(value);
  const found = {};
  for (const section of document.querySelectorAll("main section[aria-labelledby^='c-']")) {
    const component = section.getAttribute("aria-labelledby").slice(2);
    const rows = [];
    for (const element of section.querySelectorAll(`.${component}, [class*="${component}__"]`)) {
      if (!element.getClientRects().length || element.closest("svg svg")) continue;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      rows.push({
        name: element.className.baseVal ?? element.className.split(" ")[0],
        box: [round(box.width), round(box.height)],
        letters: [style.fontFamily.split(",")[0].replaceAll('"', ""), style.fontWeight, round(parseFloat(style.fontSize) * 10) / 10],
        colours: [style.color, style.backgroundColor, style.borderBlockStartColor],
      });
    }
    if (rows.length) found[component] = rows;
  }
  return found;
};
