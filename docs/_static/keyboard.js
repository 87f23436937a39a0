// What is wider than its box scrolls inside it. The keyboard must reach it, and a
// screen reader must hear what it is: the theme does a part of this for code and tables.
(() => {
  const boxes = {
    ".katex-display": "Formula",
    ".cg-scroll": "Figure",
    ".pst-scrollable-table-container": "Table",
    ".convguide-ledger-table": "Counts",
    ".cell_output .text_html": "Result",
  };
  const update = () => {
    for (const [selector, word] of Object.entries(boxes)) {
      document.querySelectorAll(selector).forEach((box, number) => {
        if (box.scrollWidth > box.clientWidth) {
          box.tabIndex = 0;
          box.setAttribute("role", "region");
          box.setAttribute("aria-label", `${word} ${number + 1}, scrolls sideways`);
        } else {
          for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
        }
      });
    }
  };
  update();
  addEventListener("load", () => setTimeout(update));
  addEventListener("resize", update);
})();

// The theme takes the focus away from this button when it is pressed, so that the arrow
// keys would not reach the menu that it opens. Presses of a key have no detail.
for (const button of document.querySelectorAll(".theme-switch-button")) {
  button.addEventListener("click", (event) => event.detail === 0 && button.focus());
}
