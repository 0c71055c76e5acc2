/** Adds a button that copies the permanent address to the clipboard. */
export function copyOnClick(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input.share")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    });
    field.after(button);
  }
}
