// The links to other versions work without this. It keeps the reader's place: the same
// section, where the link leads to the same page.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".cg-versions a, .cg-banner a");
  if (!link || !location.hash) return;
  const page = (address) => new URL(address).pathname.split("/").pop();
  if (page(link.href) === page(location.href)) link.hash = location.hash;
});
