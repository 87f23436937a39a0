// Questions to a page. Each function returns a list of faults, empty if all is well.
// The text is evaluated in front of one call, so nothing stays behind in the page.

function describe(element) {
  const id = element.id ? `#${element.id}` : "";
  const classes = [...element.classList].map((name) => `.${name}`).join("");
  const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 30);
  return `<${element.localName}${id}${classes}> "${words}"`;
}

function mainPart() {
  return document.querySelector("main") ?? document.body;
}

function isShown(element) {
  const box = element.getBoundingClientRect();
  const options = { opacityProperty: true, visibilityProperty: true };
  return element.checkVisibility(options) && box.width > 0 && box.height > 0;
}

function structure() {
  const faults = [];
  // The theme keeps a second heading for paper.
  const heads = [...document.querySelectorAll("h1")].filter(isShown);
  if (heads.length !== 1) faults.push(`${heads.length} h1 instead of one`);
  if (!document.title.trim() || document.title.includes("<no title>")) {
    faults.push("no title");
  }
  if (!document.documentElement.lang.trim()) faults.push("no lang on <html>");
  if (!document.querySelector("main")) faults.push("no <main>");
  const seen = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (seen.has(id)) faults.push(`id "${id}" stands twice`);
    seen.add(id);
  }
  return faults;
}

// Only a picture of which half is hidden in each theme may be without a box.
function isOtherTheme(element) {
  const other = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  return Boolean(element.closest(`.only-${other}`));
}

function textsOf(ids) {
  const found = (ids ?? "").split(/\s+/).filter(Boolean);
  return found.map((id) => document.getElementById(id)?.textContent.trim() ?? "");
}

function pictures() {
  const faults = [];
  for (const image of document.images) {
    const alt = image.getAttribute("alt");
    const isFile = /\.(png|svg|jpe?g|gif|webp|avif)$|_images\//i.test(alt ?? "");
    const isHash = /^[\w-]*[0-9a-f]{16,}[\w-]*$/i.test(alt ?? "");
    if (alt === null) faults.push(`image without alt: ${image.src}`);
    else if (isFile || isHash) faults.push(`alt is a file name or a hash: ${alt}`);
    else if (!alt.trim() && mainPart().contains(image)) {
      faults.push(`empty alt on a picture of the text: ${image.src}`);
    }
    if (image.complete && image.naturalWidth === 0) faults.push(`broken: ${image.src}`);
  }
  for (const svg of mainPart().querySelectorAll("svg")) {
    if (svg.parentElement.closest("svg, a, button, summary, [aria-hidden=true]")) continue;
    if (svg.getAttribute("aria-hidden") === "true") continue;
    if (svg.getAttribute("role") !== "img") {
      faults.push(`svg is neither role="img" nor hidden: ${describe(svg)}`);
      continue;
    }
    const labels = textsOf(svg.getAttribute("aria-labelledby"));
    const title = svg.querySelector(":scope > title")?.textContent;
    const name = labels.join("") || svg.getAttribute("aria-label") || title;
    const description =
      labels.slice(1).join("") ||
      textsOf(svg.getAttribute("aria-describedby")).join("") ||
      svg.querySelector(":scope > desc")?.textContent;
    if (!name?.trim()) faults.push(`svg without a name: ${describe(svg)}`);
    if (!description?.trim()) faults.push(`svg without a description: ${describe(svg)}`);
  }
  return faults;
}

function figuresHaveBoxes() {
  return [...mainPart().querySelectorAll("svg.cg-figure, img")]
    .filter((figure) => !isShown(figure) && !isOtherTheme(figure))
    .map((figure) => `figure without a box: ${figure.src ?? describe(figure)}`);
}

// Words of a figure that a phone shows smaller than this many pixels are not read.
const LEAST = 8;

function smallWords() {
  return [...mainPart().querySelectorAll("svg.cg-figure")].filter(isShown).flatMap((figure) => {
    const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
    const size = (text) => parseFloat(getComputedStyle(text).fontSize) * scale;
    return [...figure.querySelectorAll("text")]
      .filter((text) => size(text) < LEAST)
      .slice(0, 3)
      .map((text) => `words of ${size(text).toFixed(1)} px: ${text.textContent.trim()}`);
  });
}

function sideways() {
  const scroller = document.scrollingElement;
  const width = scroller.clientWidth;
  if (scroller.scrollWidth <= width) return [];
  const clips = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 0.5 && !clips(element);
  });
  const causes = wide.filter((element) => !wide.some((o) => o !== element && element.contains(o)));
  const names = causes.slice(0, 5).map(describe).join("; ");
  return [`scrolls sideways, ${scroller.scrollWidth} px in ${width}: ${names}`];
}

function theme(wanted) {
  const body = getComputedStyle(document.body).backgroundColor;
  const page = getComputedStyle(document.documentElement).backgroundColor;
  const paint = /rgba\(.*, 0\)/.test(body) ? page : body;
  const [red, green, blue] = paint.match(/[\d.]+/g).map((value) => value / 255);
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const actual = document.documentElement.dataset.theme;
  const faults = [];
  if (actual !== wanted) faults.push(`theme is ${actual}, not ${wanted}`);
  if (wanted === "dark" ? luminance > 0.3 : luminance < 0.7) {
    faults.push(`background ${paint} is not that of the ${wanted} theme`);
  }
  return faults;
}

function copyButtons() {
  return [...document.querySelectorAll("button.copybtn")]
    .filter((button) => {
      const name = button.getAttribute("aria-label") || button.title || button.innerText;
      return !(name || button.dataset.tooltip || "").trim();
    })
    .map((button) => `copy button without a name: ${describe(button)}`);
}

function openDetails() {
  const closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
  return closed.length;
}
