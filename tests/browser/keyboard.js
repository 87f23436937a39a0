// The keyboard's way through a page; needs checks.js in front.

const CONTROLS =
  "a[href], button, summary, input, select, textarea, [tabindex], [role=button], [onclick]";

function isOutOfReach(element) {
  if (element.disabled || element.type === "hidden" || !isShown(element)) return true;
  if (element.closest("[inert]")) return true;
  // Of a group of radio buttons, Tab stops at one; the arrow keys do the rest.
  if (element.type === "radio") return true;
  // A target for scripts and links, not a control.
  return element.matches("[tabindex='-1']:not(a, button, summary, input, select, textarea)");
}

// What a focus ring may be made of.
function look(element) {
  const style = getComputedStyle(element);
  const ring = style.outlineStyle === "none" ? "" : `${style.outlineWidth} ${style.outlineColor}`;
  return [
    ring,
    style.boxShadow,
    style.border,
    style.backgroundColor,
    style.textDecoration,
  ].join("|");
}

// Copy buttons are transparent until they have the focus, so opacity is left out here.
function controls() {
  return [...mainPart().querySelectorAll(CONTROLS)].filter((element) => {
    const copies = element.matches("button.copybtn") && element.checkVisibility();
    return copies || !isOutOfReach(element);
  });
}

// A tab's radio button is hidden and its label shows the focus in its stead.
function face(element) {
  return isShown(element) ? element : (element.labels?.[0] ?? element);
}

function startWalk() {
  const state = { looks: new Map(), stops: [], faults: [], wanted: controls() };
  for (const element of document.querySelectorAll(`${CONTROLS}, label`)) {
    state.looks.set(element, look(element));
  }
  document.addEventListener("focusin", ({ target }) => {
    if (state.stops.includes(target)) return;
    state.stops.push(target);
    const shown = face(target);
    if (!isShown(shown)) state.faults.push(`focus on something unseen: ${describe(target)}`);
    else if (state.looks.get(shown) === look(shown)) {
      state.faults.push(`focus cannot be seen on ${describe(target)}`);
    }
  });
  globalThis.convguideWalk = state;
  return document.querySelectorAll(CONTROLS).length;
}

function endWalk() {
  const { stops, faults, wanted } = globalThis.convguideWalk;
  // The theme unfolds and folds its list of sections while the page scrolls.
  const shown = new Set(controls());
  const missed = wanted.filter((element) => shown.has(element) && !stops.includes(element));
  return [...faults, ...missed.map((element) => `Tab never reaches ${describe(element)}`)];
}

function skipLink() {
  const [first] = globalThis.convguideWalk.stops;
  const target = first?.getAttribute("href")?.match(/^#(.+)/)?.[1];
  if (target && document.getElementById(target)?.closest("main, body > *")) return [];
  return [`the first Tab stop is no skip link: ${first ? describe(first) : "nothing"}`];
}

function scrollers() {
  return [...mainPart().querySelectorAll("*")]
    .filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const rolls = (overflow) => overflow === "auto" || overflow === "scroll";
      const across = rolls(overflowX) && element.scrollWidth > element.clientWidth + 1;
      const down = rolls(overflowY) && element.scrollHeight > element.clientHeight + 1;
      return (across || down) && isShown(element);
    })
    .filter((element) => {
      const inside = [...element.querySelectorAll(CONTROLS)];
      return element.tabIndex < 0 && !inside.some((control) => control.tabIndex >= 0);
    })
    .map((element) => `scrolls, but not by keyboard: ${describe(element)}`);
}

function clickables() {
  const points = (element) => getComputedStyle(element).cursor === "pointer";
  return [...mainPart().querySelectorAll("*")]
    .filter((element) => points(element) && !points(element.parentElement) && isShown(element))
    .filter((element) => {
      const control = element.closest("label")?.control ?? element.closest(CONTROLS);
      return !control || control.tabIndex < 0;
    })
    .map((element) => `can be clicked, but not focused: ${describe(element)}`);
}
