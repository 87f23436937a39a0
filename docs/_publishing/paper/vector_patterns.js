// Chromium prints a shape that an SVG pattern fills as a picture of coarse dots. Here
// the lines and dots of the pattern are laid over the shape and cut to its outline, so
// that paper shows them as sharp as the rest. Evaluated in the page before it is printed.
() => {
  const SVG = "http://www.w3.org/2000/svg";
  const filled = /^url\("?#([^)"]+)"?\)/;
  const patterns = new Map();

  // The strokes and dots of a pattern, each with the box that it covers.
  const pieces = (pattern) => {
    const measured = [];
    for (const part of pattern.querySelectorAll("path")) {
      for (const d of part.getAttribute("d").split(/(?=M)/)) {
        const probe = document.createElementNS(SVG, "path");
        probe.setAttribute("d", d);
        pattern.ownerSVGElement.append(probe);
        const { x, y, width, height } = probe.getBBox();
        probe.remove();
        measured.push({ part, d, x, y, width, height });
      }
    }
    return measured;
  };

  // Those of them that touch a box, as paths in the place of one tile.
  const tile = (pattern, dx, dy, box) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("transform", `translate(${dx} ${dy})`);
    const touching = patterns.get(pattern).filter(
      (piece) =>
        piece.x + dx <= box.x + box.width + 1 &&
        piece.x + dx + piece.width >= box.x - 1 &&
        piece.y + dy <= box.y + box.height + 1 &&
        piece.y + dy + piece.height >= box.y - 1,
    );
    for (const [part, those] of Map.groupBy(touching, (piece) => piece.part)) {
      const path = part.cloneNode();
      path.setAttribute("d", those.map((piece) => piece.d).join(""));
      group.append(path);
    }
    return group;
  };

  let count = 0;
  for (const shape of document.querySelectorAll("svg :is(path, rect, circle, polygon)")) {
    const name = filled.exec(getComputedStyle(shape).fill)?.[1];
    const pattern = name && document.getElementById(decodeURIComponent(name));
    if (!pattern || shape.closest("defs")) continue;
    if (!patterns.has(pattern)) patterns.set(pattern, pieces(pattern));

    const clip = document.createElementNS(SVG, "clipPath");
    clip.id = `cg-clip-${count++}`;
    const outline = shape.cloneNode();
    outline.removeAttribute("transform");
    outline.removeAttribute("style");
    clip.append(outline);

    const hatch = document.createElementNS(SVG, "g");
    hatch.setAttribute("clip-path", `url(#${clip.id})`);
    if (shape.hasAttribute("transform")) {
      hatch.setAttribute("transform", shape.getAttribute("transform"));
    }
    const box = shape.getBBox();
    const [x0, y0, width, height] = ["x", "y", "width", "height"].map(
      (side) => pattern[side].baseVal.value,
    );
    const first = (from, start, size) => Math.floor((from - start) / size) * size;
    for (let dx = first(box.x, x0, width); x0 + dx < box.x + box.width; dx += width) {
      for (let dy = first(box.y, y0, height); y0 + dy < box.y + box.height; dy += height) {
        hatch.append(tile(pattern, dx, dy, box));
      }
    }
    shape.before(clip, hatch);
    shape.style.fill = "none";
  }
  return count;
};
