// What the test of the keyboard asks a page; put into the page by the browser, past its CSP.

// Marks, in the order of the document, everything that a key must reach; returns how many.
window.markStops = () => {
  const every = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const groups = new Set();
  let count = 0;
  for (const each of document.querySelectorAll(every)) {
    if (each.disabled || each.tabIndex < 0 || !each.checkVisibility({ visibilityProperty: true })) continue;
    if (each.type === "radio") {
      const group = [...document.getElementsByName(each.name)].filter((one) => one.form === each.form);
      const chosen = group.find((one) => one.checked);
      if (chosen ? each !== chosen : groups.has(each.name)) continue;
      groups.add(each.name);
    }
    each.dataset.stop = count++;
  }
  return count;
};

// What has the focus: its mark, whether one sees that it has it, and whether nothing hides it.
window.whereTheFocusIs = async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const here = document.activeElement;
  const shown = [here, ...(here.labels || []), here.closest("label")].filter(Boolean);
  const ringed = (...of) => {
    const style = getComputedStyle(...of);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return (outlined && style.outlineColor !== "rgba(0, 0, 0, 0)") || style.boxShadow !== "none";
  };
  const box = here.getClientRects()[0];
  const parts = [0.5, 0.1, 0.9];
  const inSight = box && parts.some((down) => parts.some((along) => {
    const hit = document.elementFromPoint(box.left + box.width * along, box.top + box.height * down);
    return hit && shown.some((each) => each.contains(hit));
  }));
  return {
    stop: here.dataset.stop === undefined ? null : Number(here.dataset.stop),
    ring: shown.some((each) => ringed(each) || ringed(each, "::before") || [...each.children].some((child) => ringed(child))),
    inSight: Boolean(inSight),
    words: here.outerHTML.slice(0, 120),
  };
};
