// What is wider than its box scrolls inside it; the keyboard must reach it. The theme
// does this for code and tables.
(() => {
  const update = () => {
    for (const box of document.querySelectorAll(".katex-display, .cg-scroll")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  update();
  addEventListener("load", update);
  addEventListener("resize", update);
})();
