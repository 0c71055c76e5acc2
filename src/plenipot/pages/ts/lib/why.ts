/** Opens the page /why of a fact in a dialog; without scripts, the mark is a link to that page. */
export function reasonsInPlace(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "reasons";
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener("click", async (event) => {
    const mark = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.why") : null;
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const article = await reasons(mark.href);
    if (!article) {
      location.href = mark.href;
      return;
    }
    dialog.replaceChildren(closing(dialog), article, itself(mark.href));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    dialog.setAttribute("aria-labelledby", "why-heading");
  });
}

async function reasons(address: string): Promise<HTMLElement | null> {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const article = page.querySelector<HTMLElement>("#why");
  article?.removeAttribute("id");
  const heading = article?.querySelector("h1");
  if (heading) {
    // The main page has an h1 already.
    const second = document.createElement("h2");
    second.id = "why-heading";
    second.textContent = heading.textContent;
    heading.replaceWith(second);
  }
  return article;
}

function closing(dialog: HTMLDialogElement): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.textContent = "Close";
  button.addEventListener("click", () => dialog.close());
  return button;
}

function itself(address: string): HTMLElement {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = "This as a page of its own";
  return link;
}
