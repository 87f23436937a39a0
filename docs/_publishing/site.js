// All pages work without this.
{
  // The links to other versions keep the reader's place: the same section, and the same
  // words on the page that searches, where the link leads to the same page.
  const root = document.documentElement.dataset.content_root ?? "./";
  const above = new URL("../", new URL(root, document.baseURI)).pathname;
  const page = ({ pathname }) =>
    pathname.slice(above.length).replace(/^[^/]*\//, "").replace(/^$|\/$/, "$&index.html");

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".cg-versions a, .cg-banner a, .cg-footer a");
    if (!link || page(link) !== page(location)) return;
    if (location.hash) link.hash = location.hash;
    if (page(location) === "search.html") link.search = location.search;
  });
}

// What a search shows of a page is of its article, not of the buttons around it.
if (typeof Search !== "undefined") {
  const textOf = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const article = new DOMParser()
      .parseFromString(html, "text/html")
      .querySelector("article");
    const own = article ? `<div role="main">${article.outerHTML}</div>` : html;
    return textOf(own, anchor);
  };
}
