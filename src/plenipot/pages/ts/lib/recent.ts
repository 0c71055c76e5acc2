/** Brings what is wider than the screen to its recent end, or to the day that is looked at. */
export function recentInSight(): void {
  for (const region of document.querySelectorAll<HTMLElement>("[data-recent]")) {
    const day = region.querySelector(".day");
    const end = region.scrollWidth - region.clientWidth;
    const left = day ? day.getBoundingClientRect().left - region.getBoundingClientRect().left - region.clientWidth / 2 : end;
    region.scrollLeft = left;
  }
}
