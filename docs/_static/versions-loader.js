// A site of several versions keeps a list of them, versions.js, in the folder above
// each book, so that old books learn of new releases. Most books stand alone: asking
// for a script or fetching a file that is not there would write an error to the
// console of every page. An <object> that fails to load does not, from a server or
// from a disk, so it looks first.
(() => {
  const address = new URL("../../versions.js", document.currentScript.src).href;
  const empty = DOCUMENTATION_OPTIONS.theme_switcher_json_url;

  const exists = new Promise((resolve) => {
    const probe = document.createElement("object");
    const answer = (found) => {
      probe.remove();
      resolve(found);
    };
    probe.onerror = () => answer(false);
    probe.onload = () => {
      // Some servers answer every address with a page.
      const type = probe.contentDocument?.contentType ?? "text/html";
      answer(location.protocol === "file:" || type !== "text/html");
    };
    probe.setAttribute("aria-hidden", "true");
    probe.style.cssText = "position:absolute;width:0;height:0";
    probe.type = "text/html";
    probe.data = address;
    document.body.append(probe);
  });

  const loaded = exists.then(
    (found) =>
      found &&
      new Promise((resolve) => {
        const script = document.createElement("script");
        script.onload = script.onerror = resolve;
        script.src = address;
        document.head.append(script);
      }),
  );

  // The theme asks once for the list that theme_switcher_json_url names. It has to
  // wait until versions.js has named it.
  const fetchNow = window.fetch;
  window.fetch = (resource, init) => {
    if (String(resource) !== empty) return fetchNow(resource, init);
    window.fetch = fetchNow;
    return loaded.then(() => fetchNow(DOCUMENTATION_OPTIONS.theme_switcher_json_url));
  };
})();
